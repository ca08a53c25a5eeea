// The registry of tasks: from a name and sizes to a task, with one clear line for whatever is wrong.
#include <algorithm>
#include <stdexcept>

#include "tasks/averaging.hpp"
#include "tasks/bit_strings.hpp"
#include "tasks/composition.hpp"
#include "tasks/counting.hpp"
#include "tasks/evaluation.hpp"
#include "tasks/recall.hpp"
#include "tasks/text.hpp"
#include "tasks/two_sum.hpp"

namespace attest::tasks {

std::vector<std::string> task_names() { return {"eva", "index", "two-sum", "two-sum-any", "match2", "l-seqcomp", "counting", "equality", "disjointness", "averaging", "ar"}; }

namespace {

struct Sketch {
  std::vector<std::string> needed, optional;
  std::string help;
};

Sketch sketch_of(const std::string& name) {
  if (name == "eva") return {{"n"}, {}, "n: stored items, f:[n]->[n]"};
  if (name == "index") return {{"n", "D", "V"}, {}, "n: stored items; D, V: bits of a key and of a value"};
  if (name == "two-sum")
    return {{"n", "M"}, {"U", "distinct"}, "n: values; M: modulus; U: values are 1..U (else [M] without 0 and M/2); distinct=1: pairwise distinct"};
  if (name == "two-sum-any") return {{"n", "M"}, {"proper"}, "n: values; M: modulus; proper=1: values of [M] without 0 and M/2"};
  if (name == "match2") return {{"n", "M"}, {}, "n: values; M: modulus"};
  if (name == "counting") return {{"n", "K", "t"}, {}, "n: values of [K]; answer 1 iff the query occurs more than t times"};
  if (name == "equality" || name == "disjointness") return {{"n"}, {}, "n: bits of each half"};
  if (name == "averaging")
    return {{"n", "q"}, {"scale"}, "n: values m*2^e in [-1,1]; q: positions in each set; scale: drawn values are multiples of 2^-scale"};
  if (name == "ar") return {{"n", "A"}, {}, "n: tokens below A, the first n-1 pairwise distinct; the query is one of these"};
  if (name == "l-seqcomp")
    return {{"m"}, {"n1", "n2", "n3", "n4", "n5", "n6", "n7", "reversed", "merged"},
            "m, n1, ..., n(L-1): sizes of L composed functions; reversed=1 or merged=1: other token orders"};
  const auto names = task_names();
  throw std::invalid_argument("no task is called '" + name + "'; did you mean '" + nearest_name(name, names) + "'?");
}

bool flag(const Sizes& sizes, const std::string& task, const std::string& name) {
  const auto found = sizes.find(name);
  if (found == sizes.end()) return false;
  require_size(task, name, found->second, 0, 1);
  return found->second == 1;
}

std::unique_ptr<Task> make_composition(const Sizes& sizes) {
  std::vector<std::int64_t> factors;
  for (int l = 1; sizes.count("n" + std::to_string(l)); ++l) factors.push_back(sizes.at("n" + std::to_string(l)));
  for (int l = 1; l <= 7; ++l)
    if (sizes.count("n" + std::to_string(l)) && static_cast<std::size_t>(l) > factors.size())
      throw std::invalid_argument("task l-seqcomp: size n" + std::to_string(factors.size() + 1) + " is missing");
  const bool reversed = flag(sizes, "l-seqcomp", "reversed"), merged = flag(sizes, "l-seqcomp", "merged");
  if (reversed && merged) throw std::invalid_argument("task l-seqcomp: choose reversed=1 or merged=1, not both");
  using Order = Composition::TokenOrder;
  return std::make_unique<Composition>(sizes.at("m"), factors,
                                       reversed ? Order::reversed : merged ? Order::merged : Order::standard);
}

}  // namespace

std::string task_sizes_help(const std::string& name) { return sketch_of(name).help; }

std::unique_ptr<Task> make_task(const std::string& name, const Sizes& sizes) {
  const Sketch sketch = sketch_of(name);
  std::vector<std::string> known = sketch.needed;
  known.insert(known.end(), sketch.optional.begin(), sketch.optional.end());
  for (const auto& [size, value] : sizes)
    if (std::find(known.begin(), known.end(), size) == known.end())
      throw std::invalid_argument("task " + name + " has no size '" + size + "'; did you mean '" + nearest_name(size, known) +
                                  "'? (" + sketch.help + ")");
  for (const std::string& size : sketch.needed)
    if (!sizes.count(size)) throw std::invalid_argument("task " + name + " needs the size " + size + " (" + sketch.help + ")");
  const auto at = [&](const std::string& size) { return sizes.at(size); };
  if (name == "eva") return std::make_unique<Evaluation>(at("n"));
  if (name == "index") {
    require_size(name, "D", at("D"), 1, 40);
    require_size(name, "V", at("V"), 1, 40);
    return std::make_unique<Index>(at("n"), static_cast<int>(at("D")), static_cast<int>(at("V")));
  }
  if (name == "l-seqcomp") return make_composition(sizes);
  if (name == "counting") return std::make_unique<Counting>(at("n"), at("K"), at("t"));
  if (name == "equality" || name == "disjointness")
    return std::make_unique<BitStrings>(name == "equality" ? BitStrings::Form::equality : BitStrings::Form::disjointness, at("n"));
  if (name == "averaging") return std::make_unique<Averaging>(at("n"), at("q"), sizes.count("scale") ? at("scale") : Averaging::default_scale);
  if (name == "ar") return std::make_unique<Recall>(at("n"), at("A"));
  const auto form = name == "two-sum" ? TwoSum::Form::query : name == "two-sum-any" ? TwoSum::Form::any : TwoSum::Form::match2;
  if (sizes.count("U")) require_size(name, "U", at("U"), 1, (at("M") - 1) / 2);
  return std::make_unique<TwoSum>(form, at("n"), at("M"), sizes.count("U") ? at("U") : 0, flag(sizes, name, "distinct"), flag(sizes, name, "proper"));
}

std::unique_ptr<Task> make_task(const std::string& name, const std::string& sizes) {
  return make_task(name, parse_sizes(sizes));
}

}  // namespace attest::tasks

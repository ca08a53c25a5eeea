// The claim associative-recall: both shifts, β free.
#include <algorithm>
#include <cmath>

#include "constructions/associative_recall.hpp"
#include "constructions/claim_families.hpp"
#include "constructions/retrieval_queries.hpp"
#include "tasks/bits.hpp"
#include "tasks/evaluation.hpp"

namespace attest::constructions {
namespace {

class RecallClaim final : public ClaimFamily {
 public:
  RecallClaim(const tasks::Recall& task, Shift shift) : task_(task), shift_(shift) {}
  std::string name() const override { return "associative-recall"; }
  const tasks::Task& task() const override { return task_; }
  std::vector<std::string> parameter_names() const override { return {"beta"}; }
  /// n+1 keys are in sight, the query token and the first among them.
  std::vector<Parameter> parameters(const Setting& setting) const override {
    return {around(setting, "beta", std::log(3 * static_cast<double>(task_.n())), "[b0/4, 4 b0], b0 = ln(3n), in base 2 divided by ln 2")};
  }
  Proof prove(const Setting& setting, const Point& point) const override { return prove_recall(setting, task_.n(), task_.A(), shift_, point.at(0)); }
  std::unique_ptr<Model> model(const Setting& setting, const Point& point) const override {
    return recall_model(strict(setting.plan), task_.n(), task_.A(), shift_, point.at(0));
  }
  /// One digit of the answer against that of the values behind the keys nearest to the query's.
  std::vector<tasks::Tokens> killers(const Setting&, const Point&) const override {
    std::vector<tasks::Tokens> inputs;
    const int top = tasks::width_of(task_.A()) - 1;
    for (const bool first : {true, false})
      for (const int place : {top, 0})
        for (const std::int64_t q : {std::int64_t{0}, task_.A() - 1})
          for (const std::int64_t digit : {1, 0}) inputs.push_back(against(q, place, digit, first));
    return inputs;
  }
  bool quickly_answered(const Setting&, std::span<const tasks::Token>) const override { return constructions::quickly_answered(task_, shift_); }
  std::string lines(const Setting&, std::span<const std::string> parameters) const override {
    return "claim associative-recall\nn " + std::to_string(task_.n()) + "\nalphabet " + std::to_string(task_.A()) + "\nshift " + to_text(shift_) + "\n" + parameters[0] + "\n";
  }

 private:
  /// The answer's digit at `place` is `digit`; as far as there are such tokens, each follower of another token has the opposite one, and
  /// those near to q come first. q stands first, or last of those that have a follower: then the answer is the free last token.
  tasks::Tokens against(std::int64_t q, int place, std::int64_t digit, bool first) const {
    std::vector<std::int64_t> opposite, same;  // far from q to near: taken from the back
    for (std::int64_t x = 0; x < task_.A(); ++x)
      if (x != q) ((x >> place & 1) == digit ? same : opposite).push_back(x);
    const auto farther = [&](std::int64_t x, std::int64_t y) { return std::pair(-hamming_distance(x, q), x) < std::pair(-hamming_distance(y, q), y); };
    std::sort(opposite.begin(), opposite.end(), farther);
    std::sort(same.begin(), same.end(), farther);
    const std::int64_t answer = same.empty() ? q : same.front(), other = opposite.empty() ? q : opposite.back();
    const auto take = [](std::vector<std::int64_t>& from) {
      const std::int64_t x = from.back();
      from.pop_back();
      return x;
    };
    std::vector<std::int64_t> sequence;
    const std::size_t keys = task_.stored() - 1;  // tokens that have a follower
    if (first) {
      sequence.push_back(q);
      if (keys > 1 && !same.empty()) sequence.push_back(answer), same.erase(same.begin());
    } else if (keys > 1 && !same.empty()) {
      sequence.push_back(take(same));  // the first token is nobody's follower
    }
    while (sequence.size() < (first ? keys : keys - 1)) sequence.push_back(take(opposite.empty() ? same : opposite));
    if (!first) sequence.push_back(q);
    sequence.push_back(first && sequence.size() > 1 ? other : answer);
    tasks::Tokens tokens;
    for (const std::int64_t x : sequence) tokens.push_back({1, x});
    tokens.push_back({0, q});
    return tokens;
  }

  tasks::Recall task_;
  Shift shift_;
};

}  // namespace

std::unique_ptr<ClaimFamily> make_recall_claim(const tasks::Sizes& sizes) {
  tasks::require_size("associative-recall", "A", sizes.at("A"), 1, std::int64_t{1} << 17);
  tasks::require_size("associative-recall", "n", sizes.at("n"), 2, std::min<std::int64_t>(sizes.at("A") + 1, std::int64_t{1} << 16));
  const auto attention = sizes.find("attention");
  if (attention != sizes.end()) tasks::require_size("associative-recall", "attention", attention->second, 0, 1);
  return std::make_unique<RecallClaim>(tasks::Recall(sizes.at("n"), sizes.at("A")), attention != sizes.end() && attention->second == 1 ? Shift::attention : Shift::recurrent);
}

}  // namespace attest::constructions

// Collecting evidence, and the search for the edge between holding and failing parameters.
#include "hierarchy/success_run.hpp"

#include <algorithm>

#include "checker/checker.hpp"
#include "tasks/text.hpp"

namespace attest::hierarchy {

using arithmetic::Number;
using evidence::Field;
using evidence::Kind;

namespace {

/// "n=4, n=64: exact, binary32; n=1024: exact": sizes with the same arithmetic stand together, so each group is a product
/// of which every pair was proved.
std::string grouped(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::vector<std::pair<std::string, std::string>> sizes, groups;  // size and its arithmetic; sizes and their arithmetic
  const auto append = [](auto& list, const std::string& key, const std::string& entry) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.first == key; });
    if (found == list.end()) list.push_back({key, entry});
    else found->second += ", " + entry;
  };
  for (const auto& [size, arithmetic] : pairs) append(sizes, size, arithmetic);
  for (const auto& [size, arithmetic] : sizes) append(groups, arithmetic, size);
  std::string text;
  for (const auto& [arithmetic, group] : groups) text += (text.empty() ? "" : "; ") + group + ": " + arithmetic;
  return text;
}

/// A proof about so few inputs must be compared with all of them.
constexpr std::uint64_t most_enumerated = 10'000'000;

std::string to_text(const std::optional<std::int64_t>& answer) { return answer ? std::to_string(*answer) : "undecided"; }

/// Undefined arithmetic is a wrong answer.
std::optional<std::int64_t> ask(const Answerer& answer, const tasks::Tokens& tokens) {
  try {
    return answer(tokens);
  } catch (const arithmetic::Undefined&) {
    return std::nullopt;
  }
}

std::string describe(const Setting& setting) {
  const bool backwards = setting.plan.key_order == attention::KeyOrder::last_to_first;
  return setting.name + " " + attention::to_text(setting.plan.softmax) + (backwards ? " from the last key" : "");
}

}  // namespace

std::string SuccessRun::label(const Setting& setting) const {
  std::string text = describe(setting);
  const std::string usual = " " + attention::to_text(attention::Softmax::two_pass);
  if (only_two_pass_ && text.ends_with(usual)) text.resize(text.size() - usual.size());
  return text;
}

void SuccessRun::record(std::vector<Place>& places, const tasks::Task& task, const Setting& setting, int inputs) {
  only_two_pass_ = only_two_pass_ && setting.plan.softmax == attention::Softmax::two_pass;
  for (Place& place : places)
    if (place.sizes == task.sizes() && describe(place.setting) == describe(setting)) {
      place.inputs += inputs;
      return;
    }
  places.push_back({task.sizes(), setting, inputs});
}

void SuccessRun::check_stop() const {
  if (context_.stopped()) throw Stopped{};
}

void SuccessRun::add(Kind kind, const std::string& summary, std::vector<Field> fields) {
  cell_.evidence.push_back({kind, summary, std::move(fields)});
}

void SuccessRun::fail(const std::string& why, bool wrong_answer) {
  failed_ = true;
  wrong_ = wrong_ || wrong_answer;
  add(Kind::survey, "FAILED: " + why, {});
}

void SuccessRun::prove(const tasks::Task& task, const Setting& setting, const Proof& proof, std::vector<Field> more) {
  check_stop();
  const std::string where = task.sizes() + ", " + describe(setting);
  context_.report(cell_.name + ": " + where);
  last_proof_held_ = proof.holds;
  last_certificate_ = proof.certificate;
  cell_.cases += proof.extremal_cases;
  if (!proof.holds) return fail("not proved at " + where + ": " + proof.reason, false);
  const checker::Result checked = checker::verify(proof.certificate);
  if (!checked.verified) return fail("the checker refuses the certificate of " + where + ": " + checked.reason, false);
  ++proofs_;
  if (task.count() <= most_enumerated) not_enumerated_.insert(task.name() + " at " + where);
  record(proved_, task, setting, 0);
  std::vector<Field> fields{{"certificate", proof.certificate},
                            {"inputs", proof.inputs},
                            {"extremal-cases", std::to_string(proof.extremal_cases)},
                            {"checker-rows", std::to_string(checked.rows)}};
  fields.insert(fields.end(), more.begin(), more.end());
  std::string summary = where + ": all inputs, by " + std::to_string(proof.extremal_cases) + " extremal cases; checker: VERIFIED, " +
                        std::to_string(checked.rows) + " rows";
  for (const Field& field : more) summary += "; " + field.name + " " + field.value;
  add(Kind::all_inputs, summary, std::move(fields));
}

void SuccessRun::enumerate(const tasks::Task& task, const Setting& setting, const Answerer& answer) {
  const std::string where = task.sizes() + ", " + describe(setting);
  context_.report(cell_.name + ": all inputs of " + where);
  std::uint64_t wrong = 0;
  const std::uint64_t count = task.count();
  for (std::uint64_t i = 0; i < count; ++i) {
    if (i % 64 == 0) check_stop();
    const tasks::Tokens tokens = task.input(i);
    wrong += ask(answer, tokens) != task.oracle(tokens);
  }
  cell_.cases += count;
  not_enumerated_.erase(task.name() + " at " + where);
  if (wrong != 0) fail(std::to_string(wrong) + " of all " + std::to_string(count) + " inputs are answered wrongly at " + where, true);
  else if (!last_proof_held_) fail("enumeration finds no wrong input at " + where + ", but the proof does not hold", false);
  std::vector<Field> fields{{"task", task.name()}, {"sizes", task.sizes()}, {"arithmetic", describe(setting)}, {"inputs", std::to_string(count)}, {"wrong", std::to_string(wrong)}, {"model", last_certificate_}};
  add(Kind::enumeration, where + ": all " + std::to_string(count) + " inputs run and compared with the oracle, " + std::to_string(wrong) + " wrong", std::move(fields));
}

void SuccessRun::sample(const tasks::Task& task, const Setting& setting, const Answerer& answer, int draws) {
  tasks::Random random(context_.seed ^ 0x5eed5a3b1e5ull);
  int wrong = 0;
  for (int draw = 0; draw < draws; ++draw) {
    check_stop();
    const tasks::Tokens tokens = draw % 2 ? task.uniform(random) : task.structured(random);
    wrong += ask(answer, tokens) != task.oracle(tokens);
  }
  samples_ += static_cast<std::uint64_t>(draws);
  record(sampled_, task, setting, draws);
  cell_.cases += static_cast<std::uint64_t>(draws);
  const std::string where = task.sizes() + ", " + describe(setting);
  if (wrong != 0) fail(std::to_string(wrong) + " sampled inputs are answered wrongly at " + where, true);
  add(Kind::survey, where + ": the whole model run on " + std::to_string(draws) + " uniform and structured inputs, " + std::to_string(wrong) + " wrong",
      {{"task", task.name()}, {"sizes", task.sizes()}, {"inputs", std::to_string(draws)}, {"wrong", std::to_string(wrong)}});
}

bool SuccessRun::confirm_wrong(const std::string& what, const tasks::Task& task, const tasks::Tokens& tokens, const Answerer& answer,
                               const std::string& certificate) {
  const std::int64_t expected = task.oracle(tokens);
  const auto answered = ask(answer, tokens);
  ++cell_.cases;
  if (answered == expected) return false;
  std::vector<Field> fields{{"task", task.name()},          {"sizes", task.sizes()}, {"tokens", tasks::to_text(tokens)},
                            {"expected", std::to_string(expected)}, {"answered", to_text(answered)}};
  fields.push_back({"refused-certificate", certificate});
  add(Kind::counterexample, what + " turns it red: " + task.sizes() + ", right is " + std::to_string(expected) + ", the model answers " + to_text(answered),
      std::move(fields));
  return true;
}

void SuccessRun::near_miss(const std::string& what, const tasks::Task& task, const Setting& setting, const Proof& proof, const Answerer& answer) {
  check_stop();
  const std::string name = "near miss (" + what + ", " + describe(setting) + ")";
  if (proof.holds) return fail(name + " is proved", false);
  const checker::Result checked = checker::verify(proof.certificate);
  if (checked.verified) return fail(name + " is verified by the checker", false);
  // A garbled certificate would be refused whatever the parameters are.
  if (checked.outcome != checker::Outcome::not_established) return fail(name + ": the checker does not get as far as its claim: " + checked.reason, false);
  if (!proof.killing.empty()) {
    if (!confirm_wrong(name, task, proof.killing, answer, proof.certificate)) fail(name + ": the killing input is answered rightly", false);
    return;
  }
  tasks::Random random(7);
  for (int draw = 0; draw < 300; ++draw)
    if (confirm_wrong(name, task, draw % 2 ? task.uniform(random) : task.structured(random), answer, proof.certificate)) return;
  fail(name + ": no input is answered wrongly", false);
}

void SuccessRun::finish() {
  for (const std::string& proof : not_enumerated_) fail("the proof of " + proof + " was not compared with all of its inputs", false);
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const Place& place : proved_) pairs.push_back({place.sizes, label(place.setting)});
  if (!pairs.empty()) cell_.sizes.push_back({"proved for", grouped(pairs)});
  std::string sampled;
  for (const Place& place : sampled_)
    sampled += (sampled.empty() ? "" : "; ") + place.sizes + " in " + label(place.setting) + ": " + std::to_string(place.inputs) + " inputs";
  if (!sampled.empty()) cell_.sizes.push_back({"sampled", sampled});
  using evidence::Verdict;
  cell_.holds = !failed_ && (proofs_ > 0 || samples_ > 0);
  cell_.verdict = wrong_ ? Verdict::refuted : !cell_.holds ? Verdict::unknown : proofs_ > 0 ? Verdict::proved : Verdict::survived;
}

bool is_red(const tasks::Task& task, const Proof& proof, const Answerer& answer) {
  return !proof.holds && !proof.killing.empty() && ask(answer, proof.killing) != task.oracle(proof.killing);
}

namespace {

/// Bisects until left and right are neighbours of the grid, keeping left red and right green (or the reverse).
std::pair<Number, Number> edge(const Setting& setting, Number left, Number right, bool left_holds,
                               const std::function<bool(const Number&)>& green) {
  const arithmetic::Format own = setting.exact || setting.plan.input.format.precision > 24 ? arithmetic::parse_format("binary32") : setting.plan.input.format;
  while (arithmetic::next_up(own, left) != right) {
    const double middle = (arithmetic::to_double(left) + arithmetic::to_double(right)) / 2;
    Number between = arithmetic::round_to(own, arithmetic::Rounding::toward_zero, arithmetic::number_from_double(middle));
    if (between == left) between = arithmetic::next_up(own, left);
    (green(between) == left_holds ? left : right) = between;
  }
  return {left, right};
}

}  // namespace

bool SuccessRun::has_edge(const std::string& parameter, const Setting& setting, const Number& fails, const Number& holds,
                          const std::function<bool(const Number&)>& green) {
  check_stop();
  const std::string where = "no near miss in " + describe(setting) + ": ";
  if (green(fails)) fail(where + "with " + parameter + " " + arithmetic::to_text(fails) + " no wrong answer is shown, though it is far too small or too large", false);
  else if (!green(holds)) fail(where + "with " + parameter + " " + arithmetic::to_text(holds) + ", the construction's own, an input is answered wrongly", true);
  else return true;
  return false;
}

std::optional<Number> SuccessRun::largest_failing(const std::string& parameter, const Setting& setting, Number fails, Number holds,
                                                  const std::function<bool(const Number&)>& green) {
  if (!has_edge(parameter, setting, fails, holds, green)) return std::nullopt;
  return edge(setting, fails, holds, false, green).first;
}

std::optional<Number> SuccessRun::smallest_failing(const std::string& parameter, const Setting& setting, Number holds, Number fails,
                                                   const std::function<bool(const Number&)>& green) {
  if (!has_edge(parameter, setting, fails, holds, green)) return std::nullopt;
  return edge(setting, holds, fails, true, green).second;
}

}  // namespace attest::hierarchy

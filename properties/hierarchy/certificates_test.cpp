// Certificates of the failing half of the table: what is written is established by the checker, what is edited is not, and
// what the checker accepts in spite of an edit is true.
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "attention/linear.hpp"
#include "attention/log_linear.hpp"
#include "checker/checker.hpp"
#include "evidence/certificate.hpp"
#include "hierarchy/certificates.hpp"
#include "hierarchy/failure.hpp"
#include "hierarchy/failure_family.hpp"
#include "hierarchy/table_model.hpp"
#include "search/stack_certificate.hpp"
#include "tasks/random.hpp"

namespace attest::hierarchy {
namespace {

using checker::verify;

Context smoke() {
  Context context;
  context.effort = Effort::smoke;
  context.configurations = std::string(ATTEST_SOURCE_DIR) + "/corpus/configurations";
  return context;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string value_of(const std::vector<std::string>& lines, const std::string& key) {
  for (const std::string& line : lines)
    if (line.starts_with(key + " ")) return line.substr(key.size() + 1);
  return "";
}

/// Lines 0..end-2 with a new conclusion.
std::string sealed(const std::vector<std::string>& lines) {
  std::string text;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) text += lines[i] + "\n";
  return text + lines.back().substr(0, lines.back().rfind(' ')) + " " + evidence::sha256(text) + "\n";
}

/// What kind of certificate it is: kind, layers without their numbers, chain of thought or not.
std::string shape_of(const std::string& certificate) {
  const auto lines = lines_of(certificate);
  std::string shape = value_of(lines, "kind");
  for (const std::string& line : lines) {
    if (!line.starts_with("layer ")) continue;
    std::istringstream words(line.substr(6));
    for (std::string word; words >> word;)
      if (std::isalpha(static_cast<unsigned char>(word[0]))) shape += " " + word;
  }
  return shape + (value_of(lines, "generated") == "0" ? "" : " thinking");
}

/// The certificates of the failing cells at smoke effort, all of them verified; the smallest of every shape.
const std::map<std::string, std::string>& smallest() {
  static const std::map<std::string, std::string> found = [] {
    std::map<std::string, std::string> all;
    for (const CellPlan& plan : failure_cells()) {
      evidence::Cell cell;
      plan.run(smoke(), cell);
      for (const evidence::Evidence& piece : cell.evidence) {
        const Certified certified = certificate_of(piece);
        if (certified.text.empty()) continue;
        const checker::Result result = verify(certified.text);
        EXPECT_TRUE(result.verified) << result.reason << "\n" << piece.summary;
        if (!certified.text.starts_with("attest-certificate/2\nkind counting\n")) {
          std::string& least = all[shape_of(certified.text)];
          if (least.empty() || certified.text.size() < least.size()) least = certified.text;
        }
      }
    }
    return all;
  }();
  return found;
}

TEST(Certificates, OfTheFailingCellsAreVerified) {
  std::string shapes;
  for (const auto& [shape, text] : smallest()) shapes += shape + "\n";
  for (const char* part : {"fooling-pair gla", "fooling-pair log-linear", "fooling-pair sparse", "fooling-pair state-table fold-table state-table", "fooling-pair full full",
                           "counterexample full full", "counterexample linear identity plain full", "all-inputs linear", "all-inputs sparse", "all-inputs full linear"})
    EXPECT_NE(shapes.find(part), std::string::npos) << part << " in\n" << shapes;
}

TEST(Certificates, WhatHasNoneIsSaid) {
  const auto why = [](evidence::Kind kind, std::vector<evidence::Field> fields) { return certificate_of({kind, "x", std::move(fields)}).why_not; };
  EXPECT_EQ(why(evidence::Kind::survey, {}), "it describes a run");
  EXPECT_EQ(why(evidence::Kind::all_inputs, {}), "the evidence has no field 'certificate'");
  EXPECT_EQ(why(evidence::Kind::enumeration, {{"wrong", "3"}}), "inputs are answered wrongly");
  EXPECT_EQ(why(evidence::Kind::impossibility, {{"theorem", "CPW"}}), "theorem CPW is asymptotic: its constants are not explicit, so it proves nothing at any size");
}

/// Every line removed, doubled, or exchanged with the next one.
TEST(Certificates, EveryStructuralEditIsRefused) {
  for (const auto& [shape, text] : smallest()) {
    const auto lines = lines_of(text);
    const std::size_t step = std::max<std::size_t>(1, lines.size() / (shape.starts_with("all-inputs") ? 12 : 40));
    for (std::size_t i = 0; i + 1 < lines.size(); i += step) {
      auto without = lines, twice = lines, swapped = lines;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
      twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
      EXPECT_FALSE(verify(sealed(without)).verified) << shape << ": without '" << lines[i] << "'";
      EXPECT_FALSE(verify(sealed(twice)).verified) << shape << ": twice '" << lines[i] << "'";
      if (i + 2 == lines.size() || lines[i] == lines[i + 1]) continue;
      std::swap(swapped[i], swapped[i + 1]);
      EXPECT_FALSE(verify(sealed(swapped)).verified) << shape << ": exchanged '" << lines[i] << "'";
    }
    EXPECT_FALSE(verify(text.substr(0, text.size() - 2) + "x\n").verified) << shape << ": another hash";
    auto added = lines;
    added.insert(added.end() - 1, "more 1");
    EXPECT_FALSE(verify(sealed(added)).verified) << shape;
  }
}

std::string other(const std::string& word, tasks::Random& random) {
  static const std::vector<std::vector<std::string>> choices = {
      {"binary64", "binary32", "bfloat16", "p7"}, {"nearest-even", "toward-zero", "up", "down"}, {"left-to-right", "pairwise", "exact", "blocked(2)"},
      {"fused", "unfused"}, {"online", "naive", "two-pass"}, {"natural", "base-2"}, {"quotient", "weights-first"}, {"first-to-last", "last-to-first"},
      {"linear", "gla", "delta-net", "gated-delta-net", "log-linear", "retnet", "full"}, {"identity", "relu", "elu+1"}, {"normalised", "plain"}, {"eva", "index", "two-sum", "l-seqcomp"}};
  for (const auto& group : choices)
    for (std::size_t i = 0; i < group.size(); ++i)
      if (group[i] == word) return group[(i + 1 + random.below(group.size() - 1)) % group.size()];
  // A digit somewhere becomes another one; a word without digits is cut.
  std::vector<std::size_t> digits;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (std::isdigit(static_cast<unsigned char>(word[i]))) digits.push_back(i);
  if (digits.empty()) return word + "x";
  std::string changed = word;
  char& digit = changed[digits[random.below(digits.size())]];
  digit = static_cast<char>('0' + (digit - '0' + 1 + static_cast<int>(random.below(9))) % 10);
  return changed;
}

/// One token of one line changed, the hash set right again: refused, or true as src/attention has it.
TEST(Certificates, WhatIsAcceptedInSpiteOfAnEditIsTrue) {
  std::size_t tried = 0, accepted = 0;
  for (const auto& [shape, text] : smallest()) {
    const auto lines = lines_of(text);
    tasks::Random random(11);
    const bool dear = shape.starts_with("all-inputs");  // thousands of inputs each
    for (int draw = 0; draw < (dear ? 15 : 120); ++draw) {
      auto edited = lines;
      std::string& line = edited[draw % 2 ? random.below(lines.size() - 1) : random.below(std::min<std::size_t>(lines.size() - 1, 30))];
      std::vector<std::string> words;
      std::istringstream stream(line);
      for (std::string word; stream >> word;) words.push_back(word);
      std::string& word = words[random.below(words.size())];
      word = other(word, random);
      const std::string before = line;
      line.clear();
      for (const std::string& each : words) line += (line.empty() ? "" : " ") + each;
      ++tried;
      const std::string certificate = sealed(edited);
      if (!verify(certificate).verified) continue;
      ++accepted;
      EXPECT_TRUE(trial::confirmed_by_library(certificate)) << shape << ": '" << before << "' became '" << line << "'\n" << (certificate.size() < 6000 ? certificate : "");
    }
    EXPECT_TRUE(trial::confirmed_by_library(text)) << shape << ": the library does not confirm what was not edited";
  }
  EXPECT_GT(tried, 2000u);
  EXPECT_LT(accepted, tried / 4);
  RecordProperty("edits", static_cast<int>(tried));
  RecordProperty("accepted", static_cast<int>(accepted));
}

/// One layer of random weights in random formats: every mechanism, rounding, order of sums, fused or not, every softmax.
std::string random_layer(tasks::Random& random) {
  const auto pick = [&](const std::vector<std::string>& choices) { return choices[random.below(choices.size())]; };
  const auto role = [&](const std::string& name, const std::vector<std::string>& sums) {
    const std::string format = pick({"binary32", "bfloat16", "binary16", "e4m3", "e5m2", "e2m3", "e2m1", "tf32", "e8p4", "fx(9,3)", "fx(20,6)", "ufx(7,0)"});
    const bool fixed = format.find("fx(") != std::string::npos;
    return name + " " + format + " " + (fixed ? "down" : pick({"nearest-even", "toward-zero", "up", "down"})) + " " + pick(sums) + pick({"", " fused"}) + "\n";
  };
  const std::vector<std::string> any{"left-to-right", "pairwise", "blocked(2)", "exact"};
  const std::string sizes = "width 4\nheads " + pick({"1", "2"}) + "\nmodulus " + pick({"2", "3", "5"}) + "\nseed " + std::to_string(random.below(1000)) + "\n";
  if (random.below(2) == 0) {
    const std::string softmax = pick({"naive", "two-pass", "online"});
    return "layer F\nrole random\n" + sizes + role("input", any) + role("score", any) + role("weight", any) +
           role("accumulator", softmax == "two-pass" ? any : std::vector<std::string>{"left-to-right"}) + role("output", any) + "softmax " + softmax + "\nexponential " +
           pick({"natural", "base-2"}) + "\nkey-order first-to-last\n";
  }
  const std::string mechanism = pick({"linear", "retnet", "gla", "delta-net", "gated-delta-net", "log-linear"});
  const bool gated = mechanism == "gla" || mechanism == "gated-delta-net" || mechanism == "retnet" || mechanism == "log-linear";
  return "layer R\nrole random\nmechanism " + mechanism + "\ncolumns 2\n" + sizes + (gated ? pick({"", "decay 3/4\n", "decay 1/2\n"}) : "") +
         (mechanism.ends_with("delta-net") ? pick({"", "beta 1/2\n"}) : "") + role("input", any) + role("accumulator", any) + role("state", any) + role("output", any);
}

/// What src/attention computes in emulated formats, the checker's own mechanisms compute too, number for number: outputs are
/// arguments of tables.
TEST(Certificates, OfRandomStacksInRandomFormatsAreVerified) {
  tasks::Random random(5);
  int verified = 0, infinite = 0;
  for (int draw = 0; draw < 1500; ++draw) {
    std::string text = "name x\nfamily E\norigin random\ntask eva\nsizes n=5\nreadout hash\n";
    for (std::uint64_t layer = 0; layer <= random.below(3); ++layer) text += random_layer(random);
    const auto configuration = search::parse_configuration(text);
    const auto task = search::task_of(configuration);
    adversaries::Counterexample found;
    found.tokens = task->uniform(random);
    found.expected = task->oracle(found.tokens);
    try {
      found.answered = search::build(configuration)->answer(found.tokens);
      if (found.answered == found.expected) continue;
      const checker::Result result = verify(search::counterexample_certificate(configuration, found));
      // An infinity inside of a layer need not show in its outputs: the checker has none.
      if (!result.verified && result.reason == "the model's answer is undefined") ++infinite;
      else EXPECT_TRUE(result.verified) << result.reason << "\n" << text << search::counterexample_certificate(configuration, found);
      verified += result.verified;
    } catch (const search::NoCertificate&) {
      ++infinite;
    } catch (const arithmetic::Undefined&) {
      ++infinite;
    } catch (const std::invalid_argument&) {  // a full layer that is no fold
      --draw;
    }
  }
  EXPECT_GT(verified, 500);
  EXPECT_LT(infinite, 700);
}

using attention::Drive;
using attention::Plan;
using arithmetic::Emulated;

/// The delta rule with its prediction from the state before the decay.
class DecayAfterDelta : public attention::MatrixHead<Emulated> {
 public:
  using MatrixHead::MatrixHead;
  void absorb(const Drive<Emulated>& drive) override {
    std::vector<arithmetic::Number> error;
    for (std::size_t c = 0; c < d_v(); ++c) {
      error.push_back(plan().accumulator.sub(drive.value[c], matrix().dot(plan().accumulator, drive.key, c)));
      if (drive.beta) error.back() = plan().accumulator.mul(*drive.beta, error.back());
    }
    if (!drive.decay.empty()) matrix().decay(plan().state, drive.decay);
    matrix().add_outer(plan().state, drive.key, error);
  }
  std::unique_ptr<attention::RecurrentHead<Emulated>> clone() const override { return std::make_unique<DecayAfterDelta>(*this); }
};

/// Log-linear attention that keeps every token's matrix in the lowest live level, without any merge.
class NothingMerged : public attention::LogLinearHead<Emulated> {
 public:
  NothingMerged(const Plan<Emulated>& plan, std::size_t d_k, std::size_t d_v) : LogLinearHead(plan, d_k, d_v), plan_(plan), d_k_(d_k), d_v_(d_v) {}
  void absorb(const Drive<Emulated>& drive) override {
    newest_ = attention::StateMatrix<Emulated>(plan_.state, d_k_, d_v_);
    newest_->add_outer(plan_.state, drive.key, drive.value);
  }
  void save_at(arithmetic::BitString& bits, std::size_t position) const override {
    for (int level = 0; level < std::popcount(position); ++level) newest_->save(plan_.state, bits);
  }
  void load_at(arithmetic::BitReader& reader, std::size_t) override {
    while (!reader.done()) (void)reader.read(1);
  }
  std::unique_ptr<RecurrentHead> clone() const override { return std::make_unique<NothingMerged>(*this); }

 private:
  Plan<Emulated> plan_;
  std::size_t d_k_, d_v_;
  std::optional<attention::StateMatrix<Emulated>> newest_;
};

/// A memory of six values under keys that are not orthogonal, the last of them dropped: so it is fooled by that one.
std::string pair_of(const std::string& mechanism, const std::string& more) {
  const auto configuration = search::parse_configuration("name x\nfamily E\norigin structured\ntask eva\nsizes n=6\nlayer R\nrole facts\nmechanism " + mechanism +
                                                         "\n" + more + "width 3\nembedding binary\ndigit-bits 3\nstate fx(30,10)\ndrop 5\n");
  adversaries::FoolingPair pair;
  for (std::int64_t i = 0; i < 6; ++i) pair.first.push_back({1, i, (3 * i + 2) % 6});
  pair.second = pair.first;
  pair.first[5][2] = pair.first_truth = 4;
  pair.second[5][2] = pair.second_truth = 1;
  pair.query = {{0, 5}};
  const auto machine = search::build(configuration);
  const auto& recurrent = dynamic_cast<const attention::RecurrentMachine&>(*machine);
  pair.state = recurrent.initial_state();
  for (std::size_t i = 0; i < pair.first.size(); ++i) pair.state = recurrent.step(pair.state, pair.first[i], i);
  return search::fooling_pair_certificate(configuration, pair);
}

/// Planted: states of wrong mechanisms under the right one's name. The right state is accepted, each wrong one refused.
TEST(Certificates, StatesOfWrongMechanismsAreRefused) {
  const trial::MakeHead plain = [](const auto& plan, std::size_t d_k, std::size_t d_v) {
    return std::make_unique<attention::LinearHead<Emulated>>(plan, d_k, d_v, attention::FeatureMap::identity, false);
  };
  const trial::MakeHead late = [](const auto& plan, std::size_t d_k, std::size_t d_v) { return std::make_unique<DecayAfterDelta>(plan, d_k, d_v); };
  const trial::MakeHead unmerged = [](const auto& plan, std::size_t d_k, std::size_t d_v) { return std::make_unique<NothingMerged>(plan, d_k, d_v); };
  struct Planted {
    const char* mechanism;
    const char* more;
    const char* fault;
    trial::MakeHead make;
  };
  const Planted all[] = {{"linear", "normaliser yes\n", "the normaliser is no part of the state", plain},
                         {"gla", "decay 3/4\n", "no decay", plain},
                         {"retnet", "decay 3/4\n", "no decay", plain},
                         {"delta-net", "beta 1/2\n", "no prediction", plain},
                         {"gated-delta-net", "decay 3/4\nbeta 1/2\n", "the prediction comes before the decay", late},
                         {"log-linear", "", "nothing is merged", unmerged}};
  for (const Planted& planted : all) {
    const std::string text = pair_of(planted.mechanism, planted.more);
    EXPECT_TRUE(verify(text).verified) << verify(text).reason << text;
    auto lines = lines_of(text);
    std::string& state = *std::find_if(lines.begin(), lines.end(), [](const std::string& line) { return line.starts_with("state ") && line.find("unfused") == std::string::npos; });
    EXPECT_EQ(state, "state " + trial::state_after_first(text)) << planted.mechanism;
    const std::string wrong = "state " + trial::state_after_first(text, planted.make);
    EXPECT_NE(state, wrong) << planted.mechanism << ": this pair does not show the fault";
    state = wrong;
    EXPECT_FALSE(verify(sealed(lines)).verified) << planted.mechanism << ": " << planted.fault;
  }
}

}  // namespace
}  // namespace attest::hierarchy

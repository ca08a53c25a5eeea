// The search for least precisions against brute force over all inputs and all grid points; what it refuses and how it resumes.
#include <gtest/gtest.h>

#include <map>

#include "checker/checker.hpp"
#include "evidence/certificate.hpp"
#include "precision/least.hpp"
#include "precision/points.hpp"

namespace attest::precision {
namespace {

using constructions::finite_setting;
using constructions::make_claim;

/// Right on every input, by evaluation of each; undefined counts as wrong.
bool right_on_all(const ClaimFamily& claim, const Setting& setting, const Point& point) {
  const auto model = claim.model(setting, point);
  for (std::uint64_t i = 0; i < claim.task().count(); ++i) {
    const tasks::Tokens tokens = claim.task().input(i);
    if (model->answer(tokens) != claim.task().oracle(tokens)) return false;
  }
  return true;
}

/// The least p with a grid point that is right on every input.
int least_by_brute_force(const ClaimFamily& claim, const Ladder& ladder) {
  for (int p = ladder.lowest;; ++p) {
    const Setting setting = ladder.setting(p);
    const auto parameters = claim.parameters(setting);
    for (std::uint64_t i = 0; i < points_of(parameters); ++i)
      if (right_on_all(claim, setting, point_of(parameters, setting.plan.input.format, i))) return p;
  }
}

Least found_by(const ClaimFamily& claim, const Ladder& ladder, Ledger& ledger, int check_to = 0, std::uint64_t grid_limit = 1 << 16) {
  LeastRequest request;
  request.claim = &claim;
  request.ladder = ladder;
  request.highest_checked = check_to;
  request.grid_limit = grid_limit;
  request.prefix = "x";
  Least least;
  find_least(request, ledger, {}, [&](const Least& found) { least = found; });
  return least;
}

struct Tiny {
  std::string claim;
  tasks::Sizes sizes;
  std::string algorithm = "two-pass", sums = "left-to-right";
};

Setting setting_of(const Tiny& tiny) {
  Setting setting = finite_setting("p8", attention::parse_softmax(tiny.algorithm));
  setting.plan.accumulator.order = arithmetic::parse_sum_order(tiny.sums);
  return setting;
}

TEST(LeastPrecision, EqualsBruteForceOverAllInputsAndPoints) {
  std::vector<Tiny> cases;
  for (const char* algorithm : {"two-pass", "naive"})
    for (const std::int64_t n : {1, 2, 3})
      for (const std::int64_t M : {7, 8}) cases.push_back({"two-sum", {{"n", n}, {"M", M}}, algorithm});
  for (const char* algorithm : {"two-pass", "naive", "online"})
    for (const std::int64_t n : {2, 3, 4}) cases.push_back({"retrieval", {{"n", n}}, algorithm});
  std::map<int, int> seen;
  for (const Tiny& tiny : cases) {
    const auto claim = make_claim(tiny.claim, tiny.sizes);
    const Ladder ladder = ladder_of("p", setting_of(tiny));
    Ledger ledger;
    const Least least = found_by(*claim, ladder, ledger);
    ASSERT_TRUE(least.right) << tiny.claim;
    const int brute = least_by_brute_force(*claim, ladder);
    EXPECT_EQ(least.right->precision, brute) << tiny.claim << " " << claim->task().sizes() << " " << tiny.algorithm;
    EXPECT_TRUE(least.ends_meet()) << tiny.claim << " " << claim->task().sizes() << " " << tiny.algorithm;
    EXPECT_TRUE(right_on_all(*claim, ladder.setting(brute), least.point));
    ++seen[brute];
  }
  EXPECT_GE(seen.size(), 2u) << "all cases have one answer: they test little";
}

/// Each point is right or killed, as brute force says, also where the proof is not complete; the checker confirms proofs by enumeration.
TEST(Points, AreNeverOpenWhereInputsAreFew) {
  int right = 0, wrong = 0, enumerated = 0;
  for (const Tiny& tiny : {Tiny{"counting", {{"n", 4}, {"K", 2}, {"t", 2}}, "two-pass", "pairwise"}, Tiny{"counting", {{"n", 5}, {"K", 2}, {"t", 2}}, "naive", "exact"},
                           Tiny{"two-sum", {{"n", 2}, {"M", 7}}, "two-pass", "blocked(2)"}}) {
    const auto claim = make_claim(tiny.claim, tiny.sizes);
    for (const char* format : {"p2", "p3", "p4", "e2m1"}) {
      Setting setting = setting_of(tiny);
      for (constructions::Emulated* role : {&setting.plan.input, &setting.plan.score, &setting.plan.weight, &setting.plan.accumulator, &setting.plan.state, &setting.plan.output})
        role->format = arithmetic::parse_format(format);
      const auto parameters = claim->parameters(setting);
      for (std::uint64_t i = 0; i < std::min<std::uint64_t>(points_of(parameters), 40); ++i) {
        const Point point = point_of(parameters, setting.plan.input.format, i);
        const Tried tried = try_points(*claim, setting, {point}, 4, {});
        const bool holds = right_on_all(*claim, setting, point);
        ASSERT_EQ(tried.winner.has_value(), holds) << tiny.claim << " " << format << " " << i;
        ASSERT_EQ(tried.killed && !tried.winner, !holds) << tiny.claim << " " << format << " " << i;
        right += holds, wrong += !holds;
        if (!holds || claim->prove(setting, point).holds) continue;
        ++enumerated;
        EXPECT_NE(tried.proof.certificate.find("method enumeration"), std::string::npos);
        EXPECT_TRUE(checker::verify(tried.proof.certificate).verified);
      }
    }
  }
  EXPECT_GT(right, 20);
  EXPECT_GT(wrong, 20);
  EXPECT_GT(enumerated, 5);
}

TEST(LeastPrecision, IsCertifiedOnBothSidesAndNotByTheSearchAlone) {
  const auto claim = make_claim("two-sum", {{"n", 16}, {"M", 16}});
  const Ladder ladder = ladder_of("p", finite_setting("p8"));
  Ledger ledger;
  const Least least = found_by(*claim, ladder, ledger, 64);
  ASSERT_TRUE(least.right && least.refuted());
  EXPECT_TRUE(least.ends_meet());
  EXPECT_LE(least.right->precision, 5) << "the middle of the gap is right at 5 bits";
  EXPECT_TRUE(checker::verify(least.right->certificate).verified);
  EXPECT_EQ(least.refuted()->precision, least.right->precision - 1);
  for (const Step& step : least.below) {
    EXPECT_TRUE(step.whole_grid);
    EXPECT_EQ(step.outcome, Outcome::wrong);
    EXPECT_TRUE(checker::verify(step.certificate).verified) << step.precision;
    EXPECT_TRUE(step.certificate.starts_with("attest-certificate/2\nkind exhaustion\n" + exhaustion_lines(*claim, ladder.setting(step.precision))))
        << "the grid is the whole interval";
  }
  ASSERT_EQ(least.above.size(), 64u - static_cast<std::size_t>(least.right->precision));
  for (const Step& step : least.above) EXPECT_EQ(step.outcome, Outcome::right) << step.precision << " " << step.note;
}

/// The sharper bound of averaging and its own inputs meet.
TEST(LeastPrecision, AveragingIsCertifiedOnBothSides) {
  const std::map<std::int64_t, int> least_of{{4, 1}, {16, 5}};
  for (const auto& [n, precision] : least_of) {
    const auto claim = make_claim("averaging", {{"n", n}, {"q", n / 4}});
    Ledger ledger;
    const Least least = found_by(*claim, ladder_of("p", finite_setting("p8")), ledger);
    ASSERT_TRUE(least.right) << n;
    EXPECT_EQ(least.right->precision, precision);
    EXPECT_TRUE(least.ends_meet());
  }
}

/// 256 equal bits were once too long for an attack, so that 1 and 2 bits stayed open.
TEST(LeastPrecision, OfBitStringsIsCertifiedOnBothSides) {
  for (const char* name : {"equality", "disjointness"}) {
    const auto claim = make_claim(name, {{"n", 256}});
    Ledger ledger;
    const Least least = found_by(*claim, ladder_of("p", finite_setting("p8")), ledger);
    ASSERT_TRUE(least.right) << name;
    EXPECT_EQ(least.right->precision, 3) << name;
    EXPECT_TRUE(least.ends_meet()) << name;
  }
}

/// Values are read as digits: at 2 bits 5 is no number, and a model that read it as one was another than the checker's.
TEST(LeastPrecision, TheIndexerReadsWholeTokens) {
  for (const std::int64_t M : {8, 16}) {
    const auto claim = make_claim("indexer-two-sum", {{"n", M}, {"M", M}});
    Ledger ledger;
    const Least least = found_by(*claim, ladder_of("p", finite_setting("p8")), ledger);
    ASSERT_TRUE(least.right);
    EXPECT_TRUE(least.ends_meet()) << M << ": " << (least.below.empty() ? "" : least.below.back().note);
  }
}

/// Where nothing is free one input refutes a precision, and the winner's numbers are those of its own format.
TEST(LeastPrecision, TheMaximumAsAChannelNeedsUnderflow) {
  const auto claim = make_claim("maximum-channel", {{"m", 8}, {"n1", 2}});
  Ledger ledger;
  for (const auto exponential : {attention::Exponential::natural, attention::Exponential::base2}) {
    const Ladder ladder = ladder_of("e8p", finite_setting("e8p8", attention::Softmax::two_pass, exponential));
    const Least least = found_by(*claim, ladder, ledger, 30);
    ASSERT_TRUE(least.right && least.refuted());
    EXPECT_TRUE(least.ends_meet());
    EXPECT_TRUE(least.refuted()->certificate.starts_with("attest-certificate/2\nkind counterexample\nclaim maximum-channel\n"));
    for (const Step& step : least.above) EXPECT_EQ(step.outcome, Outcome::right) << step.precision << " " << step.note;
  }
  // No exponent is too small: the construction does not exist, and the step says so.
  Ladder unbounded = ladder_of("p", finite_setting("p8"));
  unbounded.highest = 3;
  const Least none = found_by(*claim, unbounded, ledger);
  EXPECT_FALSE(none.right);
  EXPECT_EQ(none.wrong_up_to, 0);
  EXPECT_NE(none.below.front().note.find("underflow"), std::string::npos);
}

/// Success is not monotone: e8p<k> keeps its exponents, and naive softmax overflows wherever c is large. What is no proof is a hole, not a success.
TEST(LeastPrecision, ReportsWhatItCannotProveAsOpen) {
  const auto claim = make_claim("two-sum", {{"n", 64}, {"M", 64}});
  Setting like = finite_setting("e8p8", attention::Softmax::naive);
  Ledger ledger;
  Ladder ladder = ladder_of("e8p", like);
  ladder.highest = 5;
  const Least least = found_by(*claim, ladder, ledger);
  EXPECT_FALSE(least.right);
  EXPECT_EQ(least.wrong_up_to, 5) << "e^c overflows at every point of the grid";
  EXPECT_TRUE(least.complete);
}

TEST(LeastPrecision, FixesParametersBeyondTheGridLimit) {
  const auto claim = make_claim("two-sum", {{"n", 16}, {"M", 16}});
  const Ladder ladder = ladder_of("p", finite_setting("p8"));
  Ledger ledger;
  const Least least = found_by(*claim, ladder, ledger, 0, 8);
  ASSERT_TRUE(least.right && least.refuted());
  EXPECT_TRUE(least.fixed);
  EXPECT_FALSE(least.refuted()->whole_grid);
  EXPECT_EQ(least.wrong_up_to, 2) << "16 points at p = 3";
  EXPECT_EQ(least.right->precision, 5);
  EXPECT_TRUE(least.refuted()->certificate.starts_with("attest-certificate/2\nkind counterexample\n" + claim_lines(*claim, ladder.setting(4), *middle_point(*claim, ladder.setting(4)))));
}

/// A ledger in memory, as a folder would keep it.
struct Kept {
  std::map<std::string, std::string> files;
  std::size_t saves = 0;
  Ledger::Load load() {
    return [this](const std::string& name) -> std::optional<std::string> {
      const auto found = files.find(name);
      return found == files.end() ? std::nullopt : std::optional(found->second);
    };
  }
  Ledger::Save save() {
    return [this](const std::string& name, const std::string& text) {
      files[name] = text;
      ++saves;
    };
  }
};

std::string summary(const Least& least) {
  std::string text = std::to_string(least.wrong_up_to) + (least.complete ? " complete" : " cut");
  for (const auto* steps : {&least.below, &least.above})
    for (const Step& step : *steps) text += " " + std::to_string(step.precision) + "/" + std::to_string(static_cast<int>(step.outcome)) + "/" + std::to_string(step.killers) + "/" + evidence::sha256(step.certificate);
  if (least.right) text += " right " + std::to_string(least.right->precision) + " " + evidence::sha256(least.right->certificate);
  for (const auto& value : least.point) text += " " + arithmetic::to_text(value);
  return text;
}

TEST(LeastPrecision, ResumesWhereItWasCutAndGivesTheSame) {
  const auto claim = make_claim("two-sum", {{"n", 16}, {"M", 16}});
  const Ladder ladder = ladder_of("p", finite_setting("p8"));
  Ledger plain;
  const std::string whole = summary(found_by(*claim, ladder, plain, 12));
  for (const std::size_t cut : {1, 2, 3, 4, 6, 9}) {
    Kept kept;
    LeastRequest request{claim.get(), ladder, 1 << 16, 12, "x"};
    std::size_t published = 0;
    Watch watch;
    watch.stopped = [&] { return published >= cut; };
    Least before, after;
    {
      Ledger ledger(kept.load(), kept.save());
      EXPECT_THROW(find_least(request, ledger, watch, [&](const Least& found) { before = found, ++published; }), Stopped);
      EXPECT_FALSE(before.complete);
    }
    const std::size_t saved = kept.saves;
    EXPECT_EQ(saved, cut);
    Ledger ledger(kept.load(), kept.save());
    find_least(request, ledger, {}, [&](const Least& found) { after = found; });
    EXPECT_EQ(summary(after), whole) << cut;
    EXPECT_EQ(ledger.recalled(), cut) << "finished steps are read back";
    EXPECT_EQ(kept.saves - saved, 12 - cut) << "and not established again";
  }
}

TEST(LeastPrecision, TrustsNoFileThatItReadsBack) {
  const auto claim = make_claim("two-sum", {{"n", 16}, {"M", 16}});
  const Ladder ladder = ladder_of("p", finite_setting("p8"));
  Kept kept;
  Ledger first(kept.load(), kept.save());
  const std::string whole = summary(found_by(*claim, ladder, first, 8));
  // Another precision's exhaustion under this name; a proof cut off; a claim with one number changed and its hash set right again.
  auto files = kept.files;
  files["x-p3-exhaustion"] = kept.files.at("x-p2-exhaustion");
  files["x-p4"] = kept.files.at("x-p4").substr(0, kept.files.at("x-p4").size() / 2);
  std::string forged = kept.files.at("x-p2-exhaustion");
  const std::size_t cell = forged.find("\ncell 0 "), end = forged.find("conclusion");
  ASSERT_NE(cell, std::string::npos);
  forged.erase(cell, forged.find('\n', cell + 1) - cell);
  forged = evidence::certificate("exhaustion", forged.substr(forged.find("claim"), end - (kept.files.at("x-p2-exhaustion").size() - forged.size()) - forged.find("claim")));
  files["x-p2-exhaustion"] = forged;
  kept.files = files;
  Ledger second(kept.load(), kept.save());
  EXPECT_EQ(summary(found_by(*claim, ladder, second, 8)), whole);
  EXPECT_EQ(second.recalled(), 8u - 3u);
}

}  // namespace
}  // namespace attest::precision

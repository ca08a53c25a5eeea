// The succeeding half of the table: every cell holds at smoke effort, with certificates that verify, and every way in which a
// cell must fail makes it fail.
#include "hierarchy/success.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "checker/checker.hpp"
#include "constructions/retrieval.hpp"
#include "hierarchy/success_run.hpp"

namespace {

using namespace attest;
using namespace attest::hierarchy;
using constructions::dyadic;
using evidence::Kind;
using evidence::Verdict;

Context smoke() {
  Context context;
  context.effort = Effort::smoke;
  return context;
}

TEST(SuccessCells, hold_with_verified_certificates_and_red_near_misses) {
  std::set<std::string> names;
  for (const CellPlan& plan : success_cells()) {
    evidence::Cell cell;
    cell.name = plan.name;
    plan.run(smoke(), cell);
    EXPECT_TRUE(names.insert(plan.name).second);
    EXPECT_TRUE(cell.holds) << plan.name;
    EXPECT_EQ(cell.verdict, Verdict::proved) << plan.name;
    EXPECT_GT(cell.cases, 0u);
    int red = 0, complete = 0;
    for (const auto& piece : cell.evidence) {
      red += piece.kind == Kind::counterexample;
      complete += piece.kind == Kind::all_inputs || piece.kind == Kind::enumeration;
      if (const auto* text = piece.find("certificate")) {
        EXPECT_TRUE(checker::verify(*text).verified) << *text;
      }
      if (const auto* text = piece.find("refused-certificate")) {
        EXPECT_FALSE(checker::verify(*text).verified) << *text;
      }
      EXPECT_EQ(evidence::parse_evidence(evidence::to_text(piece)), piece);
    }
    EXPECT_GT(red, 0) << plan.name;
    EXPECT_GT(complete, 1) << plan.name;
    EXPECT_FALSE(plan.argument.empty() || plan.claim.empty());
  }
  EXPECT_EQ(names.size(), 18u);
}

TEST(SuccessCells, the_seed_moves_samples_and_no_proof) {
  const auto run = [](std::uint64_t seed) {
    Context context = smoke();
    context.seed = seed;
    evidence::Cell cell;
    cell.name = "order/maximum-channel";
    for (const CellPlan& plan : success_cells())
      if (plan.name == cell.name) plan.run(context, cell);
    return cell;
  };
  const auto one = run(1), again = run(1), two = run(2);
  EXPECT_EQ(one.evidence, again.evidence);
  EXPECT_EQ(one.verdict, two.verdict);
  EXPECT_EQ(one.evidence.front(), two.evidence.front());
}

TEST(SuccessCells, stop_at_once_when_asked_to) {
  const std::atomic<bool> stop = true;
  Context context = smoke();
  context.stop = &stop;
  for (const CellPlan& plan : success_cells()) {
    evidence::Cell cell;
    EXPECT_THROW(plan.run(context, cell), Stopped) << plan.name;
  }
}

/// A run on Eva with n = 4.
struct Bench {
  tasks::Evaluation task{4};
  Setting setting = constructions::finite_setting("binary32");
  Context context = smoke();
  evidence::Cell cell;
  SuccessRun run{context, cell};
  Proof proof(int exponent) const { return constructions::prove_eva(setting, 4, dyadic(1, exponent)); }
  Answerer model(int exponent) const {
    return constructions::answerer(setting, [=](const auto& plan) { return constructions::retrieval_stack(plan, 2, 2, dyadic(1, exponent)); });
  }
  Verdict finish() {
    run.finish();
    EXPECT_EQ(cell.holds, cell.verdict == Verdict::proved || cell.verdict == Verdict::survived);
    return cell.verdict;
  }
};

TEST(SuccessRun, proves_only_what_the_checker_verifies) {
  Bench good;
  good.run.prove(good.task, good.setting, good.proof(2));
  good.run.enumerate(good.task, good.setting, good.model(2));
  EXPECT_EQ(good.finish(), Verdict::proved);
  Bench alone;
  alone.run.prove(alone.task, alone.setting, alone.proof(2));
  EXPECT_EQ(alone.finish(), Verdict::unknown) << "1024 inputs, and nobody ran them";
  Bench tampered;
  Proof proof = tampered.proof(2);
  proof.certificate = tampered.proof(-2).certificate;
  tampered.run.prove(tampered.task, tampered.setting, proof);
  EXPECT_EQ(tampered.finish(), Verdict::unknown);
  Bench red;
  red.run.prove(red.task, red.setting, red.proof(-2));
  EXPECT_EQ(red.finish(), Verdict::unknown);
  Bench nothing;
  EXPECT_EQ(nothing.finish(), Verdict::unknown);
  Bench sampled;
  sampled.run.sample(sampled.task, sampled.setting, sampled.model(2), 10);
  EXPECT_EQ(sampled.finish(), Verdict::survived);
}

TEST(SuccessRun, names_the_pairs_that_were_proved_and_no_others) {
  const auto sizes_of = [](Bench& bench) {
    bench.finish();
    std::string text;
    for (const auto& field : bench.cell.sizes) text += field.name + " = " + field.value + "|";
    return text;
  };
  const Setting exact = constructions::exact_setting(), online = constructions::finite_setting("bfloat16", attention::Softmax::online);
  const auto prove = [](Bench& bench, const Setting& setting, std::int64_t n) {
    bench.run.prove(tasks::Evaluation(n), setting, constructions::prove_eva(setting, n, dyadic(1, 6)));
  };
  Bench plain;
  for (const std::int64_t n : {4, 8, 16}) prove(plain, exact, n);
  for (const std::int64_t n : {4, 8}) prove(plain, plain.setting, n);
  plain.run.prove(tasks::Evaluation(16), plain.setting, constructions::prove_eva(plain.setting, 16, dyadic(1, -2)));  // not proved: not named
  plain.run.sample(plain.task, plain.setting, plain.model(2), 3);
  plain.run.sample(plain.task, plain.setting, plain.model(2), 4);
  EXPECT_EQ(sizes_of(plain), "proved for = n=4, n=8: exact, binary32; n=16: exact|sampled = n=4 in binary32: 7 inputs|");
  Bench mixed;  // where softmax differs, each name carries its own
  prove(mixed, mixed.setting, 4);
  prove(mixed, online, 4);
  EXPECT_EQ(sizes_of(mixed), "proved for = n=4: binary32 two-pass, bfloat16 online|");
}

TEST(SuccessRun, a_wrong_answer_refutes_and_a_lax_proof_is_noticed) {
  Bench wrong;
  wrong.run.prove(wrong.task, wrong.setting, wrong.proof(2));
  wrong.run.enumerate(wrong.task, wrong.setting, wrong.model(-2));
  EXPECT_EQ(wrong.finish(), Verdict::refuted);
  Bench sampled;
  sampled.run.prove(sampled.task, sampled.setting, sampled.proof(2));
  sampled.run.sample(sampled.task, sampled.setting, sampled.model(-2), 50);
  EXPECT_EQ(sampled.finish(), Verdict::refuted);
  Bench lax;  // no input is wrong, yet the proof was red
  lax.run.prove(lax.task, lax.setting, lax.proof(-2));
  lax.run.enumerate(lax.task, lax.setting, lax.model(2));
  EXPECT_EQ(lax.finish(), Verdict::unknown);
}

TEST(SuccessRun, a_near_miss_that_is_green_fails_the_cell) {
  const auto with = [](int proof, int model) {
    Bench bench;
    bench.run.prove(bench.task, bench.setting, bench.proof(2));
    bench.run.enumerate(bench.task, bench.setting, bench.model(2));
    bench.run.near_miss("planted", bench.task, bench.setting, bench.proof(proof), bench.model(model));
    return bench.finish();
  };
  EXPECT_EQ(with(-2, -2), Verdict::proved);
  EXPECT_EQ(with(2, 2), Verdict::unknown);
  EXPECT_EQ(with(-2, 2), Verdict::unknown);
  // A certificate that is refused for being garbled says nothing about the parameters.
  Bench garbled;
  garbled.run.prove(garbled.task, garbled.setting, garbled.proof(2));
  garbled.run.enumerate(garbled.task, garbled.setting, garbled.model(2));
  Proof proof = garbled.proof(-2);
  proof.certificate.replace(proof.certificate.find("method rows"), 11, "method raws");
  garbled.run.near_miss("planted", garbled.task, garbled.setting, proof, garbled.model(-2));
  EXPECT_EQ(garbled.finish(), Verdict::unknown);
}

TEST(SuccessRun, edges_are_neighbours_of_the_grid) {
  const Setting setting = constructions::finite_setting("bfloat16");
  const auto green = [](const arithmetic::Number& x) { return arithmetic::to_double(x) >= 1.7; };
  Bench bench;
  const auto low = bench.run.largest_failing("beta", setting, dyadic(1, -2), dyadic(1, 3), green);
  ASSERT_TRUE(low);
  EXPECT_FALSE(green(*low));
  EXPECT_TRUE(green(arithmetic::next_up(setting.plan.input.format, *low)));
  const auto red = [&](const arithmetic::Number& x) { return !green(x); };
  const auto high = bench.run.smallest_failing("kappa", setting, dyadic(1, -2), dyadic(1, 3), red);
  ASSERT_TRUE(high);
  EXPECT_TRUE(red(*low));
  EXPECT_EQ(arithmetic::to_double(*high), arithmetic::to_double(arithmetic::next_up(setting.plan.input.format, *low)));
}

/// A broken construction has no edge: that fails its cell with a line, it is no internal error.
TEST(SuccessRun, without_an_edge_the_cell_fails_with_a_line) {
  const auto with = [](bool always, const std::string& line) {
    Bench bench;
    bench.run.prove(bench.task, bench.setting, bench.proof(2));
    bench.run.enumerate(bench.task, bench.setting, bench.model(2));
    EXPECT_FALSE(bench.run.largest_failing("beta", bench.setting, dyadic(1, -2), dyadic(1, 3), [=](const arithmetic::Number&) { return always; }));
    EXPECT_NE(bench.cell.evidence.back().summary.find(line), std::string::npos) << bench.cell.evidence.back().summary;
    return bench.finish();
  };
  EXPECT_EQ(with(true, "FAILED: no near miss in binary32 two-pass: with beta 1*2^-2 no wrong answer is shown"), Verdict::unknown);
  EXPECT_EQ(with(false, "with beta 1*2^3, the construction's own, an input is answered wrongly"), Verdict::refuted);
}

}  // namespace

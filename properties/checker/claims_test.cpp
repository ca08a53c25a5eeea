// Claims whose inputs are not listed: the checker's verdict against brute force over the real stacks, and every edited parameter
// refused for its own reason.
#include <gtest/gtest.h>

#include <string>

#include "checker/checker.hpp"
#include "constructions/any_keys.hpp"
#include "constructions/associative_recall.hpp"
#include "constructions/block_sets.hpp"
#include "constructions/capacity.hpp"
#include "constructions/maximum_channel_14b.hpp"
#include "constructions/reversed.hpp"
#include "constructions/two_sum.hpp"
#include "evidence/certificate.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using attention::KeyOrder;
using attention::Softmax;
using checker::verify;

/// Whether the model is right on every input; undefined arithmetic is wrong.
bool right_everywhere(const tasks::Task& task, const Answerer& answer) {
  for (std::uint64_t i = 0; i < task.count(); ++i) {
    const auto tokens = task.input(i);
    try {
      if (answer(tokens) != task.oracle(tokens)) return false;
    } catch (const arithmetic::Undefined&) {
      return false;
    }
  }
  return true;
}

/// `from` replaced by `to` in the claim's lines, and the hash made good.
std::string edited(const std::string& certificate, const std::string& from, const std::string& to) {
  std::string lines = certificate.substr(certificate.find("claim "));
  lines.resize(lines.rfind("conclusion "));
  const std::size_t at = lines.find(from);
  EXPECT_NE(at, std::string::npos) << from << " is not in " << lines;
  if (at != std::string::npos) lines.replace(at, from.size(), to);
  return evidence::certificate("all-inputs", lines);
}

void expect_verified(const std::string& certificate) {
  const auto result = verify(certificate);
  EXPECT_TRUE(result.verified) << result.reason << "\n" << certificate;
  EXPECT_GT(result.rows, 0u);
}

void expect_refused(const std::string& certificate, const std::string& because) {
  const auto result = verify(certificate);
  EXPECT_FALSE(result.verified) << certificate;
  EXPECT_NE(result.reason.find(because), std::string::npos) << result.reason;
}

TEST(TwoSumClaim, Online) {
  std::uint64_t verified = 0, wrong = 0;
  for (const char* format : {"binary32", "p8", "p5", "e5m2", "binary16"})
    for (const std::int64_t M : {5, 6, 9})
      for (const int shift : {1, 0, -1, -2, -3, -4}) {
        const std::int64_t n = M == 9 ? 2 : 3;
        const Setting setting = finite_setting(format, Softmax::online);
        TwoSumParameters parameters = default_two_sum(n, M, 8);
        parameters.c.exponent += shift;
        const bool accepted = verify(prove_two_sum(setting, n, M, parameters).certificate).verified;
        const bool right = right_everywhere(tasks::TwoSum(tasks::TwoSum::Form::query, n, M), answerer(setting, [=](const auto& plan) { return two_sum_stack(plan, M, parameters); }));
        EXPECT_TRUE(right || !accepted) << format << " M=" << M << " shift " << shift;
        verified += accepted;
        wrong += !right;
      }
  EXPECT_GT(verified, 15u);
  EXPECT_GT(wrong, 20u);
  const std::string good = prove_two_sum(finite_setting("binary32", Softmax::online), 256, 256, default_two_sum(256, 256)).certificate;
  expect_verified(good);
  expect_refused(edited(good, "keys first-to-last", "keys last-to-first"), "first to last");
  expect_refused(edited(good, "weight binary32", "weight binary64"), "accumulator");
  expect_refused(edited(good, "c 1*2^16", "c 1*2^9"), "without a match");
  expect_refused(edited(good, "kappa 8387345*2^-23", "kappa 8388609*2^-23"), "match");
}

/// Proofs by the method bounded against brute force, by attest's model and by the checker's own.
struct Bounded {
  std::uint64_t verified = 0, wrong = 0;

  void compare(const std::string& certificate, bool right) {
    const bool accepted = verify(certificate).verified;
    EXPECT_TRUE(right || !accepted) << certificate;
    EXPECT_EQ(verify(edited(certificate, "method bounded", "method enumeration")).verified, right) << certificate;
    verified += accepted;
    wrong += !right;
  }
};

TEST(RecallClaim, AgreesWithBruteForce) {
  Bounded bounded;
  for (const Shift shift : {Shift::recurrent, Shift::attention})
    for (const char* format : {"binary32", "p5", "p3", "e5m2"})
      for (const Softmax softmax : {Softmax::two_pass, Softmax::online, Softmax::naive})
        for (const Number& beta : {dyadic(1, -1), dyadic(1, 0), dyadic(3, -1), dyadic(1, 1), dyadic(3, 0), dyadic(1, 2)})
          for (const bool weights_first : {false, true}) {
            Setting setting = finite_setting(format, softmax);
            if (weights_first && softmax == Softmax::online) continue;
            if (weights_first) setting.plan.normalisation = attention::Normalisation::weights_first;
            bounded.compare(prove_recall(setting, 4, 4, shift, beta).certificate,
                            right_everywhere(tasks::Recall(4, 4), answerer(setting, [=](const auto& plan) { return recall_stack(plan, 4, 4, shift, beta); })));
          }
  EXPECT_GT(bounded.verified, 20u);
  EXPECT_GT(bounded.wrong, 40u);
}

TEST(RecallClaim, EditsAreRefused) {
  const std::string good = prove_recall(with_state(finite_setting("bfloat16"), "ufx(1,0)"), 64, 100, Shift::recurrent, default_beta(65)).certificate;
  expect_verified(good);
  expect_verified(edited(good, "shift recurrent", "shift attention"));
  expect_refused(edited(good, "alphabet 100", "alphabet 62"), "alphabet");
  expect_refused(edited(good, "n 64", "n 6400"), "alphabet");
  expect_refused(edited(good, "beta 1*2^3", "beta 1*2^1"), "a hit among 65 keys");
  expect_refused(edited(good, "beta 1*2^3", "beta -1*2^3"), "positive");
  expect_refused(edited(good, "state ufx(1,0) down", "state fx(4,-1) down"), "shift");
  expect_verified(edited(good, "accumulator bfloat16 nearest-even left-to-right", "accumulator bfloat16 nearest-even pairwise"));
  expect_refused(edited(good, "method bounded", "method rows"), "method");
  // One significant bit: three digits score as much as two, so positions below 5 are not told apart, codes below 4 are.
  Setting coarse = finite_setting("binary32");
  coarse.plan.score = Emulated(arithmetic::parse_format("p1"), arithmetic::Rounding::toward_zero);
  expect_verified(prove_recall(coarse, 5, 4, Shift::recurrent, dyadic(1, 2)).certificate);
  expect_refused(prove_recall(coarse, 5, 4, Shift::attention, dyadic(1, 2)).certificate, "among 5 keys");
  expect_verified(prove_recall(exact_setting(), 64, 100, Shift::attention, default_beta(65)).certificate);
  expect_refused(prove_recall(exact_setting(), 64, 100, Shift::attention, dyadic(1, 1)).certificate, "outweigh");
}

TEST(IndexClaim, AgreesWithBruteForce) {
  Bounded bounded;
  const tasks::Index task(3, 2, 1);
  for (const char* format : {"binary32", "p5", "p3", "e5m2"})
    for (const Softmax softmax : {Softmax::two_pass, Softmax::online, Softmax::naive})
      for (const Number& beta : {dyadic(1, -1), dyadic(1, 0), dyadic(3, -1), dyadic(1, 1), dyadic(3, 0), dyadic(1, 2)}) {
        const Setting setting = finite_setting(format, softmax);
        bounded.compare(prove_index(setting, task, beta).certificate,
                        right_everywhere(task, answerer(setting, [=](const auto& plan) { return retrieval_stack(plan, 2, 1, beta); })));
      }
  EXPECT_GT(bounded.verified, 10u);
  EXPECT_GT(bounded.wrong, 10u);
  const std::string good = prove_index(finite_setting("bfloat16"), tasks::Index(64, 7, 5), default_beta(65)).certificate;
  expect_verified(good);
  expect_refused(edited(good, "n 64", "n 129"), "fit the digits");
  expect_refused(edited(good, "digits 7", "digits 18"), "digits");
  expect_refused(edited(good, "beta 1*2^3", "beta 1*2^1"), "a hit among 65 keys");
  expect_refused(edited(good, "method bounded", "method rows"), "method");
}

TEST(SparseClaim, AgreesWithBruteForce) {
  for (const std::int64_t n : {3, 5})
    for (const std::int64_t B : {1, 2, 3})
      for (const std::int64_t k : {1, 2, 3})
        for (const std::int64_t initial : {0, 1})
          for (const std::int64_t local : {0, 1}) {
            if (k > (n + B - 1) / B || initial + local > k) continue;
            const BlockSets sets{11, 5, B, k, initial, local};
            const Setting setting = finite_setting("binary32");
            const auto machine = std::shared_ptr(attention::make_sparse_machine(block_set_model(setting.plan, sets)));
            const bool right = right_everywhere(tasks::TwoSum(tasks::TwoSum::Form::query, n, 11, 5, true), [&](auto tokens) { return std::optional(machine->answer(tokens)); });
            const auto result = verify(prove_block_sets(setting, n, sets).certificate);
            EXPECT_EQ(result.verified, right) << n << " " << B << " " << k << " " << initial << local << ": " << result.reason;
          }
}

TEST(SparseClaim, EditsAreRefused) {
  const std::string good = prove_block_sets(finite_setting("binary32"), 64, {257, 128, 8, 1}).certificate;
  expect_verified(good);
  expect_refused(edited(good, "message-bits 41", "message-bits 40"), "fewer");
  expect_refused(edited(good, "n 64", "n 65"), "place 64");
  expect_refused(edited(good, "n 64", "n 129"), "universe");
  expect_refused(edited(good, "M 257", "M 256"), "2U+1");
  expect_refused(edited(good, "k 1\n", "k 9\n"), "k counts");
  expect_refused(edited(good, "forced-initial 0", "forced-initial 1"), "is not read");
  expect_refused(edited(good, "scale 256", "scale 64"), "one step behind");
  expect_refused(edited(good, "softmax two-pass", "softmax naive"), "two-pass");
  expect_refused(edited(good, "score binary32", "score bfloat16"), "not exact");
  expect_refused(edited(good, "output binary32", "output bfloat16"), "");
  expect_verified(edited(good, "softmax two-pass", "softmax online"));
  // Each square below 1024 is held, the sum of two saturates: only pairs of nearest values show it.
  const std::string small = prove_block_sets(finite_setting("binary32"), 16, {49, 24, 4, 1}).certificate;
  expect_verified(edited(small, "accumulator binary32 nearest-even", "accumulator ufx(11,0) down"));
  expect_refused(edited(small, "accumulator binary32 nearest-even", "accumulator ufx(10,0) down"), "when 22 is nearest");
  const std::string exact = prove_block_sets(exact_setting(), 64, {257, 128, 8, 1}).certificate;
  expect_verified(exact);
  expect_refused(edited(exact, "scale 256", "scale 1"), "hide");
}

TEST(ReversedClaim, HoldsWithItsBitAndIsRefusedOtherwise) {
  for (const Setting& setting : {exact_setting(), finite_setting("binary32"), finite_setting("e4m3")}) {
    const tasks::Composition task(8, {4, 2}, tasks::Composition::TokenOrder::reversed);
    const std::string good = prove_reversed(setting, task).certificate;
    expect_verified(good);
    expect_refused(prove_reversed(setting, task, false).certificate, "taken for the argument");
    expect_refused(edited(good, "state-bits 10", "state-bits 9"), "bits");
    expect_refused(edited(good, "sizes 8 4 2", "sizes 8 4"), "sizes");
  }
  expect_refused(prove_reversed(finite_setting("fx(4,-1)"), tasks::Composition(2, {}, tasks::Composition::TokenOrder::reversed)).certificate, "digit");
}

TEST(CapacitySetClaim, EveryValueNeedsItsEntry) {
  const std::string good = prove_capacity_set(capacity_setting(2), CapacityMechanism::linear, 8, 129, 64).certificate;
  expect_verified(good);
  expect_refused(edited(good, "entries 64", "entries 63"), "share");
  expect_refused(edited(good, "M 129", "M 128"), "2U+1");
  expect_refused(edited(good, "n 8", "n 65"), "universe");
}

TEST(MaximumChannelClaim, OnlyWhereTheMaximumIsKnownInTime) {
  const auto certificate = [](bool natural, Softmax softmax, KeyOrder order, const std::string& format) {
    if (natural) return prove_maximum_channel(maximum_channel_14b_setting(softmax, order, format), maximum_channel_14b(64, 8, format)).certificate;
    return prove_maximum_channel(maximum_channel_setting(softmax, order, format), maximum_channel(64, 8, format)).certificate;
  };
  for (const bool natural : {false, true}) {
    for (const char* format : {"binary32", "e8p20", "binary64"}) {
      expect_verified(certificate(natural, Softmax::two_pass, KeyOrder::first_to_last, format));
      expect_verified(certificate(natural, Softmax::two_pass, KeyOrder::last_to_first, format));
      expect_verified(certificate(natural, Softmax::online, KeyOrder::last_to_first, format));
      expect_refused(certificate(natural, Softmax::online, KeyOrder::first_to_last, format), "from the last key");
    }
    const std::string good = certificate(natural, Softmax::two_pass, KeyOrder::first_to_last, "binary32");
    expect_refused(edited(good, "softmax two-pass", "softmax naive"), "two-pass");
    expect_refused(edited(good, natural ? "14b" : "14a", natural ? "14a" : "14b"), "base");
    expect_refused(edited(good, "base 23", "base 22"), "two digits");
    expect_refused(edited(good, "unit 1*2^-149", "unit 1*2^-148"), "weight of argument");
    expect_refused(edited(good, natural ? "far 1*2^8" : "far 1*2^8", "far 1*2^4"), "");
    expect_refused(edited(good, "outside 1*2^10", natural ? "outside -1*2^6" : "outside 1*2^3"), "weighs something");
    expect_refused(edited(good, "outside 1*2^10", "outside -1*2^10"), "exceeds");
    expect_refused(edited(good, "score binary32", "score bfloat16"), "");
    expect_refused(edited(good, "accumulator binary32", "accumulator bfloat16"), "");
    expect_refused(edited(good, "state ufx(1,0) down", "state fx(4,-1) down"), "z_0");
  }
  // The same numbers on every input of a small size: right two-pass, wrong left to right.
  for (const bool natural : {false, true})
    for (const bool online : {false, true}) {
      const Setting setting = (natural ? maximum_channel_14b_setting : maximum_channel_setting)(online ? Softmax::online : Softmax::two_pass, KeyOrder::first_to_last, "binary32");
      const std::string small = prove_maximum_channel(setting, natural ? maximum_channel_14b(2, 2) : maximum_channel(2, 2)).certificate;
      EXPECT_EQ(verify(edited(small, "method derivation", "method enumeration")).verified, !online);
    }
  const std::string first = certificate(false, Softmax::two_pass, KeyOrder::first_to_last, "binary32"), second = certificate(true, Softmax::two_pass, KeyOrder::first_to_last, "binary32");
  expect_refused(edited(first, "nudge 1*2^-7", "nudge 0"), "weight of argument");
  expect_refused(edited(first, "delta 1*2^-6", "delta 1*2^-3"), "weight of argument");
  expect_refused(edited(first, "underflow 75*2^1", "underflow 151*2^0"), "weight of argument");
  expect_refused(edited(second, "delta 1*2^-7", "delta 1*2^-4"), "weight of argument");
}

}  // namespace

// What the tests of constructions share: enumeration and samples of a model against its task's oracle.
#pragma once

#include <gtest/gtest.h>

#include "constructions/proof.hpp"
#include "constructions/setting.hpp"
#include "tasks/text.hpp"

namespace support {

using attest::constructions::Answerer;
using attest::constructions::Proof;
using attest::tasks::Task;

/// The answer, or nothing where it is undecided or undefined.
inline std::optional<std::int64_t> ask(const Answerer& answer, std::span<const attest::tasks::Token> tokens) {
  try {
    return answer(tokens);
  } catch (const attest::arithmetic::Undefined&) {
    return std::nullopt;
  }
}

/// Wrong answers among all inputs (undecided ones count); stops after the first when asked to.
inline std::uint64_t wrong_of_all(const Task& task, const Answerer& answer, bool first_only = false) {
  std::uint64_t wrong = 0;
  for (std::uint64_t i = 0; i < task.count(); ++i) {
    const auto tokens = task.input(i);
    wrong += answer(tokens) != task.oracle(tokens);
    if (wrong && first_only) break;
  }
  return wrong;
}

inline std::uint64_t wrong_of_samples(const Task& task, const Answerer& answer, int draws, std::uint64_t seed = 1) {
  attest::tasks::Random random(seed);
  std::uint64_t wrong = 0;
  for (int draw = 0; draw < draws; ++draw) {
    const auto tokens = draw % 2 ? task.uniform(random) : task.structured(random);
    wrong += answer(tokens) != task.oracle(tokens);
  }
  return wrong;
}

/// The proof is red and its killing input is answered wrongly by the model itself.
inline void expect_killed(const Proof& proof, const Task& task, const Answerer& answer) {
  EXPECT_FALSE(proof.holds);
  EXPECT_FALSE(proof.reason.empty());
  ASSERT_FALSE(proof.killing.empty()) << proof.reason;
  EXPECT_NE(ask(answer, proof.killing), task.oracle(proof.killing)) << proof.reason;
}

}  // namespace support

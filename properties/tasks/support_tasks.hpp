// What every oracle's tests share: comparison on all inputs and on samples, killing wrong oracles, damaged inputs.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "tasks/task.hpp"
#include "tasks/text.hpp"

namespace support {

using attest::tasks::Random;
using attest::tasks::Task;
using attest::tasks::Tokens;
using Oracle = std::function<std::int64_t(const Tokens&)>;

/// On all inputs, which must be pairwise different.
inline void expect_oracle(const Task& task, const Oracle& second) {
  ASSERT_LE(task.count(), 100000u);
  std::set<Tokens> seen;
  for (std::uint64_t i = 0; i < task.count(); ++i) {
    const Tokens tokens = task.input(i);
    EXPECT_TRUE(seen.insert(tokens).second) << task.name() << " input " << i << " repeats";
    ASSERT_EQ(task.oracle(tokens), second(tokens)) << attest::tasks::to_text(tokens);
    ASSERT_LT(task.oracle(tokens), task.answers());
  }
  EXPECT_GT(seen.size(), 0u);
  EXPECT_THROW(task.input(task.count()), std::invalid_argument);
}

inline void expect_oracle_on_samples(const Task& task, const Oracle& second, int draws) {
  Random random(1);
  for (int draw = 0; draw < draws; ++draw) {
    const Tokens tokens = draw % 2 ? task.uniform(random) : task.structured(random);
    ASSERT_EQ(task.oracle(tokens), second(tokens)) << attest::tasks::to_text(tokens);
    for (const auto& token : tokens) ASSERT_EQ(task.decode(task.encode(token)), token);
  }
}

/// Whether some uniform or structured input tells this oracle from the task's own.
inline bool killed(const Task& task, const Oracle& wrong) {
  Random random(2);
  for (int draw = 0; draw < 400; ++draw) {
    const Tokens tokens = draw % 2 ? task.uniform(random) : task.structured(random);
    if (task.oracle(tokens) != wrong(tokens)) return true;
  }
  return false;
}

/// A wrong tag, a wrong length of a token, an entry out of range, a missing token, an extra token.
inline void expect_refuses_damage(const Task& task, const Tokens& good) {
  ASSERT_NO_THROW(task.oracle(good));
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int damage = 0; damage < 4; ++damage) {
      Tokens bad = good;
      if (damage == 0) bad[i][0] = 77;
      if (damage == 1) bad[i].push_back(0);
      if (damage == 2) bad[i].clear();
      if (damage == 3) bad[i].back() = -5;
      if (damage == 3 && good[i].size() == 1) continue;
      EXPECT_THROW(task.oracle(bad), std::invalid_argument) << i << " damage " << damage;
    }
  }
  Tokens shorter(good.begin() + 1, good.end()), longer = good;
  longer.push_back(good.back());
  EXPECT_THROW(task.oracle(shorter), std::invalid_argument);
  EXPECT_THROW(task.oracle(longer), std::invalid_argument);
  EXPECT_THROW(task.oracle({}), std::invalid_argument);
}

}  // namespace support

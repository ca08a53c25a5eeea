// The kill matrix: the real implementation obeys every law; every planted mutant breaks at least one, every law catches at
// least one. A law that catches nothing checks nothing.
#include <gtest/gtest.h>

#include <set>

#include "implementation.hpp"

namespace attest::attention::testing {

namespace {

std::vector<Law> all_laws() {
  std::vector<Law> all = softmax_laws();
  for (auto&& laws : {recurrent_laws(), sparse_laws()}) all.insert(all.end(), laws.begin(), laws.end());
  return all;
}

}  // namespace

TEST(Laws, HoldForTheRealImplementation) {
  for (const Law& law : all_laws()) EXPECT_EQ(verdict(law, Implementation{}), "") << law.name;
}

TEST(Laws, KillMatrix) {
  std::set<std::string> useful;
  std::string matrix;
  int kills = 0;
  for (const Implementation& mutant : mutants()) {
    std::string killers;
    for (const Law& law : all_laws())
      if (law.name.starts_with(mutant.family) && !verdict(law, mutant).empty()) {
        killers += (killers.empty() ? "" : "; ") + law.name;
        useful.insert(law.name);
        ++kills;
      }
    EXPECT_NE(killers, "") << "no law catches: " << mutant.name;
    matrix += mutant.name + " <- " + killers + "\n";
  }
  for (const Law& law : all_laws()) EXPECT_TRUE(useful.contains(law.name)) << "catches no mutant: " << law.name << "\n" << matrix;
  RecordProperty("kills", kills);
  if (HasFailure()) std::cout << matrix;
}

}  // namespace attest::attention::testing

// Every method against brute force at tiny sizes, with parameters near the thresholds and arithmetics of few bits: what it
// establishes is right on all inputs, evaluated one by one; where it is complete, it establishes whatever is.
#include <gtest/gtest.h>

#include <functional>
#include <iostream>

#include "checker/checker.hpp"
#include "checker/claim.hpp"
#include "checker/texts.hpp"

namespace attest::checker::testing {
namespace {

struct Tally {
  int established = 0, not_established = 0, right_but_not_established = 0;
};

/// `claim(random)` is a claim's lines with its arithmetic block.
Tally compare(const char* method, int rounds, std::uint64_t seed, const std::function<std::string(Random&)>& claim) {
  Tally tally;
  Random random(seed);
  for (int round = 0; round < rounds; ++round) {
    const std::string lines = claim(random);
    const Result by_method = verify(established(lines, method));
    if (by_method.outcome == Outcome::malformed || by_method.outcome == Outcome::internal_error) {
      ADD_FAILURE() << by_method.reason << "\n" << lines;
      return tally;
    }
    const Result by_force = verify(established(lines, "enumeration"));
    EXPECT_TRUE(by_force.outcome == Outcome::established || by_force.outcome == Outcome::not_established) << by_force.reason;
    EXPECT_FALSE(by_method.verified && !by_force.verified) << method << " established what is wrong: " << by_force.reason << "\n" << lines;
    ++(by_method.verified ? tally.established : tally.not_established);
    tally.right_but_not_established += by_force.verified && !by_method.verified;
  }
  return tally;
}

/// Both verdicts occur often enough for the comparison to say something.
void expect_both(const char* name, const Tally& tally, int least) {
  EXPECT_GE(tally.established, least) << name;
  EXPECT_GE(tally.not_established, least) << name;
  std::cout << name << ": established " << tally.established << ", not " << tally.not_established << " (of these right on all inputs: " << tally.right_but_not_established << ")\n";
}

std::string n(std::uint64_t x) { return std::to_string(x); }

std::string retrieval(Random& random, std::uint64_t size, int digits) {
  return "claim retrieval\nn " + n(size) + "\ndigits " + n(static_cast<std::uint64_t>(digits)) + "\nvalue-bits " + n(static_cast<std::uint64_t>(digits)) + "\nbeta " + near(random, 0.3, 4) + "\n" + random_block(random).text();
}

TEST(CheckerMethods, RowsAreCompleteWhereAllValuesOccur) {
  const auto claim = [](Random& random) { return random.coin() ? retrieval(random, 2, 1) : retrieval(random, 4, 2); };
  const Tally tally = compare("rows", 160, 1, claim);
  expect_both("rows", tally, 30);
  EXPECT_EQ(tally.right_but_not_established, 0);
}

TEST(CheckerMethods, BoundedRetrieval) {
  for (const char* softmax : {"naive", "two-pass", "online"})
    expect_both(softmax, compare("bounded", 160, 2, [&](Random& random) {
      const std::uint64_t size = 2 + random.below(3);
      Block block = random_block(random, softmax == std::string("online"));
      block.softmax = softmax;
      if (softmax == std::string("online")) block.normalisation = "quotient";
      const std::string digits = size > 2 ? random.pick({"2", "3"}) : "2";
      return "claim retrieval\nn " + n(size) + "\ndigits " + digits + "\nvalue-bits 2\nbeta " + near(random, 0.3, 5) + "\n" + block.text();
    }), 30);
}

/// Scores that are not multiples of one number of their format depend on where digits match; keys with gaps between them.
TEST(CheckerMethods, BoundedRetrievalWithRoundedScores) {
  expect_both("bounded, scores rounded", compare("bounded", 150, 3, [](Random& random) {
    Block block = random_block(random);
    block.roles["input"] = "p6 nearest-even left-to-right unfused";
    block.roles["score"] = random.pick({"p2", "p3", "e5m2"}) + std::string(" ") + random_rounding(random) + " " + random.pick({"pairwise", "blocked(2)", "blocked(3)"}) + " unfused";
    return "claim retrieval\nn 4\ndigits " + n(2 + random.below(4)) + "\nvalue-bits 2\nbeta " + dyadic_text(static_cast<long>(17 + random.below(55)), -4) + "\n" + block.text();
  }), 20);
}

TEST(CheckerMethods, Compositions) {
  for (const char* method : {"rows", "bounded"}) {
    const auto claim = [](Random& random) {
      const std::uint64_t which = random.below(5);
      const std::string sizes = random.pick({"L 1\nsizes 2\n", "L 1\nsizes 3\n", "L 2\nsizes 2 1\n"});
      const std::string rest = "beta " + near(random, 0.5, 6) + "\n" + random_block(random).text();
      if (which == 0) return "claim encoder-composition\n" + sizes + rest;
      if (which == 1) return "claim chain-of-thought\n" + sizes + rest;
      return "claim composition\n" + sizes + (which == 2 ? "order standard\nfirst full\n" : which == 3 ? "order standard\nfirst recurrent\n" : "order merged\nfirst recurrent\n") + rest;
    };
    expect_both(method, compare(method, 300, 4, claim), 30);
  }
}

/// On the circle with M points: c about where near misses and matches part.
std::string circle(Random& random, int M) {
  const std::string c = near(random, 0.3 * M, 0.7 * M * M), kappa = near(random, 0.1, 1.1);
  return "c " + c + "\nkappa " + kappa + "\n";
}

TEST(CheckerMethods, TwoSumByPieces) {
  expect_both("pieces", compare("pieces", 800, 5, [](Random& random) {
    const int M = 3 + static_cast<int>(random.below(5));
    Block block = random_block(random);
    block.keys = "first-to-last", block.normalisation = "quotient";
    if (random.below(4)) block.roles["weight"] = block.role("accumulator");
    if (random.coin()) block.roles["score"] = block.roles["input"] = "bfloat16 nearest-even left-to-right unfused";
    return "claim two-sum\nM " + n(static_cast<std::uint64_t>(M)) + "\nn " + n(1 + random.below(3)) + "\n" + circle(random, M) + "threshold " + random.pick({"1*2^-1", "1*2^-1", "1*2^-2", "5*2^-3"}) + "\n" + block.text();
  }), 50);
}

/// Few bits in the sums and exact scores: without the errors of K roundings, thresholds between the true and the rounded quotient pass.
TEST(CheckerMethods, TwoSumInOtherOrdersOfSums) {
  expect_both("other orders", compare("pieces", 3000, 14, [](Random& random) {
    const std::uint64_t size = 2 + random.below(6);
    const int M = 3 + static_cast<int>(random.below(size < 5 ? 3 : 2));
    Block block;
    block.all = "bfloat16 nearest-even left-to-right unfused";
    block.softmax = random.pick({"naive", "two-pass"});
    const std::string format = random.pick({"p2", "p3", "p4", "p5", "p6", "p8", "e4m3", "bfloat16"});
    const std::string rounding = random.pick({"nearest-even", "nearest-even", "up", "toward-zero"});
    block.roles["weight"] = block.roles["accumulator"] = format + " " + rounding + " " + random.pick({"exact", "pairwise", "pairwise", "blocked(2)", "blocked(3)"}) + " unfused";
    const std::string c = dyadic_text(static_cast<long>(random.between(1, 31)), -3), kappa = dyadic_text(static_cast<long>(random.between(1, 20)), -4);
    return "claim two-sum\nM " + n(static_cast<std::uint64_t>(M)) + "\nn " + n(size) + "\nc " + c + "\nkappa " + kappa + "\nthreshold " + dyadic_text(static_cast<long>(random.between(16, 60)), -6) + "\n" + block.text();
  }), 300);
}

Block heavy_light_block(Random& random) {
  Block block = random_block(random, true);
  block.softmax = random.pick({"naive", "two-pass", "online"});
  block.keys = "first-to-last", block.normalisation = "quotient";
  if (random.below(4)) block.roles["weight"] = block.role("accumulator");
  if (block.softmax != "online" && random.coin()) {
    std::string sums = block.role("accumulator");
    sums.replace(sums.find("left-to-right"), 13, random.pick({"pairwise", "blocked(2)", "exact"}));
    block.roles["accumulator"] = sums;
  }
  if (random.coin()) block.roles["score"] = block.roles["input"] = "bfloat16 nearest-even left-to-right unfused";
  return block;
}

TEST(CheckerMethods, Match2AndTwoSumAny) {
  expect_both("match2", compare("heavy-light", 500, 6, [](Random& random) {
    const int M = 3 + static_cast<int>(random.below(4));
    return "claim match2\nM " + n(static_cast<std::uint64_t>(M)) + "\nn " + n(1 + random.below(3)) + "\n" + circle(random, M) + heavy_light_block(random).text();
  }), 50);
  expect_both("two-sum-any", compare("heavy-light", 500, 7, [](Random& random) {
    const int M = 3 + static_cast<int>(random.below(4));
    return "claim two-sum-any\nM " + n(static_cast<std::uint64_t>(M)) + "\nn " + n(1 + random.below(3)) + "\n" + circle(random, M) + "beta " + near(random, 0.5, 5) + "\n" + heavy_light_block(random).text();
  }), 50);
}

TEST(CheckerMethods, Counting) {
  expect_both("counting", compare("heavy-light", 800, 8, [](Random& random) {
    const std::uint64_t size = 1 + random.below(3), t = random.below(size), K = 1 + random.below(4);
    const std::string digits = K > 2 ? "2" : random.pick({"1", "2"});
    const double beta = 1 + static_cast<double>(random.below(4));
    return "claim counting\nn " + n(size) + "\nK " + n(K) + "\ndigits " + digits + "\nt " + n(t) + "\nbeta " + near(random, beta, beta + 2) + "\nblank " +
           near(random, 0.5 * beta, 2.2 * beta + 1) + "\nthreshold 1*2^-1\n" + heavy_light_block(random).text();
  }), 50);
}

/// Few bits in the sums, exact scores and a blank near the boundary: bounds that forget a rounding, in any order of sums or online, are found out.
TEST(CheckerMethods, CountingNearItsBoundary) {
  expect_both("counting near its boundary", compare("heavy-light", 2500, 15, [](Random& random) {
    const std::uint64_t size = 3 + random.below(5), t = random.below(size);
    const double beta = 1 + static_cast<double>(random.below(12)) / 2;
    const long blank = std::lround(16 * (beta + std::log(static_cast<double>(t) + 0.5))) + static_cast<long>(random.below(9)) - 4;
    Block block;
    block.all = "bfloat16 nearest-even left-to-right unfused";
    block.softmax = random.pick({"naive", "two-pass", "online"});
    const std::string format = random.pick({"p2", "p3", "p4", "p5", "p6", "p8", "e4m3"}), rounding = random.pick({"nearest-even", "nearest-even", "up", "toward-zero"});
    const std::string sums = block.softmax == "online" ? "left-to-right" : random.pick({"left-to-right", "exact", "pairwise", "blocked(2)", "blocked(3)"});
    block.roles["weight"] = block.roles["accumulator"] = format + " " + rounding + " " + sums + " unfused";
    return "claim counting\nn " + n(size) + "\nK 2\ndigits 1\nt " + n(t) + "\nbeta " + dyadic_text(std::lround(2 * beta), -1) + "\nblank " + dyadic_text(blank, -4) +
           "\nthreshold " + dyadic_text(static_cast<long>(random.between(24, 40)), -6) + "\n" + block.text();
  }), 100);
}

TEST(CheckerMethods, EqualityAndDisjointness) {
  expect_both("equality and disjointness", compare("heavy-light", 500, 9, [](Random& random) {
    const std::uint64_t size = 1 + random.below(4);
    return std::string("claim ") + random.pick({"equality", "disjointness"}) + "\nn " + n(size) + "\ndigits " + (size > 2 ? "2" : "1") + "\nbeta " + near(random, 0.5, 6) + "\n" + heavy_light_block(random).text();
  }), 50);
}

TEST(CheckerMethods, CapacityAndTheIndexer) {
  // A value beyond the state's integers is lost; so is a match whose neighbours score alike.
  const Tally capacity = compare("derivation", 300, 10, [](Random& random) {
    Block block = random_block(random);
    if (random.coin()) block.roles["state"] = random.pick({"ufx(1,0) down left-to-right unfused", "p1 nearest-even left-to-right unfused", "fx(2,1) down pairwise fused"});
    return std::string("claim capacity\nmechanism ") + random.pick({"linear", "log-linear"}) + "\nn " + n(1 + random.below(4)) + "\n" + block.text();
  });
  expect_both("capacity", capacity, 50);
  const Tally indexer = compare("derivation", 300, 11, [](Random& random) {
    Block block = random_block(random);
    if (random.coin()) block.roles["input"] = random.pick({"p2", "p3", "e2m3"}) + std::string(" ") + random_rounding(random) + " left-to-right unfused";
    return "claim indexer-two-sum\nM " + n(5 + random.below(6)) + "\nn 2\n" + block.text();
  });
  expect_both("indexer", indexer, 20);
  EXPECT_EQ(indexer.right_but_not_established, 0);
}

/// Averaging has too many inputs to enumerate: extreme values (the error is largest at -1 and 1), every set.
TEST(CheckerMethods, AveragingStaysWithinItsBound) {
  Random random(12);
  Tally tally;
  for (int round = 0; round < 900; ++round) {
    const std::uint64_t size = 1 + random.below(4), q = 1 + random.below(size);
    Block block = random_block(random);
    block.normalisation = "quotient";
    for (const char* name : {"accumulator", "output"})
      if (random.coin()) {
        const std::string format = random.pick({"bfloat16 ", "p9 ", "binary16 "}), rounding = random_rounding(random), sums = random_sums(random);
        block.roles[name] = format + rounding + " " + (block.softmax == "online" ? "left-to-right" : sums) + " " + random.pick({"fused", "unfused"});
      }
    const std::string lines = "claim averaging\nn " + n(size) + "\nq " + n(q) + "\nbeta " + near(random, 0.5, 8) + "\nepsilon " + near(random, 0.05, 1) + "\n" + block.text();
    const bool holds = verify(established(lines, "bound")).verified;
    ++(holds ? tally.established : tally.not_established);
    const std::string text = evidence::certificate("all-inputs", lines + "method bound\n");
    Reader reader(text);
    reader.choice("kind", {"all-inputs"});
    const auto claim = read_claim(reader.word("claim"), reader);
    const Point point = claim->point();
    for (std::uint64_t values = 0; holds && values < 1u << (2 * size); ++values) {
      std::vector<Token> tokens;
      bool member = true;
      for (std::uint64_t j = 0; j < size; ++j) {
        static constexpr std::int64_t z[4][2] = {{1, 0}, {-1, 0}, {0, 0}, {1, -1}};
        const auto& pick = z[(values >> (2 * j)) & 3];
        tokens.push_back({1, pick[0], pick[1]});
        for (std::uint64_t e = 0; e < q; ++e) tokens.back().push_back(static_cast<std::int64_t>(j + q > size ? size - q + e : j + e));
      }
      try {
        claim->oracle(Input(tokens));
      } catch (const Malformed&) {
        member = false;  // a value is no number of the input
      }
      if (!member) continue;
      EXPECT_NO_THROW(EXPECT_EQ(claim->evaluate(point, Input(tokens)), 1) << lines) << lines;
    }
  }
  expect_both("averaging", tally, 30);
}

}  // namespace
}  // namespace attest::checker::testing

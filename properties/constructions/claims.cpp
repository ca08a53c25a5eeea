// Claims behind one interface: grids are all numbers of their interval, models agree with the constructions' own, killing
// inputs kill, lines are those of the proof's certificate.
#include "constructions/claims.hpp"

#include <gtest/gtest.h>

#include <map>

#include "checker/checker.hpp"
#include "support_constructions.hpp"

namespace {

using namespace attest;
using namespace attest::constructions;
using arithmetic::compare;
using arithmetic::Order;

/// Sizes at which enumeration is quick.
const std::map<std::string, tasks::Sizes> small = {
    {"retrieval", {{"n", 3}}}, {"two-sum", {{"M", 7}, {"n", 3}}}, {"match2", {{"M", 5}, {"n", 3}}}, {"two-sum-any", {{"M", 7}, {"n", 3}}},
    {"composition", {{"m", 2}, {"n1", 1}, {"recurrent", 1}}}, {"encoder-composition", {{"m", 2}, {"n1", 1}}}, {"chain-of-thought", {{"m", 3}}},
    {"counting", {{"n", 3}, {"K", 4}, {"t", 1}}}, {"equality", {{"n", 3}}}, {"disjointness", {{"n", 3}}}, {"averaging", {{"n", 2}, {"q", 1}, {"accuracy", 3}}},
    {"indexer-two-sum", {{"M", 9}, {"n", 3}}}, {"index", {{"n", 3}, {"D", 2}, {"V", 2}}}, {"associative-recall", {{"n", 4}, {"A", 4}}},
    {"maximum-channel", {{"m", 3}, {"n1", 1}}}};

/// Sizes at which sums round.
const std::map<std::string, tasks::Sizes> middling = {
    {"retrieval", {{"n", 70}}}, {"two-sum", {{"M", 33}, {"n", 40}}}, {"match2", {{"M", 12}, {"n", 20}}}, {"two-sum-any", {{"M", 12}, {"n", 20}}},
    {"composition", {{"m", 5}, {"n1", 3}}}, {"encoder-composition", {{"m", 5}, {"n1", 3}}}, {"chain-of-thought", {{"m", 5}, {"n1", 3}}},
    {"counting", {{"n", 30}, {"K", 9}, {"t", 3}}}, {"equality", {{"n", 30}}}, {"disjointness", {{"n", 30}}}, {"averaging", {{"n", 30}, {"q", 5}}},
    {"indexer-two-sum", {{"M", 64}, {"n", 3}}}, {"index", {{"n", 30}, {"D", 6}, {"V", 3}}}, {"associative-recall", {{"n", 30}, {"A", 50}, {"attention", 1}}},
    {"maximum-channel", {{"m", 16}, {"n1", 3}}}};

TEST(Grid, holds_all_numbers_of_the_interval_and_no_other) {
  for (const char* name : {"binary16", "e4m3", "e5m2", "bfloat16", "p5", "e8p3", "fx(6,3)", "ufx(5,2)", "e2m1", "binary16:flush"}) {
    const auto format = arithmetic::parse_format(name);
    for (const auto& [least, most] : std::map<double, double>{{0.3, 2.2}, {0.01, 0.02}, {1, 1}, {3.1, 3.2}, {3, 100}, {1e-9, 0.25}}) {
      const Number low = arithmetic::number_from_double(least), high = arithmetic::number_from_double(most);
      const Grid grid = grid_of(format, low, high);
      // Walk by next_up from the greatest number below.
      std::vector<Number> expected;
      Number x = round_to(format, arithmetic::Rounding::up, low);
      if (x.is_zero()) x = arithmetic::next_up(format, x);
      if (format.unbounded || compare(low, arithmetic::largest_finite(format, false)) != Order::greater)
        for (; x.is_finite() && compare(x, high) != Order::greater && expected.size() < 20000; x = arithmetic::next_up(format, x)) {
          expected.push_back(x);
          if (arithmetic::next_up(format, x) == x) break;
        }
      ASSERT_EQ(grid.count, expected.size()) << name << " " << least;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        ASSERT_EQ(grid_point(format, grid, i), expected[i]) << name << " " << least << " " << i;
        ASSERT_EQ(grid_index(format, grid, expected[i]), i);
      }
    }
  }
  EXPECT_EQ(grid_of(arithmetic::parse_format("p64"), dyadic(1, 0), dyadic(1, 3)).count, std::uint64_t{1} << 63);
}

TEST(Claims, names_sizes_and_errors) {
  for (const std::string& name : claim_names()) {
    ASSERT_TRUE(small.count(name)) << name;
    const auto family = make_claim(name, small.at(name));
    EXPECT_EQ(family->name(), name);
    EXPECT_FALSE(claim_sizes_help(name).empty());
    EXPECT_EQ(family->parameters(finite_setting("binary32")).size(), family->parameter_names().size());
  }
  EXPECT_THROW(make_claim("retreival", {{"n", 3}}), std::invalid_argument);
  EXPECT_THROW(make_claim("retrieval", {}), std::invalid_argument);
  EXPECT_THROW(make_claim("retrieval", {{"n", 3}, {"m", 3}}), std::invalid_argument);
  EXPECT_THROW(make_claim("retrieval", {{"n", 1}}), std::invalid_argument);
  EXPECT_THROW(make_claim("composition", {{"m", 2}, {"recurrent", 1}, {"merged", 1}}), std::invalid_argument);
  EXPECT_THROW(make_claim("composition", {{"m", 2}, {"n2", 1}}), std::invalid_argument);
  EXPECT_EQ(make_claim("composition", {{"m", 2}, {"n1", 2}, {"merged", 1}})->task().sizes(), "m=2 n1=2 merged=1");
  EXPECT_NE(make_claim("composition", {{"m", 2}, {"n1", 2}})->lines(finite_setting("p8"), std::vector<std::string>{"beta 1*2^0"}).find("first full\n"), std::string::npos);
}

TEST(Claims, lines_are_those_of_the_proof) {
  for (const std::string& name : claim_names()) {
    const auto family = make_claim(name, small.at(name));
    const Setting setting = finite_setting("binary32");
    const auto point = middle_point(*family, setting);
    ASSERT_TRUE(point);
    const std::string text = claim_lines(*family, setting, *point);
    EXPECT_EQ(family->prove(setting, *point).certificate.find("attest-certificate/2\nkind all-inputs\n" + text + "method "), 0u) << text;
    if (!family->has_grids()) {
      EXPECT_THROW(exhaustion_lines(*family, setting), std::invalid_argument);
      continue;
    }
    const std::string grid = exhaustion_lines(*family, setting);
    for (const Parameter& p : family->parameters(setting)) EXPECT_NE(grid.find("grid " + p.name + " "), std::string::npos) << grid;
  }
}

/// At every coarse point: a proof that holds meets no wrong input, and where some input is wrong the family's own
/// candidates find one.
TEST(Claims, proofs_and_killers_agree_with_enumeration) {
  for (const std::string& name : claim_names()) {
    std::uint64_t held = 0, wrong_points = 0, killed = 0;
    const auto family = make_claim(name, small.at(name));
    for (const char* format : {"p2", "p3", "p5", "e5m2", "e4m3", "bfloat16", "binary16"}) {
      const Setting setting = finite_setting(format);
      const auto parameters = family->parameters(setting);
      std::vector<Point> points{{}};
      for (const Parameter& p : parameters) {
        std::vector<Point> longer;
        const std::uint64_t step = std::max<std::uint64_t>(1, p.grid.count / 12);
        for (const Point& point : points)
          for (std::uint64_t i = 0; i < p.grid.count; i += step) {
            longer.push_back(point);
            longer.back().push_back(grid_point(setting.plan.input.format, p.grid, i));
          }
        points = longer;
      }
      for (const Point& point : points) {
        const auto model = family->model(setting, point);
        const Answerer answer = [&](std::span<const tasks::Token> tokens) { return model->answer(tokens); };
        const bool right = support::wrong_of_all(family->task(), answer, true) == 0;
        const Proof proof = family->prove(setting, point);
        EXPECT_TRUE(right || !proof.holds) << name << " " << format;
        EXPECT_EQ(proof.holds, proof.reason.empty());
        held += proof.holds;
        if (right) continue;
        ++wrong_points;
        auto inputs = family->killers(setting, point);
        if (!proof.killing.empty()) inputs.push_back(proof.killing);
        bool found = false;
        for (const auto& tokens : inputs) found = found || model->answer(tokens) != family->task().oracle(tokens);
        killed += found;
      }
    }
    const bool parameters = family->has_grids();
    EXPECT_GT(held, parameters ? 3u : 0u) << name;
    EXPECT_GT(wrong_points, parameters ? 3u : 0u) << name;
    // An encoder's mistakes cancel more often: every token asks in every layer, and few of them reach the answer.
    EXPECT_GE(killed * 10, wrong_points * (name == "encoder-composition" ? 5 : 9)) << name << ": " << killed << " of " << wrong_points;
  }
}

/// Both ways: what holds here is re-established from its certificate alone, and what does not is not.
TEST(Claims, the_independent_checker_agrees_with_every_proof) {
  using Kind = arithmetic::SumOrder::Kind;
  for (const std::string& name : claim_names()) {
    int held = 0, failed = 0;
    for (const tasks::Sizes& sizes : {small.at(name), middling.at(name)}) {
      const auto family = make_claim(name, sizes);
      for (const char* format : {"p3", "p6", "e4m3", "binary16", "binary32", "fx(16,8)"})
        for (const int variant : {0, 1, 2, 3, 4, 5}) {
          Setting setting = finite_setting(format, variant == 1 ? attention::Softmax::naive : variant == 2 ? attention::Softmax::online : attention::Softmax::two_pass,
                                           variant == 1 ? attention::Exponential::base2 : attention::Exponential::natural);
          auto& plan = setting.plan;
          if (variant == 1) plan.score.fused = plan.accumulator.fused = true;
          if (variant == 3) plan.score.order = plan.accumulator.order = {Kind::pairwise, 1};
          if (variant == 4) plan.accumulator.order = {Kind::blocked, 4}, plan.normalisation = attention::Normalisation::weights_first;
          if (variant == 5) plan.accumulator = Emulated(arithmetic::parse_format("binary32"), arithmetic::Rounding::up), plan.accumulator.order = {Kind::blocked, 4};
          const auto middle = middle_point(*family, setting);
          if (!middle) continue;
          for (const double factor : {0.6, 1.0, 2.0, 3.0}) {
            Point point = *middle;
            if (point.empty() && factor != 1.0) continue;
            if (!point.empty()) point[0] = plan.input.convert(arithmetic::number_from_double(factor * arithmetic::to_double(point[0])));
            if (!point.empty() && (!point[0].is_finite() || point[0].is_zero())) continue;
            const Proof proof = family->prove(setting, point);
            const auto check = checker::verify(proof.certificate);
            EXPECT_EQ(check.verified, proof.holds) << name << " " << format << " " << variant << ": " << check.reason << " / " << proof.reason << "\n" << proof.certificate;
            (proof.holds ? held : failed) += 1;
          }
        }
    }
    EXPECT_GT(held, 2) << name;
    EXPECT_GT(failed, 2) << name;
  }
}

}  // namespace

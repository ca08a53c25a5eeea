// registry.hpp and model.hpp: what a command line sees. Names, errors, the mapping from stacks, refusals.
#include "bounds/registry.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

namespace {

using namespace attest::bounds;

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos && text.find('\n') == std::string::npos; }

AccumulatorShape bfloat16(long heads, long dim) {
  AccumulatorShape shape;
  shape.heads = heads;
  shape.head_dim = dim;
  shape.bits = Integer(16);
  return shape;
}

const Values h2_bits{{"message-bits", "160"}, {"pre-bits", "2304"}, {"post-bits", "2304"}};

Request asked(const Values& values, SoftmaxEvaluation softmax = SoftmaxEvaluation::OnlineLeftToRight) { return Request{values, softmax, false}; }

TEST(bounds_registry, every_theorem_is_there_and_described) {
  std::string names;
  for (const TheoremInfo& info : theorems()) {
    names += info.name + " ";
    EXPECT_GT(info.statement.size(), 80U) << info.name;
    EXPECT_GT(info.argument.size(), 60U) << info.name;
    EXPECT_FALSE(info.source.empty()) << info.name;
    EXPECT_FALSE(info.parameters.empty()) << info.name;
  }
  EXPECT_EQ(names, "E T LL S F1 H2 H2+ F2 F2U H3 FFR G YHLWL CPW ");
  EXPECT_EQ(theorem("h2+").name, "H2+");
  EXPECT_EQ(theorem("yhlwl").name, "YHLWL");
  EXPECT_EQ(theorem("f2-uniform").name, "F2U");
  EXPECT_TRUE(says(refusal([] { theorem("h4"); }), "did you mean H2"));
}

TEST(bounds_registry, needs_are_enforced_for_every_theorem) {
  for (const TheoremInfo& info : theorems()) {
    for (const ParameterInfo& missing : info.parameters) {
      Values search, sizes;
      for (const ParameterInfo& p : info.parameters) {
        if (p.name == missing.name) continue;
        if (p.n_star_needs) search[p.name] = "2";
        if (p.sizes_need) sizes[p.name] = "2";
      }
      if (missing.n_star_needs) {
        EXPECT_TRUE(says(refusal([&] { n_star(info.name, asked(search)); }), missing.name)) << info.name << " " << missing.name;
      }
      if (missing.sizes_need) {
        EXPECT_TRUE(says(refusal([&] { evaluate(info.name, asked(sizes)); }), missing.name)) << info.name << " " << missing.name;
      }
    }
  }
}

TEST(bounds_registry, examples_of_the_issue) {
  const LeastN found = n_star("h2+", asked(h2_bits));
  EXPECT_LE(Integer(found.n), 46250);
  EXPECT_FALSE(found.exact);
  EXPECT_TRUE(found.row.holds);
  EXPECT_EQ(found.row.theorem, "H2+");
  EXPECT_FALSE(found.row.covers.empty());
  EXPECT_FALSE(found.row.not_covered.empty());
  EXPECT_LE(Integer(n_star("h2", asked(h2_bits)).n), 109550);
  const Request model = request_from_model("h2+", "RRFRR", bfloat16(1, 8), SoftmaxEvaluation::OnlineLeftToRight);
  EXPECT_EQ(model.values, h2_bits);
  EXPECT_EQ(n_star("yhlwl", asked({{"hdp", "64"}, {"L", "2"}})).n, "2^6144");
  EXPECT_EQ(n_star("cpw", asked({{"hdp", "64"}, {"L", "2"}})).n, "2^1536");
  EXPECT_TRUE(says(n_star("cpw", asked({{"hdp", "3"}, {"L", "1"}})).n, "2^(25.35"));
}

TEST(bounds_registry, evaluating_at_sizes) {
  Values at = h2_bits;
  at["m"] = "605";
  at["n1"] = "180";
  const Inequality row = evaluate("H2", asked(at));
  EXPECT_TRUE(row.holds);
  EXPECT_EQ(row.left, "132480");
  EXPECT_EQ(row.relation, "<");
  at["n1"] = "170";
  EXPECT_FALSE(evaluate("H2", asked(at)).holds);
  EXPECT_TRUE(evaluate("e", asked({{"state-bits", "63"}, {"n", "16"}})).holds);
  EXPECT_FALSE(evaluate("e", asked({{"state-bits", "64"}, {"n", "16"}})).holds);
  EXPECT_TRUE(evaluate("g", asked({{"L", "3"}, {"kind", "full"}, {"message-bits", "64"}, {"state-bits", "0"}, {"m", "44632"}, {"t1", "8020"}, {"g", "1"}, {"q", "5"}, {"rows", "411,61"}, {"y", "1416"}, {"x", "2256"}})).holds);
}

TEST(bounds_registry, bad_requests_get_one_clear_line) {
  Values extra = h2_bits;
  extra["mid-bits"] = "3";
  EXPECT_TRUE(says(refusal([&] { n_star("h2+", asked(extra)); }), "takes no 'mid-bits'"));
  EXPECT_TRUE(says(refusal([] { evaluate("e", asked({{"state-bits", "-3"}, {"n", "4"}})); }), "whole number"));
  EXPECT_TRUE(says(refusal([] { evaluate("e", asked({{"state-bits", "12x"}, {"n", "4"}})); }), "state-bits is '12x'"));
  EXPECT_TRUE(says(refusal([] { evaluate("e", asked({{"state-bits", "1"}, {"n", "0"}})); }), "must be at least 1"));
  EXPECT_TRUE(says(refusal([] { n_star("e", asked({{"state-bits", "1"}, {"n", "4"}})); }), "leave it out"));
  EXPECT_TRUE(says(refusal([] { n_star("g", asked({{"L", "9"}, {"message-bits", "8"}, {"state-bits", "0"}})); }), "L from 2 to 5"));
  EXPECT_TRUE(says(refusal([] { evaluate("h2+", asked({{"message-bits", "8"}, {"pre-bits", "0"}, {"post-bits", "0"}, {"m", "4"}, {"n1", "2"}, {"x0", "2"}})); }), "all of the internal parameters"));
}

TEST(bounds_registry, numbers_too_big_for_a_search_get_one_clear_line) {
  for (std::size_t digits : {25, 100, 400}) {
    const std::string nines(digits, '9');
    for (const TheoremInfo& info : theorems()) {
      if (info.name == "YHLWL" || info.name == "CPW") continue;  // formulas, no search
      for (const ParameterInfo& large : info.parameters) {
        if (!large.n_star_needs || (digits == 25 && (info.name == "E" || info.name == "LL" || info.name == "F1"))) continue;
        Values values;
        for (const ParameterInfo& p : info.parameters) {
          if (p.n_star_needs) values[p.name] = p.name == large.name ? nines : "3";
        }
        EXPECT_TRUE(says(refusal([&] { n_star(info.name, asked(values)); }), large.name == "L" ? "from 2 to 12" : "too big for the search")) << info.name << " " << large.name << " " << digits;
      }
    }
    for (const char* name : {"e", "ll"}) EXPECT_FALSE(evaluate(name, asked({{"state-bits", nines}, {"n", "31"}})).holds);
    const Inequality even = evaluate("f1", asked({{"message-bits", nines}, {"m", nines}}));
    EXPECT_TRUE(even.holds);
    EXPECT_GT(even.reached, 0) << "no inf / inf";
    EXPECT_LT(even.reached, 1);
  }
  EXPECT_EQ(n_star("e", asked({{"state-bits", std::string(25, '9')}})).exact, true);
  const Values wide{{"message-bits", "1000000"}, {"pre-bits", "1000000"}, {"post-bits", "1000000"}};
  EXPECT_TRUE(says(refusal([&] { n_star("h2+", asked(wide)); }), "too big for the search"));
  const Values no_state{{"message-bits", "99999999999999999999999"}, {"pre-bits", "0"}, {"post-bits", "0"}};
  EXPECT_TRUE(says(refusal([&] { n_star("h2+", asked(no_state)); }), "at most 10^6; evaluate at sizes instead: --m --n1")) << "no word of an internal candidate";
}

TEST(bounds_registry, two_pass_is_refused_by_bits_and_counted_by_stack) {
  for (const char* name : {"h2", "h2+", "f2", "f2u", "h3", "f1", "ffr", "g"}) {
    Values values;
    for (const ParameterInfo& p : theorem(name).parameters) {
      if (p.n_star_needs) values[p.name] = "2";
    }
    for (SoftmaxEvaluation wrong : {SoftmaxEvaluation::TwoPass, SoftmaxEvaluation::ThreePass, SoftmaxEvaluation::RightToLeft, SoftmaxEvaluation::TiledLastToFirst}) {
      EXPECT_TRUE(says(refusal([&] { n_star(name, asked(values, wrong)); }), "refused")) << name;
    }
  }
  EXPECT_TRUE(says(refusal([] { request_from_model("h2+", "RFR", bfloat16(1, 8), SoftmaxEvaluation::TwoPass); }), "Theorem 2P"));
  EXPECT_TRUE(says(refusal([] { request_from_model("h3", "RFR", bfloat16(1, 8), SoftmaxEvaluation::RightToLeft); }), "first to last"));
  const Request three = request_from_model("h3", "RFR", bfloat16(1, 8), SoftmaxEvaluation::TwoPass);
  EXPECT_EQ(three.values, (Values{{"message-bits", "144"}, {"pre-bits", "1152"}, {"mid-bits", "0"}, {"post-bits", "1152"}}));
  const Request alone = request_from_model("g", "F", bfloat16(1, 8), SoftmaxEvaluation::TwoPass);
  EXPECT_EQ(alone.values.at("message-bits"), "16,144");
  const LeastN found = n_star("g", alone);
  EXPECT_LE(Integer(found.n), 734);
  EXPECT_TRUE(says(found.row.covers.front(), "two-pass"));
}

TEST(bounds_registry, stacks_map_to_the_theorems_about_them) {
  const auto online = SoftmaxEvaluation::OnlineLeftToRight;
  const auto values = [&](const char* name, const char* stack) { return request_from_model(name, stack, bfloat16(2, 4), online).values; };
  // H = 2, d = 4, p = 16: a state has 2*4*5*16 = 640 bits, a message 2*6*16 = 192.
  EXPECT_EQ(values("e", "RRR"), (Values{{"state-bits", "1920"}}));
  EXPECT_EQ(values("f1", "F"), (Values{{"message-bits", "192"}}));
  EXPECT_EQ(values("h2", "FRR"), (Values{{"message-bits", "192"}, {"pre-bits", "0"}, {"post-bits", "1280"}}));
  EXPECT_EQ(values("f2", "FF"), (Values{{"message-bits", "192"}}));
  EXPECT_EQ(values("h3", "RFRRFR"), (Values{{"message-bits", "192"}, {"pre-bits", "640"}, {"mid-bits", "1280"}, {"post-bits", "640"}}));
  EXPECT_EQ(values("ffr", "FFR"), (Values{{"message-bits", "192"}, {"post-bits", "640"}}));
  EXPECT_EQ(values("g", "FFF"), (Values{{"kind", "full"}, {"L", "3"}, {"message-bits", "192,192,192"}, {"state-bits", "0"}}));
  EXPECT_EQ(values("g", "RFF"), (Values{{"kind", "hybrid"}, {"L", "3"}, {"message-bits", "192,192"}, {"state-bits", "640,0,0"}}));
  EXPECT_EQ(values("yhlwl", "RF"), (Values{{"hdp", "128"}, {"L", "2"}}));
  EXPECT_EQ(values("cpw", "FF"), (Values{{"hdp", "128"}, {"L", "2"}}));
  for (const auto& [name, stack] : {std::pair{"e", "RF"}, {"f1", "RF"}, {"h2", "RR"}, {"h2+", "FF"}, {"f2", "FRF"}, {"h3", "RFR"}, {"ffr", "FRF"}, {"g", "RR"}, {"cpw", "FR"}, {"s", "F"}, {"h2", "RXR"}, {"h2", ""}}) {
    EXPECT_FALSE(refusal([&name = name, &stack = stack, &values] { values(name, stack); }).empty()) << name << " " << stack;
  }
  AccumulatorShape unbounded = bfloat16(1, 8);
  unbounded.bits.reset();
  EXPECT_TRUE(says(refusal([&] { request_from_model("e", "RR", unbounded, online); }), "unbounded bits"));
}

TEST(bounds_registry, tiles_must_not_straddle) {
  const auto tiled = SoftmaxEvaluation::TiledFirstToLast;
  Values at{{"message-bits", "8"}, {"m", "16"}, {"n1", "4"}, {"tile", "16"}};
  EXPECT_NO_THROW(evaluate("f2", asked(at, tiled)));
  at["tile"] = "32";
  EXPECT_TRUE(says(refusal([&] { evaluate("f2", asked(at, tiled)); }), "straddles"));
  EXPECT_TRUE(says(refusal([&] { evaluate("f2", asked(at)); }), "not 'tiled'"));
}

}  // namespace

// The checker's models against attest's own attention (no line is shared): random small arithmetics, parameters and inputs,
// the same answer or both undefined. New claims are written here a second time, key by key.
#include <gtest/gtest.h>

#include <functional>
#include <sstream>

#include "attention/full.hpp"
#include "checker/claim.hpp"
#include "checker/plans.hpp"
#include "checker/texts.hpp"
#include "constructions/capacity.hpp"
#include "constructions/claim_families.hpp"
#include "constructions/composition.hpp"
#include "constructions/maximum_channel.hpp"
#include "constructions/retrieval.hpp"
#include "constructions/two_sum.hpp"

namespace attest::checker::testing {
namespace {

using arithmetic::Number;
using constructions::StrictEmulated;
using Answer = std::optional<std::int64_t>;
using Drive = attention::Drive<StrictEmulated>;
using Vector = std::vector<Number>;

/// A positive parameter m·2^e, as certificates and as attest write it.
struct Value {
  long m, e;
  std::string text() const { return dyadic_text(m, e); }
  Number number() const { return constructions::dyadic(m, static_cast<int>(e)); }
};
Value value(Random& random, double low, double high) {
  const double x = low + (high - low) * static_cast<double>(random.below(1025)) / 1024;
  return {std::max(1l, std::lround(x * 16)), -4};
}

/// What the reference says of an input, given as the claim's own tokens.
using Reference = std::function<std::int64_t(const tasks::Tokens&)>;

struct Trial {
  std::string claim;  ///< its lines
  Reference reference;
};

void compare(const char* name, int rounds, std::uint64_t seed, const std::function<Trial(Random&)>& make) {
  Random random(seed);
  int undefined = 0;
  std::map<std::int64_t, int> answers;
  for (int round = 0; round < rounds && !::testing::Test::HasFailure(); ++round) {
    const Trial trial = make(random);
    const std::string text = evidence::certificate("all-inputs", trial.claim + "method enumeration\n");
    Reader reader(text);
    reader.choice("kind", {"all-inputs"});
    const auto claim = read_claim(reader.word("claim"), reader);
    const auto radices = claim->radices();
    for (int run = 0; run < 6; ++run) {
      std::vector<std::uint64_t> choices;
      for (const std::uint64_t radix : radices) choices.push_back(random.below(run % 2 ? radix : std::min<std::uint64_t>(radix, 2)));
      const tasks::Tokens tokens = claim->assemble(choices);
      Answer expected, found;
      try {
        expected = trial.reference(tokens);
      } catch (const arithmetic::Undefined&) {
        ++undefined;
      }
      try {
        found = claim->evaluate(claim->point(), Input(tokens));
      } catch (const Undefined&) {
      }
      ASSERT_EQ(expected, found) << name << "\n" << trial.claim;
      if (found) ++answers[*found];
    }
  }
  EXPECT_GT(answers.size(), 1u) << name << ": always one answer says little";
  ::testing::Test::RecordProperty(std::string(name) + " undefined", undefined);
}

Reference stack_reference(attention::Stack<StrictEmulated> stack, int generated = 0, bool blank = false) {
  const std::shared_ptr<attention::Machine> machine = attention::make_machine(std::move(stack), generated);
  return [machine, blank](const tasks::Tokens& tokens) { return machine->answer(blank ? constructions::with_blank(tokens) : tokens); };
}

Block with_causal(Random& random) { return random_block(random); }

TEST(CheckerModels, Retrieval) {
  compare("retrieval", 300, 1, [](Random& random) {
    const Block block = with_causal(random);
    const Value beta = value(random, 0.2, 5);
    const auto n = static_cast<std::int64_t>(2 + random.below(7));
    const int D = n > 4 ? 3 : n > 2 ? 2 + static_cast<int>(random.below(2)) : 2, V = 3;
    const std::string lines = "claim retrieval\nn " + std::to_string(n) + "\ndigits " + std::to_string(D) + "\nvalue-bits 3\nbeta " + beta.text() + "\n" + block.text();
    return Trial{lines, stack_reference(constructions::retrieval_stack(plan_of(block), D, V, beta.number()))};
  });
}

TEST(CheckerModels, Index) {
  compare("index", 300, 11, [](Random& random) {
    const Block block = with_causal(random);
    const Value beta = value(random, 0.2, 5);
    const int D = 2 + static_cast<int>(random.below(2)), V = 2;
    const auto n = static_cast<std::int64_t>(1 + random.below(std::uint64_t{1} << D));
    const std::string lines = "claim index\nn " + std::to_string(n) + "\ndigits " + std::to_string(D) + "\nvalue-bits 2\nbeta " + beta.text() + "\n" + block.text();
    return Trial{lines, stack_reference(constructions::retrieval_stack(plan_of(block), D, V, beta.number()))};
  });
}

/// Any numbers in place of the construction's own: roundings, ties and digits that are read wrongly.
TEST(CheckerModels, MaximumChannel) {
  compare("maximum-channel", 400, 12, [](Random& random) {
    const Block block = random_block(random);
    constructions::MaximumChannel channel;
    channel.natural = random.below(2) == 0;
    channel.m = static_cast<std::int64_t>(2 + random.below(3)), channel.n_1 = static_cast<std::int64_t>(1 + random.below(3)), channel.base = static_cast<std::int64_t>(2 + random.below(3));
    for (const auto& [name, member] : constructions::channel_numbers) channel.*member = value(random, 0.1, 4).number();
    channel.unit = constructions::dyadic(1, -static_cast<int>(random.below(8)));
    return Trial{constructions::channel_lines(channel) + block.text(), stack_reference(constructions::maximum_channel_stack(plan_of(block), channel))};
  });
}

TEST(CheckerModels, TwoSumAndMatch2) {
  for (const bool match2 : {false, true})
    compare(match2 ? "match2" : "two-sum", 300, 2, [&](Random& random) {
      const Block block = random_block(random);
      const auto M = static_cast<std::int64_t>(3 + random.below(8)), n = static_cast<std::int64_t>(1 + random.below(6));
      const Value c = value(random, 0.5, 20), kappa = value(random, 0.1, 1.2);
      const std::string lines = "M " + std::to_string(M) + "\nn " + std::to_string(n) + "\nc " + c.text() + "\nkappa " + kappa.text() + "\n";
      // The last token sees all of match2's with and without a causal mask; other positions have no say in its answer.
      const auto stack = constructions::two_sum_stack(plan_of(block), M, {c.number(), kappa.number(), constructions::half()});
      return match2 ? Trial{"claim match2\n" + lines + block.text(), stack_reference(stack, 0, true)}
                    : Trial{"claim two-sum\n" + lines + "threshold 1*2^-1\n" + block.text(), stack_reference(stack)};
    });
}

TEST(CheckerModels, Compositions) {
  using Variant = constructions::CompositionVariant;
  const auto run = [](const char* name, Variant variant, const std::string& claim, const std::string& choice, int rounds) {
    compare(name, rounds, 3, [&](Random& random) {
      const Block block = random_block(random);
      const Value beta = value(random, 0.3, 6);
      const auto m = static_cast<std::int64_t>(2 + random.below(2));
      std::vector<std::int64_t> factors;
      for (std::uint64_t l = random.below(3); l > 0; --l) factors.push_back(static_cast<std::int64_t>(1 + random.below(2)));
      std::string sizes = std::to_string(m);
      for (const std::int64_t factor : factors) sizes += " " + std::to_string(factor);
      const tasks::Composition task(m, factors, variant == Variant::merged ? tasks::Composition::TokenOrder::merged : tasks::Composition::TokenOrder::standard);
      const std::string lines = "claim " + claim + "\nL " + std::to_string(factors.size() + 1) + "\nsizes " + sizes + "\n" + choice + "beta " + beta.text() + "\n" + block.text();
      return Trial{lines, stack_reference(constructions::composition_stack(plan_of(block), task, variant, beta.number()), constructions::generated_tokens(task, variant))};
    });
  };
  run("full", Variant::full_first, "composition", "order standard\nfirst full\n", 150);
  run("recurrent", Variant::recurrent_first, "composition", "order standard\nfirst recurrent\n", 150);
  run("merged", Variant::merged, "composition", "order merged\nfirst recurrent\n", 150);
  run("encoder", Variant::encoder, "encoder-composition", "", 100);
  run("chain of thought", Variant::chain_of_thought, "chain-of-thought", "", 150);
}

TEST(CheckerModels, Capacity) {
  for (const auto mechanism : {constructions::CapacityMechanism::linear, constructions::CapacityMechanism::log_linear})
    compare("capacity", 150, 4, [&](Random& random) {
      const Block block = random_block(random);
      const auto n = static_cast<std::int64_t>(1 + random.below(9));
      const std::string lines = "claim capacity\nmechanism " + to_text(mechanism) + "\nn " + std::to_string(n) + "\n" + block.text();
      return Trial{lines, stack_reference(constructions::capacity_eva_stack(plan_of(block), mechanism, n))};
    });
}

// ---- a second writing of the new claims -----------------------------------------------------------------------------

bool at_least_half(const StrictPlan& plan, const Number& y) { return !certainly_less(plan.output, y, constructions::half()); }

Drive key_of(Vector key, Vector v) { return {{}, std::move(key), std::move(v), {}, {}, {}}; }

/// any-of: a one-dimensional head.
bool any_of(const StrictPlan& plan, const std::vector<bool>& bits, const Number& beta) {
  std::vector<Drive> keys;
  for (const bool bit : bits) keys.push_back(key_of({plan.input.from_integer(bit)}, {plan.input.from_integer(bit)}));
  return at_least_half(plan, attention::attend<StrictEmulated>(plan, {plan.input.convert(beta)}, keys)[0]);
}

TEST(CheckerModels, TwoSumAny) {
  compare("two-sum-any", 300, 5, [](Random& random) {
    const Block block = random_block(random);
    const StrictPlan plan = plan_of(block);
    const auto M = static_cast<std::int64_t>(3 + random.below(8)), n = static_cast<std::int64_t>(1 + random.below(5));
    const Value c = value(random, 0.5, 20), kappa = value(random, 0.1, 1.2), beta = value(random, 0.3, 5);
    const std::string lines = "claim two-sum-any\nM " + std::to_string(M) + "\nn " + std::to_string(n) + "\nc " + c.text() + "\nkappa " + kappa.text() + "\nbeta " + beta.text() + "\n" + block.text();
    return Trial{lines, [=](const tasks::Tokens& tokens) {
      const auto& in = plan.input;
      const Number zero = in.zero(), scale = in.convert(c.number());
      std::vector<Drive> seen{key_of({zero, zero, in.convert(kappa.number())}, {zero})};
      std::vector<bool> bits{false};
      for (const auto& token : tokens) {
        const Number cosine = in.cos_turn(token[1], M), sine = in.sin_turn(token[1], M);
        seen.push_back(key_of({cosine, in.neg(sine), zero}, {in.from_integer(1)}));
        bits.push_back(at_least_half(plan, attention::attend<StrictEmulated>(plan, {in.mul(scale, cosine), in.mul(scale, sine), scale}, seen)[0]));
      }
      bits.push_back(false);
      return any_of(plan, bits, beta.number()) ? 1 : 0;
    }};
  });
}

Vector code(const StrictPlan& plan, std::uint64_t number, int digits, const Number& one) {
  Vector vector;
  for (const bool complement : {false, true})
    for (int digit = digits - 1; digit >= 0; --digit) vector.push_back(((number >> digit) & 1) != complement ? one : plan.input.zero());
  return vector;
}

TEST(CheckerModels, Counting) {
  compare("counting", 400, 6, [](Random& random) {
    const Block block = random_block(random);
    const StrictPlan plan = plan_of(block);
    const auto n = static_cast<std::int64_t>(1 + random.below(6)), K = static_cast<std::int64_t>(1 + random.below(8)), t = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(n)));
    const int digits = 3;
    const Value beta = value(random, 0.3, 3), blank = value(random, 0.3, 9);
    const std::string lines = "claim counting\nn " + std::to_string(n) + "\nK " + std::to_string(K) + "\ndigits 3\nt " + std::to_string(t) + "\nbeta " + beta.text() + "\nblank " + blank.text() + "\nthreshold 1*2^-1\n" + block.text();
    return Trial{lines, [=](const tasks::Tokens& tokens) {
      const auto& in = plan.input;
      std::vector<Drive> keys;
      Vector query;
      for (const auto& token : tokens) {
        const auto x = static_cast<std::uint64_t>(token[1]);
        Vector key = token[0] == 1 ? code(plan, x, digits, in.from_integer(1)) : Vector(2 * digits, in.zero());
        key.push_back(in.from_integer(token[0] == 0));
        keys.push_back(key_of(key, {in.from_integer(token[0])}));
        query = code(plan, x, digits, in.convert(beta.number()));
      }
      query.push_back(in.convert(blank.number()));
      return at_least_half(plan, attention::attend<StrictEmulated>(plan, query, keys)[0]) ? 1 : 0;
    }};
  });
}

TEST(CheckerModels, EqualityAndDisjointness) {
  for (const bool disjoint : {false, true})
    compare(disjoint ? "disjointness" : "equality", 300, 7, [&](Random& random) {
      const Block block = random_block(random);
      const StrictPlan plan = plan_of(block);
      const std::size_t n = 1 + random.below(5);
      const int digits = 3;
      const Value beta = value(random, 0.3, 6);
      const std::string lines = std::string("claim ") + (disjoint ? "disjointness" : "equality") + "\nn " + std::to_string(n) + "\ndigits 3\nbeta " + beta.text() + "\n" + block.text();
      return Trial{lines, [=](const tasks::Tokens& tokens) {
        const auto& in = plan.input;
        std::vector<Drive> seen;
        for (std::size_t j = 0; j < n; ++j) seen.push_back(key_of(code(plan, j, digits, in.from_integer(1)), {in.from_integer(tokens[j][1])}));
        std::vector<bool> bits(n);
        for (std::size_t i = 0; i < n; ++i) {
          seen.push_back(key_of(Vector(2 * digits, in.zero()), {in.zero()}));
          const bool x = at_least_half(plan, attention::attend<StrictEmulated>(plan, code(plan, i, digits, in.convert(beta.number())), seen)[0]), y = tokens[n + i][1] == 1;
          bits.push_back(disjoint ? x && y : x != y);
        }
        bits.push_back(false);
        return any_of(plan, bits, beta.number()) ? 0 : 1;
      }};
    });
}

TEST(CheckerModels, Averaging) {
  Random random(8);
  int near = 0, far = 0, undefined = 0;
  for (int round = 0; round < 400; ++round) {
    const Block block = random_block(random);
    const StrictPlan plan = plan_of(block, true);
    const std::size_t n = 1 + random.below(5), q = 1 + random.below(n);
    const Value beta = value(random, 0.3, 6), epsilon = value(random, 0.1, 1.5);
    const std::string lines = "claim averaging\nn " + std::to_string(n) + "\nq " + std::to_string(q) + "\nbeta " + beta.text() + "\nepsilon " + epsilon.text() + "\n" + block.text();
    const std::string text = evidence::certificate("all-inputs", lines + "method bound\n");
    Reader reader(text);
    reader.choice("kind", {"all-inputs"});
    const auto claim = read_claim(reader.word("claim"), reader);
    std::vector<Token> tokens;
    std::vector<Drive> keys;
    const auto& in = plan.input;
    for (std::size_t j = 0; j < n; ++j) {
      const std::int64_t z = in.format.has_negative ? random.between(-1, 1) : random.between(0, 1);
      tokens.push_back({1, z, 0});
      for (std::size_t e = 0; e < q; ++e) tokens.back().push_back(static_cast<std::int64_t>(n - q + e));
      Vector one_hot(n, in.zero());
      one_hot[j] = in.from_integer(1);
      keys.push_back(key_of(one_hot, {in.from_integer(z)}));
    }
    Answer expected, found;
    try {
      Vector query(n, in.zero());
      double mean = 0;
      for (std::size_t j = n - q; j < n; ++j) query[j] = in.convert(beta.number()), mean += static_cast<double>(tokens[j][1]) / static_cast<double>(q);
      const double y = arithmetic::to_double(attention::attend<StrictEmulated>(plan, query, keys)[0]), error = std::fabs(y - mean);
      if (std::fabs(error - std::ldexp(static_cast<double>(epsilon.m), static_cast<int>(epsilon.e))) < 1e-9) continue;  // doubles do not tell
      expected = error <= std::ldexp(static_cast<double>(epsilon.m), static_cast<int>(epsilon.e)) ? 1 : 0;
    } catch (const arithmetic::Undefined&) {
      ++undefined;
    }
    try {
      claim->oracle(Input(tokens));
      found = claim->evaluate(claim->point(), Input(tokens));
    } catch (const Undefined&) {
    } catch (const Malformed&) {
      continue;  // 1 is no number of the input
    }
    ASSERT_EQ(expected, found) << lines;
    if (found) ++(*found ? near : far);
  }
  EXPECT_GT(near, 50);
  EXPECT_GT(far, 15);
}

}  // namespace
}  // namespace attest::checker::testing

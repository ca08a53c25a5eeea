// Laws of recurrent heads: equal to the direct formula in exact rationals, restored from their bits at every cut in every
// format, and the identities that tie the mechanisms to one another.
#include "formulas.hpp"
#include "implementation.hpp"

namespace attest::attention::testing {

namespace {

using support::Random;

template <arithmetic::Arithmetic A>
std::vector<std::vector<typename A::Number>> outputs(RecurrentHead<A>& head, const std::vector<Drive<A>>& drives) {
  std::vector<std::vector<typename A::Number>> rows;
  for (const Drive<A>& drive : drives) rows.push_back(head.step(drive));
  return rows;
}

RationalRows run(const Implementation& implementation, const std::string& name, const Sequence& tokens,
                 const HeadOptions<RationalArithmetic>& options) {
  const RationalArithmetic a;
  const auto head = implementation.rational.make(name, tokens.front().key.size(), tokens.front().value.size(), uniform_plan(a), options);
  return outputs(*head, to_drives(a, tokens));
}

std::string direct_formula(const Implementation& implementation) {
  Random random(21);
  for (const std::string& name : recurrent_names())
    for (int i = 0; i < 25; ++i) {
      const Sequence tokens = draw_sequence(random, {1 + random.below(3), 1 + random.below(2), 1 + random.below(12), random.coin()});
      HeadOptions<RationalArithmetic> options{FeatureMap::identity, false, static_cast<int>(random.below(3)), {}};
      if (run(implementation, name, tokens, options) != formula(name, tokens, {FeatureMap::identity, false, options.head, false}))
        return name + " differs from its parallel form";
    }
  return {};
}

/// Normalised, with feature maps: keys of nonnegative features keep qᵀz away from 0.
std::string normalised_linear(const Implementation& implementation) {
  Random random(22);
  for (int i = 0; i < 40; ++i) {
    Sequence tokens = draw_sequence(random, {2, 2, 5, false});
    for (TokenData& token : tokens) token.query[0] = token.key[0] = 1;
    const RationalRows rows = run(implementation, "linear", tokens, {FeatureMap::relu, true, 0, {}});
    if (rows != formula("linear", tokens, {FeatureMap::relu, true, 0, false})) return "normalised linear attention differs from its formula";
    Sequence constant = tokens;
    for (TokenData& token : constant) token.value = {7, 7};
    for (const auto& row : run(implementation, "linear", constant, {FeatureMap::relu, true, 0, {}}))
      if (row != std::vector<Rational>{7, 7}) return "normalised weights do not sum to 1";
  }
  return {};
}

/// One mechanism, one arithmetic: at every cut, a fresh head that loads the bits continues identically, outputs and bits.
template <arithmetic::Arithmetic A>
std::string restored(const Implementation& implementation, const std::string& name, const A& a, const Sequence& tokens,
                     const HeadOptions<A>& options) {
  const auto fresh = [&] { return implementation.over(a).make(name, tokens.front().key.size(), tokens.front().value.size(), uniform_plan(a), options); };
  const auto drives = to_drives(a, tokens);
  const auto whole = fresh();
  std::vector<std::vector<typename A::Number>> expected;
  std::vector<arithmetic::BitString> bits(1), positioned(1);
  whole->save(bits[0]);
  whole->save_at(positioned[0], 0);
  for (const auto& drive : drives) {
    expected.push_back(whole->step(drive));
    whole->save(bits.emplace_back());
    whole->save_at(positioned.emplace_back(), bits.size() - 1);
  }
  for (std::size_t cut = 0; cut <= drives.size(); ++cut)
    for (const bool with_position : {false, true}) {
      const auto head = fresh();
      arithmetic::BitReader reader(with_position ? positioned[cut] : bits[cut]);
      if (with_position) head->load_at(reader, cut);
      else head->load(reader);
      if (!reader.done()) return name + " leaves bits of its own state unread in " + a.name();
      if (a.storage_bits() && positioned[cut].size() != head->state_bits(cut)) return name + " reports another number of state bits than it saves";
      for (std::size_t t = cut; t < drives.size(); ++t) {
        if (head->step(drives[t]) != expected[t])
          return name + " restored at " + std::to_string(cut) + " in " + a.name() + " differs at token " + std::to_string(t);
        arithmetic::BitString now;
        head->save(now);
        if (now != bits[t + 1]) return name + " restored at " + std::to_string(cut) + " in " + a.name() + " reaches another state";
      }
    }
  return {};
}

std::string restoring(const Implementation& implementation) {
  Random random(23);
  auto names = recurrent_names();
  names.push_back("shift");
  for (const std::string& name : names)
    for (int i = 0; i < 6; ++i) {
      Sequence tokens = draw_sequence(random, {2, 2, 9, random.coin()});
      for (TokenData& token : tokens) token.query[0] = token.key[0] = 1;  // a normaliser that is not 0
      for (const bool normaliser : {false, true}) {
        const std::string exact = restored(implementation, name, RationalArithmetic{}, tokens, {FeatureMap::relu, normaliser, 1, {}});
        if (!exact.empty()) return exact;
        for (const char* format : {"binary32", "bfloat16", "e4m3", "e5m2", "e2m1", "p7", "fx(12,6)"}) {
          const std::string finite = restored(implementation, name, emulated(format), tokens, {FeatureMap::relu, normaliser, 1, {}});
          if (!finite.empty()) return finite;
        }
      }
    }
  return {};
}

/// λ = 1 without decay is linear attention; equal channel gates are one scalar gate; a constant gate of γ is RetNet.
std::string reductions(const Implementation& implementation) {
  Random random(24);
  const HeadOptions<RationalArithmetic> plain{FeatureMap::identity, false, 0, {}};
  for (int i = 0; i < 30; ++i) {
    const Sequence tokens = draw_sequence(random, {2, 2, 9, true});
    Sequence ungated = tokens, per_channel = tokens, constant = tokens;
    for (std::size_t t = 0; t < tokens.size(); ++t) {
      ungated[t].decay.clear();
      ungated[t].level_weights.clear();
      per_channel[t].decay.push_back(tokens[t].decay.front());
      constant[t].decay = {{31, 32}};
    }
    if (run(implementation, "log-linear", ungated, plain) != run(implementation, "linear", ungated, plain)) return "log-linear with weights 1 is not linear attention";
    if (run(implementation, "gla", tokens, plain) != run(implementation, "gla", per_channel, plain)) return "equal channel gates are not the scalar gate";
    if (run(implementation, "gla", constant, plain) != run(implementation, "retnet", tokens, plain)) return "a constant gate 31/32 is not RetNet's head 0";
    Sequence open = tokens;
    for (TokenData& token : open) token.decay = {{1}};
    if (run(implementation, "gated-delta-net", open, plain) != run(implementation, "delta-net", open, plain)) return "a gate of 1 is not DeltaNet";
  }
  return {};
}

/// β = 0 leaves the state; β = 1 and a unit key store the value exactly: reading with that key gives it back.
std::string delta_rule(const Implementation& implementation) {
  Random random(25);
  const RationalArithmetic a;
  for (int i = 0; i < 30; ++i)
    for (const char* name : {"delta-net", "gated-delta-net"}) {
      const auto head = implementation.rational.make(name, 2, 2, uniform_plan(a), {});
      Sequence tokens = draw_sequence(random, {2, 2, 5, true});
      for (const auto& drive : to_drives(a, tokens)) head->step(drive);
      arithmetic::BitString before, after;
      head->save(before);
      TokenData silent = tokens.back();
      silent.beta = {0};
      silent.decay = {{1}};
      head->step(to_drive(a, silent));
      head->save(after);
      if (before != after) return "a write of strength 0 changes the state";
      Drive<RationalArithmetic> unit = to_drive(a, tokens.front());
      unit.key = unit.query = {Rational(3, 5), Rational(-4, 5)};
      unit.beta = 1;
      if (head->step(unit) != unit.value) return "a unit key with strength 1 does not read back its value";
    }
  return {};
}

/// A sum of rounded steps is near the exact one: |y − exact| <= ((1+u)^N − 1)·M, u = 2^-p, where M is the exact recurrence of
/// absolute values (differences as sums) and N bounds the roundings on any path from datum to output: per token decay, dot of
/// d_k products, sub, β, product, sum and merge (d_k+6), then the read (d_k + levels + 2). Valid without under- and overflow.
std::string near_exact(const Implementation& implementation) {
  Random random(26);
  for (const std::string& name : recurrent_names())
    for (const auto& [format, precision] : {std::pair{"p64", 64}, {"binary64", 53}, {"p11", 11}})
      for (int i = 0; i < 10; ++i) {
        const Sequence tokens = draw_sequence(random, {2, 2, 6, false});
        const Emulated a = emulated(format);
        const auto head = implementation.emulated.make(name, 2, 2, uniform_plan(a), {FeatureMap::identity, false, 3, {}});
        const auto computed = outputs(*head, to_drives(a, tokens));
        const RationalRows exact = formula(name, tokens, {FeatureMap::identity, false, 3, false});
        const RationalRows magnitude = formula(name, tokens, {FeatureMap::identity, false, 3, true});
        Rational growth = 1;
        for (std::size_t r = 0; r < tokens.size() * (2 + 6) + 2 + 4 + 2; ++r) growth *= Rational(1) + Rational(1).scaled(-precision);
        for (std::size_t t = 0; t < tokens.size(); ++t)
          for (std::size_t c = 0; c < 2; ++c) {
            Rational error = Rational::from_number(computed[t][c]) - exact[t][c];
            if (error.sign() < 0) error = -error;
            if (error > (growth - 1) * magnitude[t][c]) return name + " in " + format + " errs by more than its rounding bound";
          }
      }
  return {};
}

}  // namespace

std::vector<Law> recurrent_laws() {
  return {{"recurrent: direct formula", direct_formula}, {"recurrent: normalised linear", normalised_linear},
          {"recurrent: restoring", restoring},           {"recurrent: reductions", reductions},
          {"recurrent: delta rule", delta_rule},         {"recurrent: near exact", near_exact}};
}

}  // namespace attest::attention::testing

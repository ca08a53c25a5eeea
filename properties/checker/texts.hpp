// Texts of certificates, and random plans of few bits in which tiny claims sit near their thresholds.
#pragma once

#include <map>
#include <string>

#include "evidence/certificate.hpp"
#include "support/random.hpp"

namespace attest::checker::testing {

using support::Random;

/// The arithmetic block; one text "FORMAT ROUNDING SUMS FUSED" per role, `all` where a role has none of its own.
struct Block {
  std::string all = "binary32 nearest-even left-to-right unfused";
  std::map<std::string, std::string> roles;
  std::string softmax = "two-pass", exponential = "natural", normalisation = "quotient", keys = "first-to-last";
  bool exact = false;

  std::string role(const std::string& name) const { return roles.count(name) ? roles.at(name) : all; }
  std::string text() const {
    std::string text = exact ? "exact yes\n" : "exact no\n";
    if (!exact)
      for (const char* name : {"input", "score", "weight", "accumulator", "state", "output"}) text += std::string(name) + " " + role(name) + "\n";
    return text + "softmax " + softmax + "\nexponential " + exponential + "\nnormalisation " + normalisation + "\nkeys " + keys + "\n";
  }
};

inline std::string established(const std::string& claim, const std::string& method) {
  return evidence::certificate("all-inputs", claim + "method " + method + "\n");
}

inline std::string dyadic_text(long m, long e) {
  while (m != 0 && m % 2 == 0) m /= 2, ++e;
  return m == 0 ? "0" : std::to_string(m) + "*2^" + std::to_string(e);
}
/// A positive number of a few bits, about low..high.
inline std::string near(Random& random, double low, double high) {
  const double x = low + (high - low) * static_cast<double>(random.below(1025)) / 1024;
  long e = 0;
  double m = x;
  while (m < 8) m *= 2, --e;
  while (m >= 16) m /= 2, ++e;
  return dyadic_text(static_cast<long>(m), e);
}

inline std::string random_rounding(Random& random) { return random.pick({"nearest-even", "nearest-even", "nearest-even", "toward-zero", "up", "down"}); }
inline std::string random_sums(Random& random) { return random.pick({"left-to-right", "left-to-right", "pairwise", "blocked(2)", "blocked(3)", "exact"}); }

/// Roles in formats of few bits, any softmax, order of keys and of sums.
inline Block random_block(Random& random, bool left_to_right = false) {
  Block block;
  const auto role = [&](const std::string& sums) {
    // One draw a statement: in one expression their order, and so the cases, would be the compiler's choice.
    const std::string format = random.pick({"p2", "p3", "p4", "p5", "e4m3", "e5m2", "e2m3", "e3m2", "bfloat16", "e8p3", "fx(6,3)", "fx(8,5)", "ufx(7,5)"});
    const std::string rounding = format.find('(') != std::string::npos ? "down" : random_rounding(random);
    const std::string fused = random.pick({"fused", "unfused", "unfused"});
    return format + " " + rounding + " " + sums + " " + fused;
  };
  block.all = "bfloat16 nearest-even left-to-right unfused";
  block.softmax = random.pick({"naive", "two-pass", "online"});
  block.exponential = random.pick({"natural", "base-2"});
  block.keys = random.pick({"first-to-last", "last-to-first"});
  if (block.softmax != "online") block.normalisation = random.pick({"quotient", "quotient", "weights-first"});
  for (const char* name : {"input", "score", "weight", "output", "state"})
    if (random.coin()) block.roles[name] = role(random_sums(random));
  block.roles["accumulator"] = role(left_to_right || block.softmax == "online" ? "left-to-right" : random_sums(random));
  return block;
}

}  // namespace attest::checker::testing

// What the theorems of kind counting share: whole numbers and logarithms of whole numbers, compared exactly or not at all.
#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "checker/reader.hpp"

namespace attest::checker {

/// whole + the sum of count·lg(number), number >= 1.
struct Bits {
  Bits(mpz_class n = 0) : whole(std::move(n)) {}  // NOLINT: whole numbers are bits
  mpz_class whole;
  std::vector<std::pair<mpz_class, mpz_class>> logarithms;
};
Bits lg(const mpz_class& count, const mpz_class& number);
Bits add(Bits a, const Bits& b);
Bits times(const mpz_class& factor, Bits a);
/// a < b: enclosures of the logarithms at up to 4096 bits, exact for powers of two; NotEstablished where they do not tell.
bool less(const Bits& a, const Bits& b);

/// A number of H3, FFR, F2U and G; those of the other theorems are smaller.
std::int64_t large_number(Reader& reader, const char* key, std::int64_t least = 1);
std::vector<mpz_class> large_numbers(Reader& reader, const char* key, std::size_t count, std::int64_t least = 1);

/// NotEstablished with this line.
void require(bool holds, const char* complaint = "the inequality does not hold");

/// A line of gains, at most 20000 of them.
std::vector<std::int64_t> read_gains(Reader& reader);
/// Their sum; each must be sure after those before it, by Lemma C for a class of density 2^(-deficit/divisor).
mpz_class covered(const std::vector<std::int64_t>& gains, const mpz_class& k, const mpz_class& y, const Bits& deficit, const mpz_class& divisor = 1);
/// X values at one of t arguments with h values each, on a class of density 2^-state: (X-1)^t·2^state < h^t and X <= h.
void require_members(const mpz_class& X, const mpz_class& h, const mpz_class& t, const mpz_class& state);
/// Lemma P_q: S members over all groups, by the line of psi_q through i and i+1.
struct Hidden {
  mpz_class groups, m, q, t, i, S;
};
void require_hidden(const Hidden& at, const mpz_class& loss);

// The theorems about compositions: each reads its keys and the conclusion, then decides.
void theorem_h2_plus(Reader& reader);
void theorem_f2u(Reader& reader);
void theorem_h3(Reader& reader);
void theorem_ffr(Reader& reader);
void theorem_g(Reader& reader);

}  // namespace attest::checker

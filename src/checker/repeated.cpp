// Left to right: let S be a number of the accumulator in the binade [2^(e-1), 2^e), whose numbers are the multiples of a unit
// u (below the smallest normal number, and in fixed point, all numbers are multiples of one u). While S + w < 2^e, the
// rounded sum is S + d, where d depends on w and, for ties, on the parity of S/u alone. If two steps in a row give one d,
// either d/u is odd and both parities give d, or it is even and the parity stays: so every step gives d as long as the sums
// stay below 2^e, and they are taken at once. d = 0 never ends.
#include "checker/repeated.hpp"

#include <map>

namespace attest::checker {
namespace {

Real difference(const Real& x, const Real& y) {  // exact: both are numbers of one format, near each other
  Real d(mpfr_get_prec(x.get()) + mpfr_get_prec(y.get()));
  mpfr_sub(d.get(), x.get(), y.get(), MPFR_RNDN);
  return d;
}

/// How many steps of d keep total + (steps)·d + w below the limit, less one for safety; total < limit.
std::int64_t safe_steps(const Real& total, const Real& d, const Real& w, const Real& limit) {
  Real room(128);
  mpfr_sub(room.get(), limit.get(), total.get(), MPFR_RNDD);
  mpfr_sub(room.get(), room.get(), w.get(), MPFR_RNDD);
  mpfr_div(room.get(), room.get(), d.get(), MPFR_RNDD);
  if (!mpfr_number_p(room.get()) || mpfr_cmp_si(room.get(), 2) < 0) return 0;
  return mpfr_fits_slong_p(room.get(), MPFR_RNDD) ? mpfr_get_si(room.get(), MPFR_RNDD) - 1 : INT64_MAX;
}

}  // namespace

void append_copies(const Arithmetic& a, Real& total, const Real& w, std::int64_t n) {
  while (n > 0) {
    const Real first = total;
    a.accumulate(total, w);
    --n;
    const Real step = difference(total, first);
    if (step.is_zero()) return;
    if (n == 0) return;
    const Real second = total;
    a.accumulate(total, w);
    --n;
    if (!equal(difference(total, second), step)) continue;
    Real limit = a.largest();
    if (!a.fixed()) {
      if (first.is_zero() || mpfr_get_exp(first.get()) != mpfr_get_exp(total.get())) continue;
      limit = dyadic(1, mpfr_get_exp(total.get()));
    }
    const std::int64_t steps = std::min(n, safe_steps(total, step, w, limit));
    if (steps <= 0) continue;
    total = a.add(total, exact_product(whole(steps), step));  // exact: it stays a number of the binade
    n -= steps;
  }
}

namespace {

class Halves {
 public:
  Halves(const Arithmetic& a, const Real& w) : a_(a), term_(a.convert(w)) {}
  Real of(std::int64_t n) {
    if (n == 1) return term_;
    const auto found = known_.find(n);
    if (found != known_.end()) return found->second;
    return known_.emplace(n, a_.add(of(n / 2), of(n - n / 2))).first->second;
  }
  /// n+1 terms, the last one `last`.
  Real with_last(std::int64_t n, const Real& last) {
    if (n == 0) return a_.convert(last);
    const std::int64_t left = (n + 1) / 2;
    return a_.add(of(left), with_last(n - left, last));
  }

 private:
  const Arithmetic& a_;
  Real term_;
  std::map<std::int64_t, Real> known_;
};

Real sequence(const Arithmetic& a, const Real& w, std::int64_t n) {
  const Real term = a.convert(w);
  Real total = term;
  append_copies(a, total, term, n - 1);
  return total;
}

/// Blocks of w, then a last block that may end with `last`.
Real blocks(const Arithmetic& a, const Real& w, std::int64_t n, const Real* last) {
  const auto block = static_cast<std::int64_t>(a.block());
  const std::int64_t terms = n + (last != nullptr), full = (terms - 1) / block, rest = terms - full * block;  // 1..block in the last block
  Real part = last && rest == 1 ? a.convert(*last) : sequence(a, w, rest - (last != nullptr));
  if (last && rest > 1) part = a.add(part, a.convert(*last));
  if (full == 0) return part;
  const Real whole_block = sequence(a, w, block);
  Real total = whole_block;
  append_copies(a, total, whole_block, full - 1);
  return a.add(total, part);
}

Real exact(const Arithmetic& a, const Real& w, std::int64_t n, const Real& last) {
  const Real terms[2] = {exact_product(whole(n), w), last};
  return a.sum(2, [&](std::size_t i) -> const Real& { return terms[i]; }, true);
}

}  // namespace

Real repeated_sum(const Arithmetic& a, const Real& w, std::int64_t n) {
  switch (a.sums()) {
    case Sums::left_to_right: return sequence(a, w, n);
    case Sums::pairwise: return Halves(a, w).of(n);
    case Sums::blocked: return blocks(a, w, n, nullptr);
    case Sums::exact: break;
  }
  return exact(a, w, n, whole(0));
}

Real repeated_sum_with_last(const Arithmetic& a, const Real& w, std::int64_t n, const Real& last) {
  switch (a.sums()) {
    case Sums::left_to_right: return a.add(sequence(a, w, n), a.convert(last));
    case Sums::pairwise: return Halves(a, w).with_last(n, last);
    case Sums::blocked: return blocks(a, w, n, &last);
    case Sums::exact: break;
  }
  return exact(a, w, n, last);
}

}  // namespace attest::checker

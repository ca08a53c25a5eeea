#include "checker/pieces.hpp"

namespace attest::checker {
namespace {

struct Question {
  const Plan& plan;
  const Real& blank;
  const Real& threshold;
  bool yes;
  std::uint64_t& pieces;

  bool holds(const Real& lo, const Real& hi, int depth) const {
    ++pieces;
    const Arithmetic& a = plan.accumulator;
    const Real den = a.add(yes ? hi : lo, blank);
    if (at_least(plan.output.div(yes ? lo : hi, den), threshold) == yes) return true;
    if (depth == 0 || equal(lo, hi)) return false;
    Real middle(256);
    mpfr_add(middle.get(), lo.get(), hi.get(), MPFR_RNDD);
    middle = a.below(scaled(middle, -1));
    // Spacings never shrink upwards, so if the largest number below the middle is an end, there is none between the ends.
    if (equal(middle, lo) || equal(middle, hi)) return holds(lo, lo, 0) && holds(hi, hi, 0);
    return holds(lo, middle, depth - 1) && holds(middle, hi, depth - 1);
  }
};

}  // namespace

bool pieces_hold(const Plan& plan, const Real& lo, const Real& hi, const Real& blank, const Real& threshold, bool yes, std::uint64_t& pieces) {
  plan.accumulator.add(hi, blank);  // the largest denominator is defined, even where no piece needs it
  return Question{plan, blank, threshold, yes, pieces}.holds(lo, hi, 60);
}

long last_roundings(const Arithmetic& a, std::int64_t n) {
  long K = 1;  // exact, and left to right
  if (a.sums() == Sums::pairwise)
    for (K = 0; (std::int64_t{1} << K) < n + 1; ++K) {}
  if (a.sums() == Sums::blocked) {
    const auto block = static_cast<std::int64_t>(a.block());
    K = (n % block != 0) + (n >= block);
  }
  return K;
}

bool shared_sum_reads(const Plan& plan, const mpq_class& shared, const mpq_class& blank, std::int64_t n, const Real& threshold, bool yes) {
  const mpq_class Ku = last_roundings(plan.accumulator, n) * plan.accumulator.unit(), total = shared + blank;
  if (total <= 0 || (!yes && 4 * Ku > 1)) return false;
  const mpq_class least = shared / total * (1 - 2 * Ku), most = shared / total * (1 + 4 * Ku);
  if (yes) return least >= 0 && at_least(plan.output.rational(least), threshold);
  return !at_least(plan.output.rational(most), threshold);
}

}  // namespace attest::checker

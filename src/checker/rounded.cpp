#include "checker/rounded.hpp"

#include <algorithm>

namespace attest::checker {

Real parse_dyadic(const std::string& text, const std::string& what) {
  Real value(128);
  if (text == "0") return value;
  const std::size_t star = text.find("*2^");
  if (star == std::string::npos) throw Rejected(what + " must be written m*2^e");
  const std::int64_t m = parse_integer(text.substr(0, star), INT64_MIN + 1, INT64_MAX, what);
  const std::int64_t e = parse_integer(text.substr(star + 3), -100000, 100000, what);
  if (m % 2 == 0) throw Rejected(what + " must have an odd significand");
  mpfr_set_si_2exp(value.get(), m, e, MPFR_RNDN);
  return value;
}

bool less(const Real& x, const Real& y) { return mpfr_less_p(x.get(), y.get()) != 0; }

namespace {

struct NamedFormat {
  const char* name;
  int precision;
  long emin, emax;
  double largest_over_2_emax;
  bool saturating;
};

// Largest finite number = the factor times 2^emax. fp6 and fp4 saturate; e4m3 has one NaN and no infinity.
const NamedFormat named[] = {
    {"binary64", 53, -1022, 1023, 2 - 0x1p-52, false}, {"binary32", 24, -126, 127, 2 - 0x1p-23, false},
    {"tf32", 11, -126, 127, 2 - 0x1p-10, false},       {"bfloat16", 8, -126, 127, 2 - 0x1p-7, false},
    {"binary16", 11, -14, 15, 2 - 0x1p-10, false},     {"e4m3", 4, -6, 8, 1.75, false},
    {"e5m2", 3, -14, 15, 1.75, false},                 {"e2m3", 4, 0, 2, 1.875, true},
    {"e3m2", 3, -2, 4, 1.75, true},                    {"e2m1", 2, 0, 2, 1.5, true}};

}  // namespace

Arithmetic::Arithmetic(const std::vector<std::string>& words) {
  if (words.size() != 4) throw Rejected("an arithmetic needs FORMAT ROUNDING SUMS FUSED");
  name_ = words[0];
  const std::string& rounding = words[1];
  if (rounding == "nearest-even") rounding_ = MPFR_RNDN;
  else if (rounding == "toward-zero") rounding_ = MPFR_RNDZ;
  else if (rounding == "up") rounding_ = MPFR_RNDU;
  else if (rounding == "down") rounding_ = MPFR_RNDD;
  else throw Rejected("'" + rounding + "' is not a known rounding");
  sums_ = words[2];
  if (sums_.starts_with("blocked(") && sums_.ends_with(")")) {
    block_ = static_cast<std::size_t>(parse_integer(sums_.substr(8, sums_.size() - 9), 1, 1 << 30, "the block of sums"));
    sums_ = "blocked";
  } else if (sums_ != "left-to-right" && sums_ != "pairwise" && sums_ != "exact") {
    throw Rejected("'" + sums_ + "' is not a known order of sums");
  }
  if (words[3] != "fused" && words[3] != "unfused") throw Rejected("fused or unfused must be said");
  fused_ = words[3] == "fused";
  largest_ = Real(128);
  for (const NamedFormat& f : named) {
    if (name_ != f.name) continue;
    precision_ = f.precision, emin_ = f.emin, emax_ = f.emax, saturating_ = f.saturating;
    mpfr_set_d(largest_.get(), f.largest_over_2_emax, MPFR_RNDN);
    mpfr_mul_2si(largest_.get(), largest_.get(), f.emax, MPFR_RNDN);
    return;
  }
  const bool counter = name_.starts_with("ufx(");
  if ((counter || name_.starts_with("fx(")) && name_.ends_with(")")) {
    const std::size_t open = name_.find('(') + 1, comma = name_.find(',');
    if (comma == std::string::npos) throw Rejected("a fixed-point format is fx(p,s)");
    precision_ = parse_integer(name_.substr(open, comma - open), 1, 62, "p of fx(p,s)");
    emin_ = -parse_integer(name_.substr(comma + 1, name_.size() - comma - 2), -512, 512, "s of fx(p,s)");
    fixed_ = saturating_ = true;
    negative_ = !counter;
    if (rounding_ != MPFR_RNDD) throw Rejected("fixed point rounds down");
    mpfr_set_ui_2exp(largest_.get(), (1ul << precision_) - 1, emin_, MPFR_RNDN);
    return;
  }
  if (name_.starts_with("e8p")) {
    precision_ = parse_integer(name_.substr(3), 2, 55, "the precision of e8p<k>");
    mpfr_set_ui_2exp(largest_.get(), (1ul << precision_) - 1, 128 - precision_, MPFR_RNDN);
    return;
  }
  if (name_.starts_with("p")) {
    precision_ = parse_integer(name_.substr(1), 1, 64, "the precision of p<k>");
    bounded_ = false;
    return;
  }
  throw Rejected("'" + name_ + "' is not a format this checker knows");
}

void Arithmetic::finish_in_place(Real& x, int ternary) const {
  if (mpfr_nan_p(x.get())) throw Rejected("an invalid operation in " + name_);
  if (fixed_) {
    mpfr_mul_2si(x.get(), x.get(), -emin_, MPFR_RNDD);
    mpfr_floor(x.get(), x.get());
    mpfr_mul_2si(x.get(), x.get(), emin_, MPFR_RNDD);
    if (!negative_ && mpfr_sgn(x.get()) < 0) mpfr_set_zero(x.get(), 1);
    if (mpfr_cmpabs(x.get(), largest_.get()) > 0) {
      const bool below = mpfr_sgn(x.get()) < 0;
      mpfr_set(x.get(), largest_.get(), MPFR_RNDN);
      if (below) mpfr_neg(x.get(), x.get(), MPFR_RNDN);
    }
    return;
  }
  if (!bounded_) {
    if (!mpfr_number_p(x.get())) throw Rejected("overflow in " + name_);
    return;
  }
  const mpfr_exp_t old_emin = mpfr_get_emin(), old_emax = mpfr_get_emax();
  mpfr_set_emin(emin_ - precision_ + 2);
  mpfr_set_emax(emax_ + 1);
  ternary = mpfr_check_range(x.get(), ternary, rounding_);
  mpfr_subnormalize(x.get(), ternary, rounding_);
  mpfr_set_emin(old_emin);
  mpfr_set_emax(old_emax);
  if (mpfr_inf_p(x.get()) || mpfr_cmpabs(x.get(), largest_.get()) > 0) {
    if (!saturating_) throw Rejected("overflow in " + name_);
    const bool below = mpfr_sgn(x.get()) < 0;
    mpfr_set(x.get(), largest_.get(), MPFR_RNDN);
    if (below) mpfr_neg(x.get(), x.get(), MPFR_RNDN);
  }
}

Real Arithmetic::convert(const Real& x) const {
  Real y(working());
  const int ternary = mpfr_set(y.get(), x.get(), mode());
  return finish(std::move(y), ternary);
}

Real Arithmetic::integer(long x) const {
  Real y(working());
  const int ternary = mpfr_set_si(y.get(), x, mode());
  return finish(std::move(y), ternary);
}

Real Arithmetic::add(const Real& x, const Real& y) const {
  Real z(working());
  const int ternary = mpfr_add(z.get(), x.get(), y.get(), mode());
  return finish(std::move(z), ternary);
}

Real Arithmetic::sub(const Real& x, const Real& y) const {
  Real z(working());
  const int ternary = mpfr_sub(z.get(), x.get(), y.get(), mode());
  return finish(std::move(z), ternary);
}

Real Arithmetic::mul(const Real& x, const Real& y) const {
  Real z(working());
  const int ternary = mpfr_mul(z.get(), x.get(), y.get(), mode());
  return finish(std::move(z), ternary);
}

Real Arithmetic::div(const Real& x, const Real& y) const {
  if (mpfr_zero_p(y.get())) throw Rejected("a division by zero");
  Real z(working());
  const int ternary = mpfr_div(z.get(), x.get(), y.get(), mode());
  return finish(std::move(z), ternary);
}

Real Arithmetic::fma(const Real& x, const Real& y, const Real& z) const {
  Real r(working());
  const int ternary = mpfr_fma(r.get(), x.get(), y.get(), z.get(), mode());
  return finish(std::move(r), ternary);
}

Real Arithmetic::exp(const Real& x, bool base2) const {
  Real y(working());
  const int ternary = base2 ? mpfr_exp2(y.get(), x.get(), mode()) : mpfr_exp(y.get(), x.get(), mode());
  return finish(std::move(y), ternary);
}

Real Arithmetic::cos_turn(long k, unsigned long M) const {
  Real angle(64), y(working());
  mpfr_set_si(angle.get(), k, MPFR_RNDN);
  const int ternary = mpfr_cosu(y.get(), angle.get(), M, mode());
  return finish(std::move(y), ternary);
}

Real Arithmetic::sin_turn(long k, unsigned long M) const {
  Real angle(64), y(working());
  mpfr_set_si(angle.get(), k, MPFR_RNDN);
  const int ternary = mpfr_sinu(y.get(), angle.get(), M, mode());
  return finish(std::move(y), ternary);
}

void Arithmetic::accumulate(Real& total, const Real& x) const {
  if (mpfr_get_prec(total.get()) != working()) total = add(total, Real(working()));
  const int ternary = mpfr_add(total.get(), total.get(), x.get(), mode());
  finish_in_place(total, ternary);
}

Real Arithmetic::partial(const std::vector<Real>& terms, std::size_t first, std::size_t last) const {
  if (sums_ == "pairwise" && last - first > 1) {
    const std::size_t middle = first + (last - first) / 2;
    return add(partial(terms, first, middle), partial(terms, middle, last));
  }
  Real total = convert(terms[first]);
  for (std::size_t i = first + 1; i < last; ++i) accumulate(total, convert(terms[i]));
  return total;
}

Real Arithmetic::sum(const std::vector<Real>& x) const {
  if (x.empty()) return integer(0);
  if (sums_ == "exact") {
    std::vector<mpfr_ptr> pointers;
    for (const Real& value : x) pointers.push_back(const_cast<mpfr_ptr>(value.get()));
    Real total(working());
    const int ternary = mpfr_sum(total.get(), pointers.data(), pointers.size(), mode());
    return finish(std::move(total), ternary);
  }
  if (sums_ != "blocked") return partial(x, 0, x.size());
  Real total = partial(x, 0, std::min(block_, x.size()));
  for (std::size_t start = block_; start < x.size(); start += block_)
    total = add(total, partial(x, start, std::min(x.size(), start + block_)));
  return total;
}

Real Arithmetic::dot(const std::vector<Real>& x, const std::vector<Real>& y) const {
  if (fused_ && sums_ == "left-to-right") {
    Real total = mul(x[0], y[0]);
    for (std::size_t i = 1; i < x.size(); ++i) total = fma(x[i], y[i], total);
    return total;
  }
  if (fused_ || sums_ == "exact") throw Rejected("this checker takes fused or exact dot products only left to right");
  std::vector<Real> products;
  for (std::size_t i = 0; i < x.size(); ++i) products.push_back(mul(x[i], y[i]));
  return sum(products);
}

}  // namespace attest::checker

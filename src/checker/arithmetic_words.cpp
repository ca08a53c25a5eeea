// "FORMAT ROUNDING SUMS FUSED" as an Arithmetic.
#include "checker/arithmetic.hpp"
#include "checker/reader.hpp"

namespace attest::checker {
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
  if (words.size() != 4) throw Malformed("an arithmetic needs FORMAT ROUNDING SUMS FUSED");
  read_format(words[0]);
  const std::string& rounding = words[1];
  if (rounding == "nearest-even") rounding_ = MPFR_RNDN;
  else if (rounding == "toward-zero") rounding_ = MPFR_RNDZ;
  else if (rounding == "up") rounding_ = MPFR_RNDU;
  else if (rounding == "down") rounding_ = MPFR_RNDD;
  else throw Malformed("'" + rounding + "' is not a known rounding");
  if (fixed_ && rounding_ != MPFR_RNDD) throw Malformed("fixed point rounds down");
  const std::string& sums = words[2];
  if (sums == "left-to-right") sums_ = Sums::left_to_right;
  else if (sums == "pairwise") sums_ = Sums::pairwise;
  else if (sums == "exact") sums_ = Sums::exact;
  else if (sums.starts_with("blocked(") && sums.ends_with(")")) {
    sums_ = Sums::blocked;
    block_ = static_cast<std::size_t>(parse_integer(sums.substr(8, sums.size() - 9), 1, 1 << 30, "the block of sums"));
  } else {
    throw Malformed("'" + sums + "' is not a known order of sums");
  }
  if (words[3] != "fused" && words[3] != "unfused") throw Malformed("fused or unfused must be said");
  fused_ = words[3] == "fused";
}

void Arithmetic::read_format(const std::string& name) {
  name_ = name;
  for (const NamedFormat& f : named) {
    if (name != f.name) continue;
    precision_ = f.precision, emin_ = f.emin, emax_ = f.emax, saturating_ = f.saturating;
    mpfr_set_d(largest_.get(), f.largest_over_2_emax, MPFR_RNDN);
    largest_ = scaled(largest_, f.emax);
    return;
  }
  const bool counter = name.starts_with("ufx(");
  if ((counter || name.starts_with("fx(")) && name.ends_with(")")) {
    const std::size_t open = name.find('(') + 1, comma = name.find(',');
    if (comma == std::string::npos) throw Malformed("a fixed-point format is fx(p,s)");
    precision_ = parse_integer(name.substr(open, comma - open), 1, 62, "p of fx(p,s)");
    emin_ = -parse_integer(name.substr(comma + 1, name.size() - comma - 2), -512, 512, "s of fx(p,s)");
    fixed_ = saturating_ = true;
    negative_ = !counter;
    largest_ = dyadic((1l << precision_) - 1, emin_);
  } else if (name.starts_with("e8p")) {
    precision_ = parse_integer(name.substr(3), 2, 55, "the precision of e8p<k>");
    largest_ = dyadic((1l << precision_) - 1, 128 - precision_);
  } else if (name.starts_with("p")) {
    precision_ = parse_integer(name.substr(1), 1, 64, "the precision of p<k>");
    bounded_ = false;
  } else {
    throw Malformed("'" + name + "' is not a format this checker knows");
  }
}

}  // namespace attest::checker

#include "precision/cause.hpp"

#include <array>
#include <span>

namespace attest::precision {

namespace {

using constructions::Emulated;

struct Role {
  Emulated attention::Plan<Emulated>::*member;
  const char* rounding;     ///< its name where more exponents do not help
  const char* range;        ///< where they do, and every result was finite
  const char* overflow;     ///< ... and one was not
};

constexpr std::array<Role, 5> roles{{{&attention::Plan<Emulated>::input, "rounding of inputs", "range of inputs", "overflow of inputs"},
                                     {&attention::Plan<Emulated>::score, "rounding of scores", "saturation or underflow of scores", "overflow of scores"},
                                     {&attention::Plan<Emulated>::weight, "rounding of exp", "underflow or saturation of exp", "overflow of exp"},
                                     {&attention::Plan<Emulated>::accumulator, "absorption in sums", "underflow or saturation of sums", "overflow of sums"},
                                     {&attention::Plan<Emulated>::output, "rounding of the quotient", "underflow of the quotient", "overflow of the quotient"}}};

arithmetic::Format unbounded(int precision) { return arithmetic::parse_format("p" + std::to_string(precision)); }

/// The role without limits of exponents. Fixed point has no precision of its own to keep, so it gets 64 bits.
void widen(Emulated& role, int precision) {
  const bool fixed = attention::is_fixed_point(role);
  role.format = unbounded(fixed ? 64 : precision);
  if (fixed) role.rounding = arithmetic::Rounding::nearest_even;
}

/// More numbers, none of them between those that were there.
void widen_range(Emulated& role) {
  const arithmetic::Format& format = role.format;
  if (attention::is_fixed_point(role)) role.format = arithmetic::parse_format("fx(62," + std::to_string(format.precision - 1 - format.emin) + ")");
  else widen(role, format.precision);
}

/// Of a role that is wrong in the setting in which only it is narrow.
template <class Right, class Defined>
const char* name_of(const Role& role, const Setting& alone, const Right& right, const Defined& defined) {
  Setting unlimited = alone;
  Emulated& arithmetic = unlimited.plan.*role.member;
  if (arithmetic.format.unbounded) return role.rounding;
  widen_range(arithmetic);
  if (!right(unlimited)) return role.rounding;
  return defined(alone) ? role.range : role.overflow;
}

/// All roles wide but for weights that are to underflow: their range is no limit but what the construction works with.
Setting widened(const ClaimFamily& family, const Setting& setting) {
  Setting wide = setting;
  for (const Role& role : roles)
    if (!family.underflows_on_purpose() || role.member != &attention::Plan<Emulated>::weight) widen(wide.plan.*role.member, 64);
  return wide;
}

}  // namespace

std::string cause_of(const ClaimFamily& family, const Setting& setting, const Point& point, const Killer& killer) {
  if (setting.exact) return "the construction itself";
  Point tried = point;
  const auto answer = [&](const Setting& changed) { return family.model(changed, tried)->answer(killer.tokens); };
  const auto right = [&](const Setting& changed) { return answer(changed) == killer.expected; };
  const auto defined = [&](const Setting& changed) { return answer(changed).has_value(); };
  Setting wide = widened(family, setting);
  const auto with_wrong_alone = [&](std::string causes, std::size_t first) {
    for (const Role& role : std::span(roles).subspan(first)) {
      Setting alone = wide;
      alone.plan.*role.member = setting.plan.*role.member;
      if (!right(alone)) causes += (causes.empty() ? "" : ", ") + std::string(name_of(role, alone, right, defined));
    }
    return causes;
  };
  if (!right(wide)) {
    if (const auto fine = middle_point(family, wide)) tried = *fine;
    if (right(wide)) return with_wrong_alone("rounding of parameters", 1);  // which enter as inputs: that role would only round them again
    if (family.underflows_on_purpose()) {  // its numbers follow from the weights, whose precision may not hold them
      wide.plan.weight.format = arithmetic::parse_format("e8p40");
      if (const auto fine = middle_point(family, wide)) tried = *fine;
      if (right(wide)) return "rounding of parameters";
    }
    tried = point;
    Setting two_pass = setting;
    two_pass.plan.softmax = attention::Softmax::two_pass;
    if (setting.plan.softmax == attention::Softmax::two_pass || !right(two_pass)) return "the construction itself";
    return setting.plan.softmax == attention::Softmax::online ? "the maximum comes too late" : "no maximum is subtracted";
  }
  if (const std::string causes = with_wrong_alone("", 0); !causes.empty()) return causes;
  for (const Role& role : roles) {
    Setting repaired = setting;
    repaired.plan.*role.member = wide.plan.*role.member;
    if (right(repaired)) return std::string(role.rounding) + ", with others";
  }
  return "several roundings together";
}

}  // namespace attest::precision

// The named formats, and the text of formats, rounding modes and orders of sums.
#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>

#include "arithmetic/format.hpp"
#include "arithmetic/sum_order.hpp"

namespace attest::arithmetic {
namespace {

std::uint64_t ones(int precision) { return precision == 64 ? ~0ull : ((1ull << precision) - 1) << (64 - precision); }

Format ieee(const std::string& name, int precision, int emax, int storage_bits) {
  Format f;
  f.name = name;
  f.precision = precision;
  f.emax = emax;
  f.emin = 1 - emax;
  f.largest_significand = ones(precision);
  f.storage_bits = storage_bits;
  return f;
}

/// OCP formats that spend no code on infinities: e4m3 keeps one NaN, fp6 and fp4 have none and saturate.
Format small(const std::string& name, int precision, int emin, int emax, int storage_bits) {
  Format f = ieee(name, precision, emax, storage_bits);
  f.emin = emin;
  f.has_infinity = f.has_nan = false;
  f.overflow = Overflow::saturate;
  return f;
}

const std::vector<Format>& fixed_formats() {
  static const std::vector<Format> formats = [] {
    Format e4m3 = small("e4m3", 4, -6, 8, 8);
    e4m3.has_nan = true;
    e4m3.overflow = Overflow::nan;
    e4m3.largest_significand = 0b1110ull << 60;  // 448: 480 is the NaN
    return std::vector<Format>{ieee("binary64", 53, 1023, 64), ieee("binary32", 24, 127, 32), ieee("tf32", 11, 127, 19),
                               ieee("bfloat16", 8, 127, 16),   ieee("binary16", 11, 15, 16),  e4m3,
                               ieee("e5m2", 3, 15, 8),         small("e2m3", 4, 0, 2, 6),     small("e3m2", 3, -2, 4, 6),
                               small("e2m1", 2, 0, 2, 4)};
  }();
  return formats;
}

const std::map<std::string, std::string>& aliases() {
  static const std::map<std::string, std::string> names = {
      {"fp64", "binary64"}, {"double", "binary64"}, {"fp32", "binary32"}, {"float", "binary32"}, {"fp16", "binary16"},
      {"half", "binary16"}, {"bf16", "bfloat16"},   {"fp8-e4m3", "e4m3"}, {"fp8-e5m2", "e5m2"},  {"fp6-e2m3", "e2m3"},
      {"fp6-e3m2", "e3m2"}, {"fp4-e2m1", "e2m1"},   {"fp4", "e2m1"}};
  return names;
}

std::optional<int> integer(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

int in_range(const std::string& name, std::optional<int> value, int low, int high, const char* what) {
  if (!value || *value < low || *value > high)
    throw std::invalid_argument("format '" + name + "': " + what + " must be an integer from " + std::to_string(low) + " to " + std::to_string(high));
  return *value;
}

std::optional<Format> family(const std::string& name) {
  const bool fixed = name.starts_with("fx("), counter = name.starts_with("ufx(");
  if ((fixed || counter) && name.ends_with(")")) {
    const std::size_t open = name.find('(') + 1, comma = name.find(',');
    if (comma == std::string::npos) throw std::invalid_argument("format '" + name + "': write fx(p,s), for example fx(8,4)");
    const int p = in_range(name, integer(name.substr(open, comma - open)), 1, 62, "p");
    const int s = in_range(name, integer(name.substr(comma + 1, name.size() - comma - 2)), -512, 512, "s");
    Format f = small(name, p, p - 1 - s, p - 1 - s, counter ? p : p + 1);
    f.has_negative = !counter;
    f.has_negative_zero = false;
    return f;
  }
  if (name.starts_with("e8p")) {
    const int k = in_range(name, integer(name.substr(3)), 2, 55, "the precision");
    return ieee(name, k, 127, 8 + k);
  }
  if (name.size() > 1 && name[0] == 'p' && std::isdigit(static_cast<unsigned char>(name[1]))) {
    Format f = ieee(name, in_range(name, integer(name.substr(1)), 1, 64, "the precision"), 0, 0);
    f.emin = f.emax = 0;
    f.unbounded = true;
    f.has_infinity = f.has_nan = f.subnormals = false;
    return f;
  }
  return std::nullopt;
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string nearest_name(const std::string& name) {
  std::string best;
  std::size_t distance = std::numeric_limits<std::size_t>::max();
  const auto consider = [&](const std::string& candidate) {
    const std::size_t d = edit_distance(name, candidate);
    if (d < distance) distance = d, best = candidate;
  };
  for (const Format& f : fixed_formats()) consider(f.name);
  for (const auto& [alias, target] : aliases()) consider(alias);
  return best;
}

void apply_option(Format& format, const std::string& option) {
  if (option == "flush") {
    if (format.unbounded || format.emin == format.emax)
      throw std::invalid_argument("format '" + format.name + "' cannot flush: it has no normal numbers apart from subnormals");
    format.flush = true;
  } else if (option == "saturate") {
    if (format.unbounded) throw std::invalid_argument("format '" + format.name + "' cannot saturate: it is unbounded");
    format.overflow = Overflow::saturate;
  } else {
    throw std::invalid_argument("unknown format option ':" + option + "' (there are :flush and :saturate)");
  }
}

}  // namespace

Format parse_format(const std::string& given) {
  std::string text = given;
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const std::size_t colon = text.find(':');
  std::string name = text.substr(0, colon);
  if (const auto alias = aliases().find(name); alias != aliases().end()) name = alias->second;
  std::optional<Format> found;
  for (const Format& f : fixed_formats())
    if (f.name == name) found = f;
  if (!found) found = family(name);
  if (!found)
    throw std::invalid_argument("unknown format '" + given + "'; the nearest name is '" + nearest_name(name) + "' (families: p<k>, e8p<k>, fx(p,s), ufx(p,s))");
  std::string options = colon == std::string::npos ? "" : text.substr(colon + 1);
  while (colon != std::string::npos) {
    const std::size_t next = options.find(':');
    apply_option(*found, options.substr(0, next));
    found->name += ":" + options.substr(0, next);
    if (next == std::string::npos) break;
    options = options.substr(next + 1);
  }
  return *found;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const Format& f : fixed_formats()) names.push_back(f.name);
  for (const char* name : {"p<k>", "e8p<k>", "fx(p,s)", "ufx(p,s)"}) names.emplace_back(name);
  return names;
}

Rounding parse_rounding(const std::string& name) {
  for (Rounding r : {Rounding::nearest_even, Rounding::toward_zero, Rounding::up, Rounding::down})
    if (to_text(r) == name) return r;
  throw std::invalid_argument("unknown rounding '" + name + "': nearest-even, toward-zero, up or down");
}

std::string to_text(Rounding rounding) {
  switch (rounding) {
    case Rounding::nearest_even: return "nearest-even";
    case Rounding::toward_zero: return "toward-zero";
    case Rounding::up: return "up";
    case Rounding::down: return "down";
  }
  throw std::logic_error("no such rounding");
}

Rounding default_rounding(const Format& format) {
  return format.emin == format.emax && !format.unbounded ? Rounding::down : Rounding::nearest_even;
}

SumOrder parse_sum_order(const std::string& text) {
  if (text == "left-to-right") return {};
  if (text == "pairwise") return {SumOrder::Kind::pairwise, 1};
  if (text == "exact") return {SumOrder::Kind::exact, 1};
  if (text.starts_with("blocked(") && text.ends_with(")")) {
    const auto block = integer(text.substr(8, text.size() - 9));
    if (block && *block > 0) return {SumOrder::Kind::blocked, static_cast<std::size_t>(*block)};
  }
  throw std::invalid_argument("unknown order of sums '" + text + "': left-to-right, pairwise, blocked(b) with b > 0, or exact");
}

}  // namespace attest::arithmetic

// RapidCheck generators for numbers, formats, modes and words: own bit patterns, own shrinkers (draw.hpp).
// For tests only: this includes RapidCheck.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "arithmetic/emulated.hpp"
#include "support/draw.hpp"

namespace attest::arithmetic {

/// How RapidCheck prints a number: its exact text and all fields.
inline void showValue(const Number& x, std::ostream& os) {
  os << to_text(x) << " (about " << to_double(x) << ")";
}
inline void PrintTo(const Number& x, std::ostream* os) { showValue(x, *os); }
inline void showValue(const Format& format, std::ostream& os) { os << format.name; }
inline void showValue(Rounding rounding, std::ostream& os) { os << to_text(rounding); }

}  // namespace attest::arithmetic

namespace attest::support {

/// A generator from draw(Random&) and simpler(value): the seed comes from RapidCheck, the values from us.
template <class Draw, class Simpler>
auto generator(Draw draw, Simpler simpler) {
  using T = std::decay_t<std::invoke_result_t<Draw&, Random&>>;
  return rc::Gen<T>([=](const rc::Random& seed, int) {
    rc::Random source = seed;
    Random random(source.next());
    return rc::shrinkable::shrinkRecur(draw(random), [=](const T& value) { return rc::seq::fromContainer(simpler(value)); });
  });
}

/// Numbers of the format, all classes; NaN and infinities where it has them.
inline rc::Gen<Number> numbers(const Format& format) {
  return generator([=](Random& random) { return draw_number(format, random); },
                   [=](const Number& x) { return simpler(format, x); });
}

inline rc::Gen<Number> finite_numbers(const Format& format) {
  return generator([=](Random& random) { return draw_finite(format, random); },
                   [=](const Number& x) { return simpler(format, x); });
}

/// low..high uniformly, both included; shrinks to the value nearest to 0.
inline rc::Gen<std::int64_t> integers(std::int64_t low, std::int64_t high) {
  const std::int64_t least = low > 0 ? low : high < 0 ? high : 0;
  return generator([=](Random& random) { return random.between(low, high); },
                   [=](std::int64_t value) {
                     std::vector<std::int64_t> result;
                     for (std::int64_t step = value - least; step != 0; step /= 2) result.push_back(value - step);
                     return result;
                   });
}

/// 64 uniform bits (RapidCheck's own integers grow with its size); shrinks to 0.
inline rc::Gen<std::uint64_t> words() {
  return generator([](Random& random) { return random.next(); },
                   [](std::uint64_t value) {
                     std::vector<std::uint64_t> result;
                     for (std::uint64_t step = value; step != 0; step /= 2) result.push_back(value - step);
                     return result;
                   });
}

/// One of a list; shrinks to the front of it.
template <class T>
rc::Gen<T> one_of(std::vector<T> values) {
  return rc::gen::map(integers(0, static_cast<std::int64_t>(values.size()) - 1),
                      [=](std::int64_t index) { return values[static_cast<std::size_t>(index)]; });
}

/// The named formats and members of every family, with their options.
inline const std::vector<std::string>& sample_format_names() {
  static const std::vector<std::string> names = {
      "e2m1", "e2m3", "e3m2", "e4m3", "e5m2", "bfloat16", "binary16", "tf32", "binary32", "binary64", "p1", "p4", "p11", "p53",
      "p64", "e8p2", "e8p9", "e8p33", "e8p55", "fx(1,0)", "fx(4,2)", "fx(12,-3)", "fx(30,10)", "fx(62,8)", "ufx(6,3)",
      "e4m3:saturate", "e5m2:saturate", "bfloat16:flush", "e4m3:flush", "binary32:flush", "binary16:flush:saturate"};
  return names;
}
inline rc::Gen<Format> formats() {
  return rc::gen::map(one_of(sample_format_names()), [](const std::string& name) { return arithmetic::parse_format(name); });
}
inline rc::Gen<arithmetic::Rounding> roundings() {
  using enum arithmetic::Rounding;
  return one_of<arithmetic::Rounding>({nearest_even, toward_zero, up, down});
}

}  // namespace attest::support

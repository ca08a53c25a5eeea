// Sums and names of the native arithmetic.
#include "arithmetic/native.hpp"

#include <algorithm>
#include <vector>

#include "arithmetic/arithmetic.hpp"

namespace attest::arithmetic {

template <class T>
const Format& Native<T>::format() {
  static const Format value = parse_format(std::is_same_v<T, float> ? "binary32" : "binary64");
  return value;
}

namespace {

template <class T>
std::vector<Number> numbers(std::span<const T> x) {
  std::vector<Number> result;
  for (T value : x) result.push_back(number_from_double(value));
  return result;
}

}  // namespace

template <class T>
T Native<T>::sum(std::span<const T> x) const {
  if (order.kind == SumOrder::Kind::exact) return from_number(exact_sum(format(), Rounding::nearest_even, numbers(x)));
  return ordered_sum(order, 0, x.size(), T(0), [&](std::size_t i) { return x[i]; }, [](T a, T b) { return a + b; });
}

template <class T>
T Native<T>::dot(std::span<const T> x, std::span<const T> y) const {
  if (x.size() != y.size()) throw std::invalid_argument("a dot product needs vectors of one length");
  if (order.kind == SumOrder::Kind::exact)
    return from_number(exact_dot(format(), Rounding::nearest_even, numbers(x), numbers(y)));
  if (fused && order.kind != SumOrder::Kind::pairwise) {
    const std::size_t block = order.kind == SumOrder::Kind::blocked ? order.block : std::max<std::size_t>(x.size(), 1);
    T total = 0;
    for (std::size_t start = 0; start < x.size(); start += block) {
      T part = x[start] * y[start];
      for (std::size_t i = start + 1; i < std::min(x.size(), start + block); ++i) part = std::fma(x[i], y[i], part);
      total = start == 0 ? part : total + part;
    }
    return total;
  }
  return ordered_sum(order, 0, x.size(), T(0), [&](std::size_t i) { return x[i] * y[i]; }, [](T a, T b) { return a + b; });
}

template <class T>
std::string Native<T>::name() const {
  std::string text = std::is_same_v<T, float> ? "native-float" : "native-double";
  if (order != SumOrder{}) text += "/" + arithmetic::to_text(order);
  if (fused) text += "/fused";
  return text;
}

template class Native<float>;
template class Native<double>;
static_assert(Arithmetic<Native<float>> && Arithmetic<Native<double>>);

}  // namespace attest::arithmetic

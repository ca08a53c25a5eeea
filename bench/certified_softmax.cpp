// A certified softmax row (n = 128 keys, d = 16) in intervals of doubles and in balls, against plain double in the same run.
// Goals: at most 20 times plain double when the double filter decides, at most 60 times with 128-bit balls.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "arithmetic/ball_enclosure.hpp"
#include "arithmetic/double_enclosure.hpp"
#include "arithmetic/mpfr_enclosure.hpp"

namespace {

using namespace attest::arithmetic;

constexpr std::size_t keys = 128, width = 16;

/// query[width], key[keys][width], value by component: value[width][keys], all multiples of 1/8 in ±4.
template <class T>
struct Row {
  std::vector<T> query, key, value;
};

template <class Convert>
auto row(Convert&& convert) {
  Row<decltype(convert(0))> r;
  std::uint64_t seed = 1;
  const auto draw = [&] {
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return convert(static_cast<std::int64_t>(seed >> 58) - 32);
  };
  for (std::size_t i = 0; i < width; ++i) r.query.push_back(draw());
  for (std::size_t i = 0; i < keys * width; ++i) r.key.push_back(draw());
  for (std::size_t i = 0; i < keys * width; ++i) r.value.push_back(draw());
  return r;
}

/// Two-pass softmax, num/den, in any arithmetic: scores, maximum, weights, their sum, one quotient per component.
template <class A>
void softmax_row(const A& a, const Row<typename A::Number>& r, std::vector<typename A::Number>& weight, std::vector<typename A::Number>& out) {
  const std::span<const typename A::Number> query(r.query), key(r.key), value(r.value);
  for (std::size_t j = 0; j < keys; ++j) weight[j] = a.dot(query, key.subspan(j * width, width));
  typename A::Number maximum = weight[0];
  for (std::size_t j = 1; j < keys; ++j) maximum = a.max(maximum, weight[j]);
  for (auto& w : weight) w = a.exp(a.sub(w, maximum));
  const typename A::Number total = a.sum(weight);
  for (std::size_t c = 0; c < width; ++c) out[c] = a.div(a.dot(weight, value.subspan(c * keys, keys)), total);
}

void plain_double(benchmark::State& state) {
  const auto r = row([](std::int64_t eighths) { return static_cast<double>(eighths) / 8; });
  std::vector<double> weight(keys), out(width);
  for (auto _ : state) {
    double maximum = -INFINITY, total = 0;
    for (std::size_t j = 0; j < keys; ++j) {
      double score = 0;
      for (std::size_t c = 0; c < width; ++c) score += r.query[c] * r.key[j * width + c];
      weight[j] = score;
      maximum = score > maximum ? score : maximum;
    }
    for (double& w : weight) total += w = std::exp(w - maximum);
    for (std::size_t c = 0; c < width; ++c) {
      double sum = 0;
      for (std::size_t j = 0; j < keys; ++j) sum += weight[j] * r.value[c * keys + j];
      out[c] = sum / total;
    }
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
}

template <class A>
void enclosed(benchmark::State& state, const A& a) {
  const auto r = row([&](std::int64_t eighths) { return a.from_ratio(eighths, 8); });
  std::vector<typename A::Number> weight(keys, a.zero()), out(width, a.zero());
  for (auto _ : state) {
    softmax_row(a, r, weight, out);
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
}
void double_enclosure(benchmark::State& state) { enclosed(state, DoubleEnclosure()); }
void ball_enclosure(benchmark::State& state) { enclosed(state, BallEnclosure(static_cast<int>(state.range(0)))); }
void mpfr_enclosure(benchmark::State& state) { enclosed(state, MpfrEnclosure(static_cast<int>(state.range(0)))); }

BENCHMARK(plain_double);
BENCHMARK(double_enclosure);
BENCHMARK(ball_enclosure)->Arg(64)->Arg(128)->Arg(256);
BENCHMARK(mpfr_enclosure)->Arg(128);

}  // namespace

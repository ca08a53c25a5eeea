// Speed of the emulated arithmetic: arrays against plain double in the same run, single operations, exp.
// Times are per element: compare `items_per_second`, or read the ratio to plain double from README.md.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "arithmetic/arrays.hpp"
#include "arithmetic/emulated.hpp"

namespace {

using namespace attest::arithmetic;

constexpr std::size_t size = 4096;  // three arrays of it stay in the second-level cache

/// Numbers of bfloat16 between -2 and 2, the same in every run.
std::vector<Number> numbers(std::uint64_t seed) {
  const Format format = parse_format("bfloat16");
  std::vector<Number> result;
  for (std::size_t i = 0; i < size; ++i) {
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    result.push_back(round_to(format, Rounding::nearest_even, number_from_double(static_cast<double>(seed >> 33) * 0x1p-29 - 2)));
  }
  return result;
}

std::vector<double> doubles(std::uint64_t seed) {
  std::vector<double> result;
  for (const Number& x : numbers(seed)) result.push_back(to_double(x));
  return result;
}

void count(benchmark::State& state) { state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(size)); }

/// An array operation of one implementation: 0 portable, 1 and 2 the further ones this processor has.
template <class Operation>
void on_arrays(benchmark::State& state, Operation&& operation) {
  const std::size_t index = static_cast<std::size_t>(state.range(0));
  if (index >= array_kernels().size()) {
    state.SkipWithError("this processor has no such implementation");
    return;
  }
  const ArrayKernels& kernels = array_kernels()[index];
  const ArrayRounding rounding = array_rounding(parse_format("bfloat16"));
  const std::vector<double> x = doubles(1), y = doubles(2), z = doubles(3);
  std::vector<double> out(size);
  for (auto _ : state) {
    operation(kernels, rounding, x.data(), y.data(), z.data(), out.data());
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  state.SetLabel(kernels.name);
  count(state);
}

void array_plain_double_add(benchmark::State& state) {
  const std::vector<double> x = doubles(1), y = doubles(2);
  std::vector<double> out(size);
  for (auto _ : state) {
    for (std::size_t i = 0; i < size; ++i) out[i] = x[i] + y[i];
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  count(state);
}
void array_round(benchmark::State& state) {
  on_arrays(state, [](const ArrayKernels& k, const ArrayRounding& r, const double* x, const double*, const double*, double* out) { k.round(r, x, out, size); });
}
void array_add(benchmark::State& state) {
  on_arrays(state, [](const ArrayKernels& k, const ArrayRounding& r, const double* x, const double* y, const double*, double* out) { k.add(r, x, y, out, size); });
}
void array_multiply(benchmark::State& state) {
  on_arrays(state, [](const ArrayKernels& k, const ArrayRounding& r, const double* x, const double* y, const double*, double* out) { k.multiply(r, x, y, out, size); });
}
void array_fused_multiply_add(benchmark::State& state) {
  on_arrays(state, [](const ArrayKernels& k, const ArrayRounding& r, const double* x, const double* y, const double* z, double* out) {
    k.fused_multiply_add(r, x, y, z, out, size);
  });
}
BENCHMARK(array_plain_double_add);
BENCHMARK(array_round)->DenseRange(0, 2);
BENCHMARK(array_add)->DenseRange(0, 2);
BENCHMARK(array_multiply)->DenseRange(0, 2);
BENCHMARK(array_fused_multiply_add)->DenseRange(0, 2);

/// One operation of Emulated bfloat16 on each pair.
template <class Operation>
void on_numbers(benchmark::State& state, Operation&& operation) {
  const Emulated a(parse_format("bfloat16"));
  const std::vector<Number> x = numbers(1), y = numbers(2), z = numbers(3);
  for (auto _ : state)
    for (std::size_t i = 0; i < size; ++i) benchmark::DoNotOptimize(operation(a, x[i], y[i], z[i]));
  count(state);
}
void emulated_add(benchmark::State& s) { on_numbers(s, [](const Emulated& a, const Number& x, const Number& y, const Number&) { return a.add(x, y); }); }
void emulated_multiply(benchmark::State& s) { on_numbers(s, [](const Emulated& a, const Number& x, const Number& y, const Number&) { return a.mul(x, y); }); }
void emulated_divide(benchmark::State& s) { on_numbers(s, [](const Emulated& a, const Number& x, const Number& y, const Number&) { return a.div(x, y); }); }
void emulated_fused_multiply_add(benchmark::State& s) { on_numbers(s, [](const Emulated& a, const Number& x, const Number& y, const Number& z) { return a.fma(x, y, z); }); }
void emulated_exp(benchmark::State& s) { on_numbers(s, [](const Emulated& a, const Number& x, const Number&, const Number&) { return a.exp(x); }); }
void emulated_exp2(benchmark::State& s) { on_numbers(s, [](const Emulated& a, const Number& x, const Number&, const Number&) { return a.exp2(x); }); }
void library_exp(benchmark::State& state) {
  const std::vector<double> x = doubles(1);
  for (auto _ : state)
    for (std::size_t i = 0; i < size; ++i) benchmark::DoNotOptimize(std::exp(x[i]));
  count(state);
}
/// Dot products of 4096 terms, left to right: a chain, so this is latency.
void emulated_dot(benchmark::State& state) {
  const Emulated a(parse_format("bfloat16"));
  const std::vector<Number> x = numbers(1), y = numbers(2);
  for (auto _ : state) benchmark::DoNotOptimize(a.dot(x, y));
  count(state);
}
BENCHMARK(emulated_add);
BENCHMARK(emulated_multiply);
BENCHMARK(emulated_divide);
BENCHMARK(emulated_fused_multiply_add);
BENCHMARK(emulated_dot);
BENCHMARK(library_exp);
BENCHMARK(emulated_exp);
BENCHMARK(emulated_exp2);

}  // namespace

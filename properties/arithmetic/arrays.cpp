// The array kernels give what Emulated gives, number by number, in every implementation of this machine.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "arithmetic/arrays.hpp"
#include "arithmetic/checks.hpp"
#include "arithmetic/near_midpoints.hpp"

namespace attest::arithmetic {
namespace {

const std::vector<std::string> names = {"binary32", "tf32", "bfloat16", "binary16", "e4m3", "e5m2", "e2m3", "e3m2", "e2m1", "e8p2", "e8p12", "e8p25", "fx(8,4)", "fx(24,-3)",
                                        "e4m3:saturate", "bfloat16:flush", "binary16:flush:saturate"};
constexpr Rounding rne = Rounding::nearest_even;

/// NaN where the format has none is how the kernels say Undefined.
Number expected(const Outcome& x) { return x ? *x : Number{0, 0, Kind::nan, false}; }

struct Operands {
  std::vector<double> x, y, z;
  std::vector<Number> a, b, c;
  void add(const Number& p, const Number& q, const Number& r) {
    a.push_back(p), b.push_back(q), c.push_back(r);
    x.push_back(to_double(p)), y.push_back(to_double(q)), z.push_back(to_double(r));
  }
};

/// "" or the first complaint.
std::string disagreement(const ArrayKernels& kernels, const Format& f, const ArrayRounding& r, const Operands& o) {
  const std::size_t size = o.x.size();
  std::vector<double> sums(size), products(size), fused(size);
  kernels.add(r, o.x.data(), o.y.data(), sums.data(), size);
  kernels.multiply(r, o.x.data(), o.y.data(), products.data(), size);
  kernels.fused_multiply_add(r, o.x.data(), o.y.data(), o.z.data(), fused.data(), size);
  for (std::size_t i = 0; i < size; ++i) {
    const std::vector<Number> operands = {o.a[i], o.b[i], o.c[i]};
    const std::pair<Operator, double> results[] = {{Operator::add, sums[i]}, {Operator::multiply, products[i]}, {Operator::fused_multiply_add, fused[i]}};
    for (const auto& [op, got] : results) {
      const Number right = expected(outcome([&] { return library(op, f, rne, operands[0], operands[1], operands[2]); }));
      Number found = number_from_double(got);
      if (!f.has_negative_zero && found.is_zero()) found.negative = false;
      if (found != right) return kernels.name + ": " + complaint(op, f, rne, operands, found, right);
    }
  }
  return "";
}

/// Formats that flush get subnormal operands too: both sides must flush them first.
Operands operands_for(Format f, int drawn) {
  f.flush = false;
  Operands o;
  support::Random random(1);
  for (int i = 0; i < drawn; ++i) o.add(support::draw_number(f, random), support::draw_number(f, random), support::draw_number(f, random));
  const std::vector<Number> structured = structured_numbers(f, 80);
  for (const Number& p : structured)
    for (const Number& q : structured) o.add(p, q, structured[random.below(structured.size())]);
  for (const auto& [p, q, s] : double_rounding_traps(Operator::fused_multiply_add, f.precision))
    if (round_to(f, rne, p) == p && round_to(f, rne, q) == q && round_to(f, rne, s) == s) o.add(p, q, s);
  for (Operator op : {Operator::add, Operator::multiply, Operator::fused_multiply_add})
    for (const auto& [p, q, s] : near_midpoints(op, f)) o.add(p, q, s);
  return o;
}

TEST(Arrays, AgreeWithEmulatedOnDrawnAndStructuredNumbers) {
  for (const std::string& name : names)
    for (const ArrayKernels& kernels : array_kernels()) {
      const Format f = parse_format(name);
      EXPECT_EQ(disagreement(kernels, f, array_rounding(f), operands_for(f, 20000)), "");
    }
}

/// Planted mutants: the check above must see each of them.
TEST(Arrays, MutantsAreCaught) {
  const ArrayKernels right = array_kernels().front();
  const auto caught = [](const ArrayKernels& kernels, const char* name, auto&& change) {
    const Format f = parse_format(name);
    ArrayRounding r = array_rounding(f);
    change(r);
    return !disagreement(kernels, f, r, operands_for(f, 2000)).empty();
  };
  const auto unchanged = [](ArrayRounding&) {};
  ArrayKernels through_double = right;
  through_double.fused_multiply_add = [](const ArrayRounding& r, const double* x, const double* y, const double* z, double* out, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) out[i] = std::fma(x[i], y[i], z[i]);
    array_kernels().front().round(r, out, out, size);
  };
  EXPECT_FALSE(caught(right, "binary32", unchanged));
  EXPECT_TRUE(caught(through_double, "bfloat16", unchanged));
  EXPECT_TRUE(caught(through_double, "binary32", unchanged));
  EXPECT_TRUE(caught(right, "binary16", [](ArrayRounding& r) { r.anchor_bits += std::int64_t{1} << 52; }));
  EXPECT_TRUE(caught(right, "binary16", [](ArrayRounding& r) { r.last_bits += 1; }));
  EXPECT_TRUE(caught(right, "e4m3", [](ArrayRounding& r) { r.last_bits -= 1; }));
  EXPECT_TRUE(caught(right, "bfloat16", [](ArrayRounding& r) { r.normal_bits = 0; }));
  EXPECT_TRUE(caught(right, "bfloat16", [](ArrayRounding& r) { r.flush_bits = r.normal_bits; }));
  EXPECT_TRUE(caught(right, "bfloat16:flush", [](ArrayRounding& r) { r.flush_bits = 0; }));
  EXPECT_TRUE(caught(right, "e4m3:saturate", [](ArrayRounding& r) { r.overflow_bits = array_rounding(parse_format("e4m3")).overflow_bits; }));
}

/// What was compiled for this processor is what the other tests here run: none of them is satisfied with fewer.
TEST(Arrays, EveryImplementationOfThisProcessorIsThere) {
  std::vector<std::string> expected = {"portable"}, found;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) expected.push_back("avx2");
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) expected.push_back("avx2-fma");
#endif
  for (const ArrayKernels& kernels : array_kernels()) found.push_back(kernels.name);
  EXPECT_EQ(found, expected);
}

TEST(Arrays, AllPairsOfSmallFormats) {
  for (const char* name : {"e4m3", "e5m2", "e2m3", "e3m2", "e2m1"}) {
    const Format f = parse_format(name);
    const std::vector<Number> numbers = numbers_of(f);
    Operands o;
    support::Random random(9);
    for (const Number& p : numbers)
      for (const Number& q : numbers) o.add(p, q, numbers[random.below(numbers.size())]);
    for (const ArrayKernels& kernels : array_kernels()) EXPECT_EQ(disagreement(kernels, f, array_rounding(f), o), "");
  }
}

/// Where the double `expected` is NaN any NaN will do.
bool same(double found, double expected) {
  return std::isnan(expected) ? std::isnan(found) : std::bit_cast<std::uint64_t>(found) == std::bit_cast<std::uint64_t>(expected);
}

/// x·y + z for all z at once, for all x and y, specials included: 2^24 triples of each fp8 format in each implementation.
TEST(Arrays, AllFmaTriplesOfFp8AndSmaller) {
  for (const char* name : {"e4m3", "e5m2", "e4m3:saturate", "e2m3", "e3m2", "e2m1"}) {
    const Format f = parse_format(name);
    const ArrayRounding r = array_rounding(f);
    const std::vector<Number> numbers = numbers_of(f);
    std::vector<double> z, x(numbers.size()), y(numbers.size()), expected_results(numbers.size()), found(numbers.size());
    for (const Number& c : numbers) z.push_back(to_double(c));
    for (const Number& a : numbers)
      for (const Number& b : numbers) {
        x.assign(z.size(), to_double(a)), y.assign(z.size(), to_double(b));
        for (std::size_t i = 0; i < z.size(); ++i)
          expected_results[i] = to_double(expected(outcome([&] { return fused_multiply_add(f, rne, a, b, numbers[i]); })));
        for (const ArrayKernels& kernels : array_kernels()) {
          kernels.fused_multiply_add(r, x.data(), y.data(), z.data(), found.data(), z.size());
          for (std::size_t i = 0; i < z.size(); ++i)
            ASSERT_TRUE(same(found[i], expected_results[i])) << kernels.name << ": " << complaint(Operator::fused_multiply_add, f, rne, {a, b, numbers[i]}, number_from_double(found[i]), number_from_double(expected_results[i]));
        }
      }
  }
}

TEST(Arrays, RoundAnyDouble) {
  for (const std::string& name : names) {
    const Format f = parse_format(name);
    const ArrayRounding r = array_rounding(f);
    std::vector<double> x;
    support::Random random(2);
    for (int i = 0; i < 30000; ++i) {
      const double any = std::bit_cast<double>(random.next());
      const double near = to_double(support::draw_number(f, random));
      x.insert(x.end(), {any, std::ldexp(1 + static_cast<double>(random.below(1 << 20)) * 0x1p-20, static_cast<int>(random.between(f.emin - f.precision - 3, f.emax + 2))),
                         std::nextafter(near, INFINITY), std::nextafter(near, -INFINITY), near * 1.5, near * (1 + std::ldexp(1, -f.precision))});
    }
    for (const ArrayKernels& kernels : array_kernels()) {
      std::vector<double> out(x.size());
      kernels.round(r, x.data(), out.data(), x.size());
      for (std::size_t i = 0; i < x.size(); ++i) {
        Number found = number_from_double(out[i]);
        if (!f.has_negative_zero && found.is_zero()) found.negative = false;
        ASSERT_EQ(found, expected(outcome([&] { return round_to(f, rne, number_from_double(x[i])); }))) << kernels.name << " " << name << " " << x[i];
      }
    }
  }
}

TEST(Arrays, EveryImplementationGivesTheSameBitsAtEveryLengthInPlace) {
  const Format f = parse_format("bfloat16");
  const ArrayRounding r = array_rounding(f);
  support::Random random(3);
  for (std::size_t size : {0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 15, 16, 31, 64, 1001}) {
    std::vector<double> any, x, y, z;
    for (std::size_t i = 0; i < size; ++i) {
      any.push_back(std::bit_cast<double>(random.next()));
      for (std::vector<double>* operand : {&x, &y, &z}) operand->push_back(to_double(support::draw_number(f, random)));
    }
    std::vector<double> rounded(size), sums(size), products(size), fused(size);
    const ArrayKernels& first = array_kernels().front();
    first.round(r, any.data(), rounded.data(), size);
    first.add(r, x.data(), y.data(), sums.data(), size);
    first.multiply(r, x.data(), y.data(), products.data(), size);
    first.fused_multiply_add(r, x.data(), y.data(), z.data(), fused.data(), size);
    for (const ArrayKernels& kernels : array_kernels()) {
      const double guard = 0x1.8p77;  // nothing may be written beyond the end
      const auto expect_same = [&](const std::vector<double>& right, std::vector<double> operand, auto&& kernel) {
        operand.push_back(guard);
        kernel(operand.data());  // in place
        for (std::size_t i = 0; i < size; ++i) EXPECT_TRUE(same(operand[i], right[i])) << kernels.name << " " << size << " " << i;
        EXPECT_EQ(operand[size], guard) << kernels.name << " " << size;
      };
      expect_same(rounded, any, [&](double* a) { kernels.round(r, a, a, size); });
      expect_same(sums, x, [&](double* a) { kernels.add(r, a, y.data(), a, size); });
      expect_same(products, y, [&](double* b) { kernels.multiply(r, x.data(), b, b, size); });
      expect_same(fused, z, [&](double* c) { kernels.fused_multiply_add(r, x.data(), y.data(), c, c, size); });
    }
  }
}

TEST(Arrays, RefuseWhatTheyCannotRound) {
  for (const char* name : {"binary64", "p8", "e8p26", "ufx(4,2)", "fx(26,0)"}) EXPECT_THROW(array_rounding(parse_format(name)), std::invalid_argument) << name;
  std::vector<double> three(3), two(2);
  EXPECT_THROW(add_arrays(array_rounding(parse_format("e4m3")), three, two, three), std::invalid_argument);
}

}  // namespace
}  // namespace attest::arithmetic

// Hand-made vectors of Berkeley TestFloat, right and wrong: the examples of its documentation, what can be worked out by hand,
// and lines broken in every place. The real testfloat_gen is not needed.
#include <gtest/gtest.h>

#include <sstream>

#include "testfloat/vectors.hpp"

#ifdef ATTEST_TESTFLOAT_PROGRAM
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#endif

namespace attest::testfloat {
namespace {

std::string answer(const std::string& function, const std::string& mode, const std::string& line) { return disagreement(parse_function(function), parse_rounding_mode(mode), line); }

struct Vector {
  const char *function, *mode, *line;
};

TEST(Testfloat, RightVectorsAgree) {
  const Vector vectors[] = {
      // doc/testfloat_gen.html
      {"f64_add", "near_even", "3F90EB5825D6851E C3E0080080000000 C3E0080080000000 01"},
      {"f64_add", "near_even", "41E3C00000000000 C182024F8AE474A8 41E377F6C1D46E2D 01"},
      {"f64_add", "near_even", "7FD80FFFFFFFFFFF 7FEFFFFFFFFFFF80 7FF0000000000000 05"},
      {"f64_add", "near_even", "3FFFED6A25C534BE 3CA1000000020000 3FFFED6A25C534BF 01"},
      // by hand
      {"f32_add", "near_even", "3F800000 40000000 40400000 00"},
      {"f32_add", "near_even", "3f800000 BF800000 00000000 00"},
      {"f32_add", "min", "3F800000 BF800000 80000000 00"},
      {"f32_add", "near_even", "3F800000 33800000 3F800000 01"},
      {"f32_add", "max", "3F800000 33800000 3F800001 01"},
      {"f32_add", "minMag", "7F7FFFFF 7F7FFFFF 7F7FFFFF 05"},
      {"f32_sub", "near_even", "40400000 3F800000 40000000 00"},
      {"f32_mul", "near_even", "00000001 3F000000 00000000 03"},
      {"f32_mul", "max", "00000001 3F000000 00000001 03"},
      {"f32_div", "near_even", "3F800000 00000000 7F800000 08"},
      {"f32_div", "near_even", "00000000 00000000 FFC00000 10"},
      {"f32_div", "near_even", "3F800000 40400000 3EAAAAAB 01"},
      {"f64_sqrt", "near_even", "4000000000000000 3FF6A09E667F3BCD 01"},
      {"f64_sqrt", "min", "4000000000000000 3FF6A09E667F3BCC 01"},
      {"f64_sqrt", "near_even", "BFF0000000000000 7FF8000000000001 10"},
      {"f16_mulAdd", "near_even", "3C00 4000 4200 4500 00"},
      {"f16_mulAdd", "near_even", "3C01 3C01 8001 3C02 01"},
      {"bf16_add", "near_even", "3F80 3B80 3F80 01"},
      {"f64_to_f16", "near_even", "40EFFDFFFFFFFFFF 7BFF 01"},
      {"f64_to_f16", "near_even", "40EFFE0000000000 7C00 05"},
      {"f32_to_f64", "near_even", "7F800000 7FF0000000000000 00"},
      {"ui32_to_f32", "near_even", "FFFFFFFF 4F800000 01"},
      {"i32_to_f32", "near_even", "FFFFFFFF BF800000 00"},
      {"ui64_to_f64", "minMag", "FFFFFFFFFFFFFFFF 43EFFFFFFFFFFFFF 01"},
      {"i64_to_f64", "near_even", "8000000000000000 C3E0000000000000 00"},
  };
  for (const Vector& v : vectors) EXPECT_EQ(answer(v.function, v.mode, v.line), "") << v.function << " " << v.line;
}

TEST(Testfloat, WrongVectorsAreSeen) {
  const Vector vectors[] = {
      {"f32_add", "near_even", "3F800000 40000000 40400001 00"},  // one unit
      {"f32_add", "near_even", "3F800000 40000000 40400000 01"},  // not inexact
      {"f32_add", "near_even", "3F800000 33800000 3F800000 00"},  // inexact
      {"f32_add", "max", "3F800000 33800000 3F800000 01"},        // of another mode
      {"f32_add", "near_even", "3F800000 BF800000 80000000 00"},  // the sign of zero
      {"f32_div", "near_even", "00000000 00000000 7F800000 08"},  // no NaN
      {"f32_sub", "near_even", "3F800000 40400000 40000000 00"},  // operands exchanged
      {"f16_mulAdd", "near_even", "3C01 3C01 8001 3C03 01"},      // the product rounded up first
      {"f64_to_f16", "near_even", "40EFFE0000000000 7BFF 01"},
      {"i32_to_f32", "near_even", "FFFFFFFF 4F800000 01"},        // as if unsigned
  };
  for (const Vector& v : vectors) EXPECT_NE(answer(v.function, v.mode, v.line), "") << v.function << " " << v.line;
  EXPECT_EQ(answer("f32_add", "near_even", "3F800000 40000000 40400001 00"), "the result is 40400000 (3*2^0)");
  EXPECT_EQ(answer("f32_add", "near_even", "3F800000 40000000 40400000 01"), "the result is exact");
}

TEST(Testfloat, MalformedLinesAreRefused) {
  for (const char* line : {"", "3F800000 40000000 40400000", "3F800000 40000000 40400000 00 00", "3F80000 40000000 40400000 00", "3F8000000 40000000 40400000 00", "3G800000 40000000 40400000 00",
                           "3F800000 40000000 40400000 0", "3F800000 40000000 40400000 20", "0x3F8000 40000000 40400000 00", "-3F80000 40000000 40400000 00"})
    EXPECT_THROW(answer("f32_add", "near_even", line), Malformed) << line;
}

TEST(Testfloat, UnknownNamesAreRefused) {
  for (const char* name : {"", "f32", "f32_", "f32_rem", "f32_roundToInt", "f128_add", "i32_add", "f32_to_i32", "f32_to_f32", "f32_to_", "f32_to_f128", "add"}) EXPECT_THROW(parse_function(name), std::invalid_argument) << name;
  for (const char* mode : {"", "near_maxMag", "odd", "nearest-even"}) EXPECT_THROW(parse_rounding_mode(mode), std::invalid_argument) << mode;
}

TEST(Testfloat, ChecksEveryLineAndShowsTwenty) {
  std::string lines;
  for (int i = 0; i < 30; ++i) lines += i % 2 == 0 ? "3F800000 40000000 40400000 00\n" : "3F800000 40000000 40400002 00\n";
  for (int i = 0; i < 30; ++i) lines += "3F800000 40000000 40400003 00\n";
  std::istringstream in(lines);
  std::ostringstream out;
  const Counts counts = check(parse_function("f32_add"), parse_rounding_mode("near_even"), in, out);
  EXPECT_EQ(counts.vectors, 60u);
  EXPECT_EQ(counts.wrong, 45u);
  const std::string shown = out.str();
  EXPECT_EQ(std::count(shown.begin(), shown.end(), '\n'), 20);
  EXPECT_EQ(shown.rfind("line 2: 3F800000 40000000 40400002 00: the result is 40400000", 0), 0u) << shown;
  std::istringstream broken("3F800000 40000000 40400000 00\nrubbish\n");
  try {
    check(parse_function("f32_add"), parse_rounding_mode("near_even"), broken, out);
    FAIL() << "a malformed line passed";
  } catch (const Malformed& error) {
    EXPECT_EQ(std::string(error.what()).rfind("line 2: ", 0), 0u) << error.what();
  }
}

#ifdef ATTEST_TESTFLOAT_PROGRAM
/// The exit code of the program on this input.
int exit_code(const std::string& arguments, const std::string& input) {
  std::FILE* pipe = popen((std::string(ATTEST_TESTFLOAT_PROGRAM) + " " + arguments + " >/dev/null 2>&1").c_str(), "w");
  if (pipe == nullptr) return -1;
  std::fwrite(input.data(), 1, input.size(), pipe);
  const int status = pclose(pipe);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Testfloat, TheProgramHasTheExitCodesOfTheHouse) {
  const std::string right = "3F800000 40000000 40400000 00\n", wrong = "3F800000 40000000 40400001 00\n";
  EXPECT_EQ(exit_code("f32_add", right), 0);
  EXPECT_EQ(exit_code("-r max f32_add", right), 0);
  EXPECT_EQ(exit_code("-rnear_even f32_add", right), 0);
  EXPECT_EQ(exit_code("--help", ""), 0);
  EXPECT_EQ(exit_code("f32_add", right + wrong), 1);
  EXPECT_EQ(exit_code("f32_subtract", right), 2);
  EXPECT_EQ(exit_code("-r odd f32_add", right), 2);
  EXPECT_EQ(exit_code("", right), 2);
  EXPECT_EQ(exit_code("f32_add --strict", right), 2);
  EXPECT_EQ(exit_code("f32_add", ""), 5);
  EXPECT_EQ(exit_code("f32_add", wrong + "rubbish\n"), 6);
}
#endif

}  // namespace
}  // namespace attest::testfloat

// attest-testfloat: reads vectors of Berkeley TestFloat from standard input and checks the arithmetic with them.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "testfloat/vectors.hpp"

namespace {

// engineering.md, part 3.
constexpr int holds = 0, finding = 1, wrong_usage = 2, nothing_selected = 5, malformed = 6, internal_error = 7, cannot_read_or_write = 8;

int fail(int code, std::string line) {
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::cerr << "attest-testfloat: " << line << "\n";
  return code;
}

int run(const std::string& function_name, const std::string& mode) {
  attest::testfloat::Function function;
  attest::arithmetic::Rounding rounding{};
  try {
    function = attest::testfloat::parse_function(function_name);
    rounding = attest::testfloat::parse_rounding_mode(mode);
  } catch (const std::invalid_argument& error) {
    return fail(wrong_usage, error.what());
  }
  try {
    const attest::testfloat::Counts counts = attest::testfloat::check(function, rounding, std::cin, std::cout);
    if (std::cin.bad()) return fail(cannot_read_or_write, "cannot read standard input");
    if (counts.vectors == 0) return fail(nothing_selected, "no vectors on standard input: testfloat_gen " + function_name + " | attest-testfloat " + function_name);
    std::cout << function_name << ", " << mode << ": " << counts.vectors - counts.wrong << " of " << counts.vectors << " vectors agree\n" << std::flush;
    if (!std::cout) return fail(cannot_read_or_write, "cannot write to standard output");
    return counts.wrong == 0 ? holds : finding;
  } catch (const attest::testfloat::Malformed& error) {
    return fail(malformed, error.what());
  } catch (const std::exception& error) {
    return fail(internal_error, error.what());
  }
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App program("Checks attest's arithmetic with vectors of Berkeley TestFloat from standard input.", "attest-testfloat");
  std::string function, mode = "near_even";
  program.add_option("FUNCTION", function, "f32_add, f16_mulAdd, f64_sqrt, f64_to_f16, i64_to_f32 and so on")->required();
  program.add_option("-r", mode, "near_even (default), minMag, min or max: the same as testfloat_gen was given");
  program.footer("Example:\n  testfloat_gen -rmin f16_mulAdd | attest-testfloat -r min f16_mulAdd\n\n"
                 "Exit codes: 0 all agree; 1 one does not; 2 wrong usage; 5 no vectors; 6 malformed line; 8 cannot read or write.");
  try {
    program.parse(count, arguments);
  } catch (const CLI::CallForHelp&) {
    std::cout << program.help();
    return holds;
  } catch (const CLI::ParseError& error) {
    return fail(wrong_usage, std::string(error.what()) + " (see attest-testfloat --help)");
  }
  return run(function, mode);
}

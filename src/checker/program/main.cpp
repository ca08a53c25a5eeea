// attest-checker FILE...: re-establishes certificates from their text alone; one line a file.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "checker/checker.hpp"

namespace {

using attest::checker::Outcome;

constexpr int established = 0, usage = 2, not_established = 4, malformed = 6, internal_error = 7, cannot_read = 8;

const char* const help =
    "attest-checker FILE...\n"
    "Re-establishes certificates of attest from nothing but their text. '-' is standard input.\n"
    "\n"
    "One line a file:  VERIFIED: FILE: ...         what it claims was established again\n"
    "                  NOT established: FILE: ...  well-formed, but its claim was not established\n"
    "                  malformed: FILE: ...        no certificate: grammar, version, hash or limits\n"
    "\n"
    "  --most-work K     what needs more than 2^K rounded operations is refused as malformed (default and most: 34)\n"
    "  --help            this text\n"
    "  --version         the version of the format it reads\n"
    "\n"
    "Exit code, the first that applies: 7 internal error, 2 wrong usage, 6 malformed, 8 a file cannot be read,\n"
    "4 not established, 0 all verified.\n";

/// The code that wins (the order that all programs of attest share).
int worse(int x, int y) {
  for (const int code : {internal_error, usage, malformed, cannot_read, not_established})
    if (x == code || y == code) return code;
  return established;
}

/// At most one byte more than the checker takes; false when it cannot be read.
bool read(std::istream& stream, std::string& text) {
  text.resize(attest::checker::most_bytes + 1);
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return !stream.bad();
}

/// A file's name on one line, without control characters.
std::string shown(std::string name) {
  for (char& c : name)
    if (static_cast<unsigned char>(c) < 32 || c == 127) c = '?';
  return name;
}

int check(const std::string& path, double most_work) {
  std::string text;
  bool readable = false;
  if (path == "-") {
    readable = read(std::cin, text);
  } else {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored)) {  // a pipe might wait for a writer for ever, a device end never
      std::cerr << "cannot read: " << shown(path) << ": no regular file\n";
      return cannot_read;
    }
    std::ifstream file(path, std::ios::binary);
    readable = file.is_open() && file.peek() != std::ifstream::traits_type::eof();
    if (!readable && file.is_open() && file.eof()) readable = !file.bad();  // empty, not a folder
    if (readable) file.clear(), readable = read(file, text);
  }
  if (!readable) {
    std::cerr << "cannot read: " << shown(path) << "\n";
    return cannot_read;
  }
  const attest::checker::Result result = attest::checker::verify(text, most_work);
  switch (result.outcome) {
    case Outcome::established:
      std::cout << "VERIFIED: " << shown(path) << ": " << result.subject << ", cases evaluated: " << result.rows << std::endl;
      return established;
    case Outcome::malformed:
      std::cout << "malformed: " << shown(path) << ": " << result.reason << std::endl;
      return malformed;
    case Outcome::not_established:
      std::cout << "NOT established: " << shown(path) << ": " << result.subject << ": " << result.reason << std::endl;
      return not_established;
    case Outcome::internal_error: break;
  }
  std::cerr << "internal error: " << shown(path) << ": " << result.reason << "\n";
  return internal_error;
}

int wrong_usage(const std::string& what) {
  std::cerr << "attest-checker: " << what << ": see attest-checker --help\n";
  return usage;
}

/// 2^K for a K from 1 to 34, otherwise 0.
double power_of_two(const std::string& exponent) {
  for (int k = 1; k <= 34; ++k)
    if (exponent == std::to_string(k)) return std::ldexp(1.0, k);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> words(arguments + 1, arguments + count);
  std::vector<std::string> files;
  double most_work = 0x1p34;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--help") return std::cout << help, established;
    if (word == "--version") return std::cout << "attest-certificate/2\n", established;
    if (word == "--most-work") {
      most_work = ++i < words.size() ? power_of_two(words[i]) : 0;
      if (most_work == 0) return wrong_usage("--most-work needs a number from 1 to 34");
    } else if (word.starts_with("-") && word != "-") {
      return wrong_usage("unknown flag '" + word + "'");
    } else {
      files.push_back(word);
    }
  }
  if (files.empty()) return wrong_usage("no file given");
  int code = established;
  for (const std::string& file : files) code = worse(code, check(file, most_work));
  std::cout.flush();
  return std::cout ? code : worse(code, cannot_read);
}

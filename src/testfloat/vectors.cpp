// Names of functions, lines of vectors, and their check.
#include "testfloat/vectors.hpp"

#include <bit>
#include <cstdint>
#include <map>
#include <sstream>

namespace attest::testfloat {

using arithmetic::Format;
using arithmetic::Kind;
using arithmetic::Number;
using arithmetic::Rounding;

namespace {

const std::map<std::string, Type>& types() {
  static const std::map<std::string, Type> all = {
      {"f16", {16, true, arithmetic::parse_format("binary16")}}, {"bf16", {16, true, arithmetic::parse_format("bfloat16")}},
      {"f32", {32, true, arithmetic::parse_format("binary32")}}, {"f64", {64, true, arithmetic::parse_format("binary64")}},
      {"ui32", {32, false, std::nullopt}},                       {"i32", {32, true, std::nullopt}},
      {"ui64", {64, false, std::nullopt}},                       {"i64", {64, true, std::nullopt}}};
  return all;
}

using Numbers = std::vector<Number>;
using Operation = std::function<Number(const Format&, Rounding, const Numbers&)>;

struct Entry {
  std::size_t operands;
  Operation operation;
};

const std::map<std::string, Entry>& operations() {
  static const std::map<std::string, Entry> all = {
      {"add", {2, [](const Format& f, Rounding r, const Numbers& x) { return arithmetic::Emulated(f, r).add(x[0], x[1]); }}},
      {"sub", {2, [](const Format& f, Rounding r, const Numbers& x) { return arithmetic::Emulated(f, r).sub(x[0], x[1]); }}},
      {"mul", {2, [](const Format& f, Rounding r, const Numbers& x) { return arithmetic::Emulated(f, r).mul(x[0], x[1]); }}},
      {"div", {2, [](const Format& f, Rounding r, const Numbers& x) { return arithmetic::Emulated(f, r).div(x[0], x[1]); }}},
      {"mulAdd", {3, [](const Format& f, Rounding r, const Numbers& x) { return arithmetic::Emulated(f, r).fma(x[0], x[1], x[2]); }}},
      {"sqrt", {1, [](const Format& f, Rounding r, const Numbers& x) { return arithmetic::Emulated(f, r).sqrt(x[0]); }}}};
  return all;
}

std::invalid_argument unknown(const std::string& name) {
  return std::invalid_argument("unknown function '" + name + "': TYPE_add, TYPE_sub, TYPE_mul, TYPE_div, TYPE_mulAdd, TYPE_sqrt or TYPE_to_TYPE with TYPE f16, bf16, f32 or f64 (from ui32, i32, ui64, i64 too)");
}

Function conversion(const std::string& name, const std::string& from, const std::string& to) {
  const auto source = types().find(from), target = types().find(to);
  if (source == types().end() || target == types().end() || !target->second.format || from == to) throw unknown(name);
  const Format format = *target->second.format;
  return {name, {source->second}, target->second, [=](Rounding r, const Numbers& x) { return round_to(format, r, x[0]); }};
}

Number integer(const Type& type, std::uint64_t code) {
  if (type.is_signed && type.bits == 32) code = static_cast<std::uint64_t>(std::int64_t{static_cast<std::int32_t>(code)});
  const bool negative = type.is_signed && code >> 63;
  const std::uint64_t magnitude = negative ? 0 - code : code;
  if (magnitude == 0) return {};
  const int shift = std::countl_zero(magnitude);
  return {magnitude << shift, 63 - shift, Kind::finite, negative};
}

std::uint64_t code_of(const std::string& word, std::size_t digits) {
  std::uint64_t code = 0;
  for (char c : word) {
    const std::size_t digit = std::string("0123456789ABCDEF").find(static_cast<char>(c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c));
    if (digit == std::string::npos) throw Malformed("'" + word + "' is no hexadecimal number");
    code = code << 4 | digit;
  }
  if (word.size() != digits) throw Malformed("'" + word + "' has " + std::to_string(word.size()) + " digits, not " + std::to_string(digits));
  return code;
}

std::string hexadecimal(const Type& type, const Number& x) {
  std::string text;
  const std::uint64_t code = encode(*type.format, x);
  for (int shift = type.bits - 4; shift >= 0; shift -= 4) text += "0123456789ABCDEF"[(code >> shift) & 15];
  return text;
}

/// Rounding in either direction gives the same number (a zero may differ in sign).
bool is_exact(const Function& function, const Numbers& operands) {
  const Number down = function.compute(Rounding::down, operands), up = function.compute(Rounding::up, operands);
  return down == up || (down.is_zero() && up.is_zero());
}

}  // namespace

Function parse_function(const std::string& name) {
  const std::size_t first = name.find('_');
  if (first == std::string::npos) throw unknown(name);
  const std::string type_name = name.substr(0, first), rest = name.substr(first + 1);
  if (rest.rfind("to_", 0) == 0) return conversion(name, type_name, rest.substr(3));
  const auto type = types().find(type_name);
  const auto entry = operations().find(rest);
  if (type == types().end() || !type->second.format || entry == operations().end()) throw unknown(name);
  const Format format = *type->second.format;
  const Operation operation = entry->second.operation;
  return {name, std::vector<Type>(entry->second.operands, type->second), type->second, [=](Rounding r, const Numbers& x) { return operation(format, r, x); }};
}

Rounding parse_rounding_mode(const std::string& name) {
  static const std::map<std::string, Rounding> modes = {{"near_even", Rounding::nearest_even}, {"minMag", Rounding::toward_zero}, {"min", Rounding::down}, {"max", Rounding::up}};
  const auto mode = modes.find(name);
  if (mode == modes.end()) throw std::invalid_argument("unknown rounding mode '" + name + "': near_even, minMag, min or max");
  return mode->second;
}

std::string disagreement(const Function& function, Rounding rounding, const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  const std::size_t count = function.operands.size();
  if (words.size() != count + 2)
    throw Malformed(std::to_string(words.size()) + " numbers, not " + std::to_string(count + 2) + ": the operands of " + function.name + ", its result and the flags");
  Numbers operands;
  for (std::size_t i = 0; i < count; ++i) {
    const Type& type = function.operands[i];
    const std::uint64_t code = code_of(words[i], static_cast<std::size_t>(type.bits) / 4);
    operands.push_back(type.format ? decode(*type.format, code) : integer(type, code));
  }
  const Number claimed = decode(*function.result.format, code_of(words[count], static_cast<std::size_t>(function.result.bits) / 4));
  const std::uint64_t flags = code_of(words[count + 1], 2);
  if (flags > 31) throw Malformed("'" + words[count + 1] + "' has more than the five flags");
  const Number found = function.compute(rounding, operands);
  if (found != claimed) return "the result is " + hexadecimal(function.result, found) + " (" + to_text(found) + ")";
  const bool exact = is_exact(function, operands), claimed_exact = (flags & 1) == 0;
  if (exact != claimed_exact) return exact ? "the result is exact" : "the result is not exact";
  return "";
}

Counts check(const Function& function, Rounding rounding, std::istream& in, std::ostream& out) {
  constexpr std::size_t most_shown = 20;
  Counts counts;
  for (std::string line; std::getline(in, line);) {
    ++counts.vectors;
    std::string difference;
    try {
      difference = disagreement(function, rounding, line);
    } catch (const Malformed& error) {
      throw Malformed("line " + std::to_string(counts.vectors) + ": " + error.what());
    }
    if (difference.empty()) continue;
    if (++counts.wrong <= most_shown) out << "line " << counts.vectors << ": " << line << ": " << difference << "\n";
  }
  return counts;
}

}  // namespace attest::testfloat

// The flags that choose an arithmetic, shared by the verbs that search and certify, and how a setting is named in tables and files.
#pragma once

#include <string>

#include "constructions/setting.hpp"

namespace CLI {
class App;
}

namespace attest::cli {

/// Empty: not given.
struct ArithmeticFlags {
  std::string algorithm, order, exponential, normalisation, keys, rounding;
};

void declare(CLI::App& command, ArithmeticFlags& flags);

/// naive | safe (two-pass) | online; safe when empty.
attention::Softmax parse_algorithm(const std::string& text);

/// All roles in `format`; sums over keys (the accumulator's) in the order given, scores of a few terms left to right.
/// std::invalid_argument with one line for values that are none, and for online softmax with another order of sums.
constructions::Setting setting_of(const ArithmeticFlags& flags, const std::string& format);
/// Inputs, states and outputs in `format`; scores, weights and accumulators in binary32.
constructions::Setting mixed_setting_of(const ArithmeticFlags& flags, const std::string& format);

/// "nearest-even, two-pass softmax, natural exponential, quotient, keys first-to-last, sums left-to-right"
std::string describe(const constructions::Setting& setting);
/// "two-pass", "online-blocked4-base-2": the choices, as part of a file's name.
std::string file_part(const constructions::Setting& setting);

}  // namespace attest::cli

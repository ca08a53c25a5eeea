// All bounds by name, as plain data for whoever prints them: what each says, what it needs, and two actions: the inequality at
// given sizes, and n*, the least n found at which it bites. Values come and go as text (unsigned decimal integers).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bounds/model.hpp"

namespace attest::bounds {

/// Parameter name (e.g. "message-bits") -> unsigned decimal text. Theorem G also takes comma lists, "kind" a word, "error" a fraction A/B.
using Values = std::map<std::string, std::string>;

struct ParameterInfo {
  std::string name;
  std::string meaning;
  bool n_star_needs = false;    // required by n_star
  bool sizes_need = false;      // required by evaluate
};

struct TheoremInfo {
  std::string name;             // canonical: E T LL S F1 H2 H2+ F2 F2U H3 FFR G YHLWL CPW
  std::string statement;        // one paragraph
  std::string argument;         // why it is true, one paragraph
  std::string source;
  bool rests_on_prefix_fold;    // refused for two-pass and last-to-first softmax
  std::vector<ParameterInfo> parameters;
  std::string also = {};        // a longer name that is understood too
};

/// What is asked: numbers, and how the full layers evaluate softmax (irrelevant for E, T, LL, S, YHLWL, CPW).
struct Request {
  Values values;
  SoftmaxEvaluation softmax = SoftmaxEvaluation::OnlineLeftToRight;
  bool passes_counted = false;  // two-pass layers were already counted as two one-pass layers (Theorem 2P; request_from_model)
};

/// The result of a search. For YHLWL and CPW n is "2^6144" or "2^(low..high)" and the row's sides are base-2 logarithms.
struct LeastN {
  std::string n;
  std::string log2_n;           // 4 decimals, for printing
  bool exact = false;           // n is the least one; otherwise print "n* <="
  Inequality row;               // holds
  std::string note;             // how it was found
};

const std::vector<TheoremInfo>& theorems();

/// By name, case-insensitive. std::invalid_argument lists the names and the nearest one.
const TheoremInfo& theorem(const std::string& name);

/// The inequality at sizes, with the best internal parameters found where they are not given.
/// Throws std::invalid_argument, one clear line: unknown or missing parameter, violated precondition, softmax not covered.
Inequality evaluate(const std::string& name, const Request& request);

/// The inequality again, from the parameters that a row printed (Inequality::parameters): what is derived is left aside, n* of an asymptotic
/// theorem searched again.
Inequality evaluate_printed(const std::string& name, const Values& printed, SoftmaxEvaluation softmax = SoftmaxEvaluation::OnlineLeftToRight);

/// Throws like evaluate, also when size parameters are given that the search chooses itself.
LeastN n_star(const std::string& name, const Request& request);

/// The bits of a stack over F and R (model.hpp documents the mapping) as a request, to which sizes may be added.
Request request_from_model(const std::string& name, const std::string& stack, const AccumulatorShape& shape, SoftmaxEvaluation softmax);

}  // namespace attest::bounds

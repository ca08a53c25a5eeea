// What a claim is: keys and arithmetic that were read, methods that establish it for all inputs, and, for finite arithmetic,
// its model and its task on one explicit input.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "checker/input.hpp"
#include "checker/plan.hpp"
#include "checker/reader.hpp"

namespace attest::checker {

/// One number a † parameter, in the order of Claim::parameters().
using Point = std::vector<Real>;

/// A claim is read by its constructor: keys, then the arithmetic block. Everything it throws is of outcome.hpp.
class Claim {
 public:
  virtual ~Claim() = default;

  /// Names after `method` that `establish` knows.
  virtual std::vector<std::string> methods() const = 0;
  /// For all inputs, with the parameters' own numbers; the number of extremal cases. Throws NotEstablished.
  virtual std::uint64_t establish(const std::string& method) const = 0;

  /// Whether the format describes inputs of this claim in its arithmetic; if so, the rest is defined.
  virtual bool has_inputs() const { return false; }
  /// The task's answer; Malformed when the tokens are no input of it.
  virtual std::int64_t oracle(const Input& input) const;
  /// The model's answer with these parameters. Undefined where an operation has no finite result.
  virtual std::int64_t evaluate(const Point& point, const Input& input) const;
  /// Whether every answer of which the claim speaks is right on this input; most speak of one.
  virtual bool right(const Point& point, const Input& input) const { return evaluate(point, input) == oracle(input); }
  /// Rounded operations of one evaluation, about.
  virtual double work(const Input& input) const;
  /// All inputs, for the method enumeration: choice i is among radices()[i], and assemble gives the tokens.
  virtual std::vector<std::uint64_t> radices() const;
  virtual std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const;
  /// After the last evaluation: NotEstablished where something is written down that was not needed.
  virtual void finish() const {}

  const Plan& plan() const { return plan_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }
  /// The parameters' own numbers, where none has a grid.
  Point point() const;

 protected:
  /// Reads `key` as a † parameter.
  void read_parameter(Reader& reader, const std::string& key) { parameters_.push_back(reader.parameter(key)); }
  const Real& parameter(std::size_t index) const { return parameters_[index].value; }
  Plan plan_;

 private:
  std::vector<Parameter> parameters_;
};

/// The claim's keys and arithmetic block from the line after `claim NAME`. Malformed for an unknown name.
std::unique_ptr<Claim> read_claim(const std::string& name, Reader& reader);

// The kinds: each reads from the claim's end to the conclusion and returns the number of cases evaluated.
std::uint64_t check_all_inputs(Reader& reader, const Claim& claim);
std::uint64_t check_counterexample(Reader& reader, const Claim& claim);
std::uint64_t check_exhaustion(Reader& reader, const Claim& claim);
std::uint64_t check_fooling_pair(Reader& reader, const Claim& claim);
std::uint64_t check_counting(Reader& reader);

}  // namespace attest::checker

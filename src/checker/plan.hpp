// The arithmetic block of a certificate, and one softmax head evaluated under it.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "checker/arithmetic.hpp"
#include "checker/reader.hpp"

namespace attest::checker {

struct Plan {
  bool exact = false;  ///< real numbers: the six roles are absent
  Arithmetic input, score, weight, accumulator, state, output;
  bool two_pass = false, online = false;  ///< neither: naive
  bool base2 = false, weights_first = false, last_to_first = false;

  double most_work = attest::checker::most_work;  ///< rounded operations that a check may need

  bool naive() const { return !two_pass && !online; }
  /// Whether den adds the weights as they are: one pass, key by key.
  bool raw_denominator() const { return naive() && !weights_first && accumulator.sequential(); }
  /// e^(score - maximum) of two-pass and online softmax; naive: e^score.
  Real weigh(const Real& s, const Real& maximum) const {
    return weight.exp(naive() ? weight.convert(s) : weight.sub(s, maximum), base2);
  }
  /// Scores lie between `least` and `maximum`: all weights are defined, and in p<k>, whose numbers end somewhere too, so is
  /// whatever sums and quotients make of at most 2^17 of them: the fourth powers of the least and the largest are. Throws Undefined.
  void require_span(const Real& least, const Real& maximum) const;
};

Plan read_plan(Reader& reader);

/// Numbers that are few, and which of them stands where: the scores of a row's keys, or one coordinate of their values.
class Column {
 public:
  /// The index of a number, equal ones once.
  std::uint32_t intern(const Real& x);
  void push(std::uint32_t index) { places_.push_back(index); }
  void push(const Real& x) { push(intern(x)); }
  void resize(std::size_t size) { places_.resize(size); }
  void set(std::size_t place, std::uint32_t index) { places_[place] = index; }
  std::size_t size() const { return places_.size(); }
  std::uint32_t index(std::size_t place) const { return places_[place]; }
  const std::vector<Real>& numbers() const { return numbers_; }
  const Real& operator[](std::size_t place) const { return numbers_[places_[place]]; }

 private:
  struct Less {
    bool operator()(const Real& x, const Real& y) const { return less(x, y); }
  };
  std::vector<Real> numbers_;
  std::map<Real, std::uint32_t, Less> known_;
  std::vector<std::uint32_t> places_;
};

/// One head: `scores` of the keys in token order, and the outputs y, one for each coordinate of the values (columns of the
/// same length), evaluated as the format says, in the plan's order of keys. Undefined as it says.
std::vector<Real> heads(const Plan& plan, const Column& scores, const std::vector<Column>& values);

}  // namespace attest::checker

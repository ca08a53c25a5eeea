// How much work a search may do before it gives up with one clear line: a count of greedy steps (the same on every machine, unlike a
// clock), some seconds at most. Without it the searches at 10^7 bits and more run for hours.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "bounds/inequality.hpp"

namespace attest::bounds {

class SearchLimit {
 public:
  /// `steps`: greedy steps in doubles that may be walked; `instead`: what to ask, e.g. "evaluate at sizes instead: --m --n1".
  SearchLimit(std::string theorem, double steps, std::string instead) : theorem_(std::move(theorem)), instead_(std::move(instead)), limit_(steps), left_(steps) {}

  /// Counts `steps` more; throws std::invalid_argument when they are too many.
  void spend(double steps) {
    left_ -= steps;
    if (!(left_ >= 0)) refuse();
  }
  /// The same for a search that may stop early with what it has: false, and nothing is counted, when they are too many.
  bool try_spend(double steps) {
    if (!(left_ >= steps)) return false;
    left_ -= steps;
    return true;
  }
  /// The exact check of a row walks x greedy steps, some hundred times slower than a double does; throws when they are too many.
  void require_exact_steps(const Integer& x) const {
    if (x > most_exact_steps) refuse();
  }

 private:
  static constexpr long most_exact_steps = 20000;
  [[noreturn]] void refuse() const {
    throw std::invalid_argument(theorem_ + ": these numbers are too big for the search (at most " + Integer(limit_).get_str() + " steps, " + Integer(most_exact_steps).get_str() + " of them exact): take smaller ones, or " + instead_);
  }
  std::string theorem_, instead_;
  double limit_, left_;
};

}  // namespace attest::bounds

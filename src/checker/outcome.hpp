// How a check can end other than well, as exceptions with one line each.
#pragma once

#include <cstdint>
#include <stdexcept>

namespace attest::checker {

/// The text is no certificate: grammar, version, hash, ranges, limits.
class Malformed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A certificate whose claim was not established.
class NotEstablished : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An operation without a finite result: all-inputs claims may meet none, an explicit input may.
class Undefined : public NotEstablished {
 public:
  using NotEstablished::NotEstablished;
};

/// Malformed when more than 2^34 rounded operations are ahead; `operations` may be an estimate of the right order.
inline void require_work(double operations) {
  if (operations > 0x1p34) throw Malformed("this needs more than 2^34 rounded operations");
}

}  // namespace attest::checker

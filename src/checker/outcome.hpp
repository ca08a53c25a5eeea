// How a check can end other than well, as exceptions with one line each.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

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

/// Work beyond what the caller allows: a checker may refuse it as malformed.
class TooMuchWork : public Malformed {
 public:
  using Malformed::Malformed;
};

constexpr double most_work = 0x1p34;

/// TooMuchWork when more than `most` rounded operations are ahead; `operations` may be an estimate of the right order.
inline void require_work(double operations, double most) {
  if (operations > most) throw TooMuchWork("this needs more than " + std::to_string(static_cast<long long>(most)) + " rounded operations");
}

}  // namespace attest::checker

// How a long search listens to whoever runs it: it asks often whether to stop, and says in one line what is under way.
#pragma once

#include <functional>
#include <string>

namespace attest::precision {

/// Thrown where a search found that it is to stop.
struct Stopped {};

struct Watch {
  std::function<bool()> stopped;                  ///< may be empty: never
  std::function<void(const std::string&)> report; ///< may be empty: nobody listens

  void check() const {
    if (stopped && stopped()) throw Stopped{};
  }
  void say(const std::string& line) const {
    if (report) report(line);
  }
};

}  // namespace attest::precision

// Ctrl-C and termination: the first signal asks for a partial report, the second one ends the program at once.
#pragma once

namespace attest::engine {

/// Installs the handlers for SIGINT and SIGTERM while it lives; there may be one at a time.
class Interruptible {
 public:
  Interruptible();
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
};

/// 0, or the number of the first signal that arrived.
int signal_received();

}  // namespace attest::engine

// A handler may touch only a lock-free atomic and _exit: everything else happens in the run loop, which polls.
#include "engine/interrupt.hpp"

#include <csignal>
#include <unistd.h>

#include <atomic>

namespace attest::engine {

namespace {

std::atomic<int> first_signal{0};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void on_signal(int number) {
  int expected = 0;
  if (!first_signal.compare_exchange_strong(expected, number)) _exit(128 + number);
}

struct sigaction previous_interrupt, previous_terminate;

}  // namespace

Interruptible::Interruptible() {
  first_signal = 0;
  struct sigaction action = {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, &previous_interrupt);
  sigaction(SIGTERM, &action, &previous_terminate);
}

Interruptible::~Interruptible() {
  sigaction(SIGINT, &previous_interrupt, nullptr);
  sigaction(SIGTERM, &previous_terminate, nullptr);
}

int signal_received() { return first_signal.load(); }

}  // namespace attest::engine

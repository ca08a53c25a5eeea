// A handler may touch only lock-free atomics, clock_gettime and _exit: everything else happens in the run loop, which polls.
// timeout(1), shells and CI runners signal a program and then its whole group: two signals within half a second are one wish.
#include "engine/interrupt.hpp"

#include <csignal>
#include <ctime>
#include <unistd.h>

#include <atomic>

namespace attest::engine {

namespace {

std::atomic<int> first_signal{0};
std::atomic<long long> first_signal_milliseconds{0};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<long long>::is_always_lock_free);

constexpr long long one_wish_milliseconds = 500;

long long now_milliseconds() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<long long>(now.tv_sec) * 1000 + now.tv_nsec / 1000000;
}

extern "C" void on_signal(int number) {
  int expected = 0;
  if (first_signal.compare_exchange_strong(expected, number)) {
    first_signal_milliseconds = now_milliseconds();
  } else if (now_milliseconds() - first_signal_milliseconds > one_wish_milliseconds) {
    _exit(128 + number);
  }
}

struct sigaction previous_interrupt, previous_terminate;

}  // namespace

Interruptible::Interruptible() {
  first_signal = 0;
  first_signal_milliseconds = now_milliseconds();  // a second signal may come before the first one's time is stored
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

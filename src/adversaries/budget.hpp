// What an attack may spend, and the meter that ends it. Budgets count evaluations, not seconds: the same seed and budget
// give the same result on every machine; the stop flag is the only thing that may cut a run short.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "adversaries/result.hpp"

namespace attest::adversaries {

struct AttackBudget {
  std::uint64_t evaluations = 4'000'000;       ///< calls into the model
  std::size_t memory_bytes = 64u << 20;        ///< for the tables of one attack
  const std::atomic<bool>* stop = nullptr;     ///< honoured between two evaluations
};

/// Thrown by Meter::spend when nothing is left; every engine's public function turns it into NotFound.
struct Spent {
  bool stopped = false;
};

class Meter {
 public:
  explicit Meter(const AttackBudget& budget)
      : stop_(budget.stop), limit_(budget.evaluations), until_(budget.evaluations), memory_bytes_(budget.memory_bytes),
        begin_(std::chrono::steady_clock::now()) {}

  /// Pays before the model is called.
  void spend(std::uint64_t evaluations = 1) {
    if (stop_ && stop_->load(std::memory_order_relaxed)) throw Spent{true};
    if (evaluations > until_ - spent_) throw Spent{};
    spent_ += evaluations;
  }

  /// Until release(), at most `evaluations` more may be spent (never more than the whole budget).
  void allow(std::uint64_t evaluations) { until_ = evaluations < limit_ - spent_ ? spent_ + evaluations : limit_; }
  void release() { until_ = limit_; }

  std::uint64_t left() const { return until_ - spent_; }
  std::size_t memory_bytes() const { return memory_bytes_; }
  Cost cost() const {
    return {spent_, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count()};
  }

 private:
  const std::atomic<bool>* stop_;
  std::uint64_t limit_, until_, spent_ = 0;
  std::size_t memory_bytes_;
  std::chrono::steady_clock::time_point begin_;
};

}  // namespace attest::adversaries

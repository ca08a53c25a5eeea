// Progress on standard error: one line rewritten in place on a terminal, plain lines otherwise.
#pragma once

#include <chrono>
#include <string>

#include "cli/values.hpp"
#include "engine/run.hpp"

namespace attest::cli {

class Progress {
 public:
  /// automatic: a bar on a terminal, plain lines otherwise; always: a bar; never: nothing.
  /// all: how many jobs will end.
  Progress(When when, std::size_t all);
  engine::Observer observer();
  /// Wipes the bar.
  void end();

 private:
  void draw(const std::string& line);

  bool bar_ = false, lines_ = false;
  std::size_t done_ = 0, all_;
  std::chrono::steady_clock::time_point drawn_;
};

}  // namespace attest::cli

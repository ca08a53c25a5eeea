// The engine calls the observer under its lock, so nothing here is locked. The bar is redrawn at most 10 times a second.
#include "cli/progress.hpp"
#include "cli/output.hpp"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

namespace attest::cli {

namespace {

constexpr std::size_t bar_cells = 24;

std::size_t terminal_columns() {
  winsize size = {};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

Progress::Progress(When when, std::size_t all) : all_(all) {
  bar_ = when == When::always || (when == When::automatic && isatty(STDERR_FILENO));
  lines_ = !bar_ && when == When::automatic;
}

void Progress::draw(const std::string& line) {
  const std::size_t filled = all_ == 0 ? 0 : done_ * bar_cells / all_;
  std::string text = fmt::format("[{}{}] {}/{} {}", std::string(filled, '#'), std::string(bar_cells - filled, '.'), done_, all_, line);
  text.resize(std::min(text.size(), terminal_columns() - 1));
  warn("\r{}\033[K", text);
  drawn_ = std::chrono::steady_clock::now();
}

engine::Observer Progress::observer() {
  engine::Observer observer;
  if (!bar_ && !lines_) return observer;
  observer.started = [this](const evidence::Cell& cell) {
    if (bar_) draw(cell.name);
  };
  observer.reported = [this](const evidence::Cell& cell, const std::string& line) {
    if (bar_ && std::chrono::steady_clock::now() - drawn_ > std::chrono::milliseconds(100)) draw(cell.name + ": " + line);
  };
  observer.finished = [this](const evidence::Cell& cell, std::size_t done, std::size_t all) {
    done_ = done;
    if (bar_) {
      draw(cell.name);
    } else {
      warn("attest: {}/{} {}: {}{}, {:.1f} s\n", done, all, cell.name, evidence::to_text(cell.verdict),
                 cell.holds || cell.verdict == evidence::Verdict::unknown ? "" : " (does not hold)", cell.seconds);
    }
  };
  return observer;
}

void Progress::end() {
  if (bar_) warn("\r\033[K");
}

}  // namespace attest::cli

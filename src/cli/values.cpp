// Everything that a user may type as a value is parsed here, whole and with its range checked.
#include "cli/values.hpp"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <map>
#include <stdexcept>

#include "cli/names.hpp"

namespace attest::cli {

std::chrono::milliseconds parse_duration(const std::string& text) {
  static const std::map<std::string, double> units{{"ms", 1}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}};
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto unit = units.find(text.substr(digits));
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number, std::chars_format::fixed);
  if (unit == units.end() || error != std::errc() || end != text.data() + digits) {
    throw std::invalid_argument(fmt::format("'{}' is no duration: give a number and a unit, such as 500ms, 90s, 1.5m or 2h", text));
  }
  const double milliseconds = std::round(number * unit->second);
  if (!(milliseconds >= 1 && milliseconds <= 1000 * 3600e3)) {
    throw std::invalid_argument(fmt::format("a duration of '{}' is out of range: give 1ms to 1000h", text));
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds));
}

Report parse_report(const std::string& text, bool html) {
  const std::size_t colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  if (colon == std::string::npos || (kind != "json" && !(html && kind == "html"))) {
    throw std::invalid_argument(fmt::format("'{}' is no report: give json:FILE{}", text, html ? " or html:FILE" : ""));
  }
  if (colon + 1 == text.size()) throw std::invalid_argument(fmt::format("--report {}: needs the name of a file after the colon", kind));
  return {kind, text.substr(colon + 1)};
}

hierarchy::Effort parse_effort(const std::string& text) {
  if (text == "smoke") return hierarchy::Effort::smoke;
  if (text == "check") return hierarchy::Effort::check;
  if (text == "nightly") return hierarchy::Effort::nightly;
  throw std::invalid_argument(fmt::format("'{}' is no effort{} (one of smoke, check, nightly)", text, suggestion(text, {"smoke", "check", "nightly"})));
}

unsigned parse_jobs(const std::string& text) {
  unsigned jobs = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), jobs);
  if (error != std::errc() || end != text.data() + text.size() || jobs < 1 || jobs > 1024) {
    throw std::invalid_argument(fmt::format("'{}' is no number of jobs: give 1 to 1024", text));
  }
  return jobs;
}

int parse_count(const std::string& flag, const std::string& text) {
  int count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count < 1) {
    throw std::invalid_argument(fmt::format("{} takes a number from 1 to 2147483647, not '{}'", flag, text));
  }
  return count;
}

When parse_when(const std::string& flag, const std::string& text) {
  if (text == "auto") return When::automatic;
  if (text == "always") return When::always;
  if (text == "never") return When::never;
  throw std::invalid_argument(fmt::format("{} takes auto, always or never, not '{}'", flag, text));
}

bool use_colour(When when) {
  if (when != When::automatic) return when == When::always;
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  if (no_color && *no_color) return false;
  return isatty(STDOUT_FILENO) && !(terminal && std::string(terminal) == "dumb");
}

std::size_t text_width() {
  winsize size = {};
  if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 120;
  return std::clamp<std::size_t>(size.ws_col, 60, 140);
}

}  // namespace attest::cli

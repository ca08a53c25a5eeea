// Script and output go through files without names, so that no pipe fills up and nothing is left behind.
#include "report/gnuplot.hpp"

#include <fmt/core.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace attest::report {

namespace {

constexpr const char* advice = "install the Debian package gnuplot-nox, or leave --report html: out";

[[noreturn]] void fail(const std::string& why) { throw CannotReadOrWrite(fmt::format("cannot draw plots: {}; {}", why, advice)); }

class Scratch {
 public:
  Scratch() : file_(std::tmpfile()) {
    if (!file_) fail(fmt::format("no temporary file ({})", std::strerror(errno)));
  }
  ~Scratch() { std::fclose(file_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  int descriptor() const { return fileno(file_); }
  void put(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), file_) != text.size() || std::fflush(file_) != 0) fail(fmt::format("no room for its script ({})", std::strerror(errno)));
    std::rewind(file_);
  }
  std::string take() {
    std::string text;
    char buffer[65536];
    std::rewind(file_);
    for (std::size_t count; (count = std::fread(buffer, 1, sizeof buffer, file_)) > 0;) text.append(buffer, count);
    return text;
  }

 private:
  std::FILE* file_;
};

/// With the signals of a fresh process: the run that asks may be one that was interrupted.
pid_t start(const Scratch& in, const Scratch& out, const Scratch& err) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, in.descriptor(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, out.descriptor(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, err.descriptor(), STDERR_FILENO);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  char name[] = "gnuplot", plain[] = "-d";
  char* arguments[] = {name, plain, nullptr};
  pid_t child = -1;
  const int code = posix_spawnp(&child, name, &files, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (code == ENOENT) fail("gnuplot is not installed");
  if (code != 0) fail(fmt::format("gnuplot does not start ({})", std::strerror(code)));
  return child;
}

/// Its exit status; killed when it takes too long.
int wait_for(pid_t child, std::chrono::milliseconds patience) {
  int status = 0;
  const auto end = std::chrono::steady_clock::now() + patience;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      fail("gnuplot takes too long");
    }
    usleep(2'000);
  }
  return status;
}

/// The last line that says something: gnuplot points at the place first.
std::string complaint(const std::string& text) {
  std::string line, last;
  for (const char c : text + "\n") {
    if (c != '\n') line += c;
    else if (line.find_first_not_of(" \t^") != std::string::npos) last = std::exchange(line, "");
    else line.clear();
  }
  last.erase(0, std::min(last.size(), last.find_first_not_of(" \t")));
  return last.empty() ? "" : ": " + last.substr(0, 200);
}

}  // namespace

std::string gnuplot(const std::string& script, std::chrono::milliseconds patience) {
  Scratch in, out, err;
  in.put(script);
  const int status = wait_for(start(in, out, err), patience);
  if (WIFSIGNALED(status)) fail(fmt::format("gnuplot was ended by signal {}", WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0) fail(fmt::format("gnuplot failed with exit code {}{}", WEXITSTATUS(status), complaint(err.take())));
  return out.take();
}

void require_gnuplot() {
  const std::string drawn = gnuplot("set terminal svg\nplot [0:1] x\n");
  if (drawn.find("<svg") == std::string::npos || drawn.find("</svg>") == std::string::npos) fail("gnuplot draws no SVG");
}

}  // namespace attest::report

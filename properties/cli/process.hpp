// Runs the program as a user does: in a process of its own, with its output and exit code caught. The real program by
// exec, or run_program with a table of fake cells in a fork (so that verdicts, errors and delays can be planted).
#pragma once

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "cli/program.hpp"

namespace attest::trial {

struct Output {
  int code = -1;   ///< 128 + signal when a signal ended it
  std::string out, err;
};

/// A new folder that is removed at the end.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "attest-test-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }
  std::size_t entries() const {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(path_)) ++count;
    return count;
  }

 private:
  std::string path_;
};

inline std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline void write_text(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

/// One running program; output goes to files, so that no pipe can fill up.
class Process {
 public:
  explicit Process(const std::function<int()>& body) {
    std::fflush(nullptr);
    child_ = fork();
    if (child_ < 0) throw std::runtime_error("cannot fork");
    if (child_ == 0) {
      const bool ready = std::freopen("/dev/null", "r", stdin) && std::freopen((folder_ / "out").c_str(), "w", stdout) &&
                         std::freopen((folder_ / "err").c_str(), "w", stderr);
      int code = 99;
      if (ready) code = body();
      std::fflush(nullptr);
      _exit(code);
    }
  }
  void signal(int number) const { kill(child_, number); }
  std::string error_so_far() const { return text_of_file(folder_ / "err"); }
  Output wait() {
    int status = 0;
    waitpid(child_, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), text_of_file(folder_ / "out"), text_of_file(folder_ / "err")};
  }

 private:
  Folder folder_;
  pid_t child_ = -1;
};

using Cells = std::vector<hierarchy::CellPlan>;
using Arguments = std::vector<std::string>;

/// The real program, or another one of the build folder (or of the system, by its whole path).
inline std::function<int()> real(const Arguments& arguments, const std::string& program = "attest") {
  return [arguments, program] {
    std::vector<std::string> words{program.starts_with("/") ? program : ATTEST_BINARY_DIR "/" + program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    execv(pointers[0], pointers.data());
    return 98;
  };
}

inline std::function<int()> with_cells(const Cells& cells, const Arguments& arguments) {
  return [cells, arguments] { return cli::run_program(arguments, [cells] { return cells; }); };
}

inline Output attest(const Arguments& arguments) { return Process(real(arguments)).wait(); }
inline Output attest(const Cells& cells, const Arguments& arguments) { return Process(with_cells(cells, arguments)).wait(); }

/// Lines of a text; messages must be exactly one.
inline std::size_t lines(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

}  // namespace attest::trial

// POSIX calls, because streams lose errno and hide a full disk until their destructor, which cannot report it.
#include "report/output_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace attest::report {

namespace {

[[noreturn]] void fail(const std::string& verb, const std::string& path, int code, const std::string& advice) {
  throw CannotReadOrWrite(fmt::format("cannot {} '{}': {}; {}", verb, path, std::strerror(code), advice));
}

constexpr const char* advice = "give a path in a writable folder with enough space";

/// Closes and, unless kept, removes the file when it goes.
class Temporary {
 public:
  explicit Temporary(const std::string& target) : target_(target), path_(target + ".XXXXXX") {
    descriptor_ = mkstemp(path_.data());
    if (descriptor_ < 0) fail("write", target_, errno, advice);
    const mode_t mask = umask(0);
    umask(mask);
    fchmod(descriptor_, 0666 & ~mask);
  }
  ~Temporary() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!kept_) unlink(path_.c_str());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  int descriptor() const { return descriptor_; }

  void keep() {
    const int descriptor = descriptor_;
    descriptor_ = -1;
    if (fsync(descriptor) != 0 && errno != EINVAL) {
      const int code = errno;
      close(descriptor);
      fail("write", target_, code, advice);
    }
    if (close(descriptor) != 0) fail("write", target_, errno, advice);
    if (std::rename(path_.c_str(), target_.c_str()) != 0) fail("write", target_, errno, advice);
    kept_ = true;
  }

 private:
  std::string target_, path_;
  int descriptor_ = -1;
  bool kept_ = false;
};

void write_all(int descriptor, const std::string& path, const std::string& content) {
  for (std::size_t done = 0; done < content.size();) {
    const ssize_t count = write(descriptor, content.data() + done, content.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("write", path, errno, advice);
    done += static_cast<std::size_t>(count);
  }
}

/// How a path is written: by replacing the file behind its symbolic links, or, where nothing may be replaced (devices, pipes,
/// a name of an output that is open already, such as /dev/stdout), by writing into it.
struct Target {
  std::string path;
  bool direct = false;
};

Target resolve(const std::string& path) {
  struct stat there, open_output;
  if (stat(path.c_str(), &there) != 0) return {path, false};
  if (S_ISDIR(there.st_mode)) fail("write", path, EISDIR, "give the name of a file");
  if (!S_ISREG(there.st_mode)) return {path, true};
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
    if (fstat(descriptor, &open_output) == 0 && open_output.st_dev == there.st_dev && open_output.st_ino == there.st_ino) return {path, true};
  }
  std::error_code error;
  const auto canonical = std::filesystem::canonical(path, error);
  if (error) fail("write", path, error.value(), advice);
  return {canonical.string(), false};
}

}  // namespace

void write_file(const std::string& path, const std::string& content) {
  const Target target = resolve(path);
  if (target.direct) {
    // A pipe that nobody reads would block here for ever; one with a reader is then written as fast as it is read.
    const int descriptor = open(path.c_str(), O_WRONLY | O_APPEND | O_NONBLOCK);
    if (descriptor < 0) fail("write", path, errno, errno == ENXIO ? "start what reads this pipe first" : advice);
    fcntl(descriptor, F_SETFL, O_APPEND);
    try {
      write_all(descriptor, path, content);
    } catch (...) {
      close(descriptor);
      throw;
    }
    if (close(descriptor) != 0) fail("write", path, errno, advice);
    return;
  }
  Temporary file(target.path);
  write_all(file.descriptor(), path, content);
  file.keep();
}

void require_writable(const std::string& path) {
  const Target target = resolve(path);
  if (!target.direct) Temporary probe(target.path);
}

void make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) fail("make the folder", path, error.value(), "give a path in a writable folder");
  if (access(path.c_str(), W_OK | X_OK) != 0) fail("write into", path, errno, "give a writable folder");
}

std::string read_file(const std::string& path, std::size_t limit) {
  std::error_code ignored;  // a pipe might wait for a writer for ever
  if (std::filesystem::is_fifo(path, ignored)) throw CannotReadOrWrite(fmt::format("cannot read '{}': it is a pipe; give the name of a regular file", path));
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) fail("read", path, errno, "give the name of a readable file");
  std::string content;
  char buffer[65536];
  std::size_t count;
  while (content.size() <= limit && (count = std::fread(buffer, 1, sizeof buffer, file)) > 0) content.append(buffer, count);
  const int code = std::ferror(file) ? errno : 0;
  std::fclose(file);
  if (code != 0) fail("read", path, code, "give the name of a readable file");
  if (content.size() > limit) throw CannotReadOrWrite(fmt::format("'{}' has more than {} bytes: no file of attest is so large", path, limit));
  return content;
}

}  // namespace attest::report

// Files that are there whole or not at all.
#pragma once

#include <stdexcept>
#include <string>

namespace attest::report {

/// One line: what could not be read or written, why, and what to do.
class CannotReadOrWrite : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Writes a temporary file beside `path` and renames it; on any failure nothing is left behind and what stood at `path`
/// before is still there. A symbolic link stays one. What must not be replaced (devices, pipes, /dev/stdout) is written into.
void write_file(const std::string& path, const std::string& content);

/// Throws now what write_file would throw later for want of a folder or permission; leaves nothing behind.
void require_writable(const std::string& path);

/// The folder and its parents are made where they are missing.
void make_folder(const std::string& path);

/// At most `limit` bytes, or CannotReadOrWrite.
std::string read_file(const std::string& path, std::size_t limit);

}  // namespace attest::report

// Replays files and folders of files through a fuzz target, without libFuzzer: fuzz_NAME PATH...
// Exit code 0 when every file passed, 2 without a path or file, 8 when one cannot be read; a finding aborts.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace files = std::filesystem;

/// Files in a folder and below it in the order of their names; a file is itself.
std::vector<files::path> files_of(const files::path& path) {
  if (!files::is_directory(path)) return {path};
  std::vector<files::path> found;
  for (const auto& entry : files::recursive_directory_iterator(path))
    if (entry.is_regular_file()) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

int main(int count, char** arguments) {
  std::size_t replayed = 0;
  for (int i = 1; i < count; ++i) {
    for (const files::path& path : files_of(arguments[i])) {
      std::ifstream file(path, std::ios::binary);
      if (!file) {
        std::fprintf(stderr, "cannot read '%s': give files or folders of inputs\n", path.c_str());
        return 8;
      }
      const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
      std::fprintf(stderr, "%s\n", path.c_str());
      LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
      ++replayed;
    }
  }
  if (replayed == 0) {
    std::fprintf(stderr, "nothing to replay: give files or folders of inputs\n");
    return 2;
  }
  std::fprintf(stderr, "%zu inputs passed\n", replayed);
}

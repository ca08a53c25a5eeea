// Tests that always fail, registered only when ATTEST_CANARY asks for them: failures must be seen by GoogleTest, by
// support/property.hpp and by ci/test-part, and so must a run of zero cases.
#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/property.hpp"

namespace attest {
namespace {

namespace files = std::filesystem;

class Canary : public testing::Test {
 public:
  explicit Canary(std::string kind) : kind_(std::move(kind)) {}
  void TestBody() override {
    if (kind_ == "fails") ADD_FAILURE() << "planted";
    if (kind_ == "property") support::expect_holds("planted", [](int x) { RC_ASSERT(x != x); });
    if (kind_ == "discards") support::expect_holds("planted", [] { RC_DISCARD("always"); });
    if (kind_ == "throws") throw std::runtime_error("planted");
    if (kind_ == "crashes") std::abort();
    if (kind_ == "skips") GTEST_SKIP();
    if (kind_ == "holds") support::expect_holds("fine", [](int x) { RC_ASSERT(x == x); });
  }

 private:
  std::string kind_;
};

const bool registered = [] {
  const char* kind = std::getenv("ATTEST_CANARY");
  if (kind) testing::RegisterTest("Canary", kind, nullptr, nullptr, __FILE__, __LINE__, [kind] { return new Canary(kind); });
  return kind != nullptr;
}();

std::string self() { return files::read_symlink("/proc/self/exe").string(); }

struct Result {
  int code;
  std::string output;
};

Result shell(const std::string& command) {
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot start a shell");
  std::string output;
  char buffer[4096];
  for (std::size_t count; (count = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) output.append(buffer, count);
  const int status = pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128, output};
}

Result canary(const std::string& kind, const std::string& environment = "") {
  return shell("env ATTEST_CANARY=" + kind + " " + environment + " '" + self() + "' --gtest_filter=Canary.*");
}

TEST(CanaryIsSeen, ByGoogleTest) {
  for (const std::string kind : {"fails", "property", "discards", "throws", "crashes"}) EXPECT_NE(canary(kind).code, 0) << kind;
  EXPECT_EQ(canary("holds").code, 0) << "the canaries fail for their own reason";
}

TEST(CanaryIsSeen, WhenAPropertyRunsZeroCases) {
  const Result result = canary("holds", "RC_PARAMS=max_success=0");
  EXPECT_NE(result.code, 0) << result.output;
  EXPECT_NE(result.output.find("no case was run"), std::string::npos) << result.output;
}

/// ci/test-part in a small repository whose only test program is this one with a canary.
class Part {
 public:
  Part() {
    std::string name = (files::temp_directory_path() / "attest-canary-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    root_ = name;
    files::create_directories(root_ / "ci");
    files::create_directories(root_ / "build/release/properties");
    for (const char* script : {"test-part", "common.sh"}) files::copy_file(files::path(ATTEST_SOURCE_DIR) / "ci" / script, root_ / "ci" / script);
  }
  ~Part() { files::remove_all(root_); }

  /// "PASSED FAILED" as ci/test sums it up.
  std::string counts(const std::string& kind, const std::string& filter, const std::string& environment = "") const {
    const files::path program = root_ / "build/release/properties/test_canary";
    std::ofstream(program) << "#!/bin/sh\nATTEST_CANARY=" << kind << " exec '" << self() << "' --gtest_filter='" << filter << "' \"$@\"\n";
    files::permissions(program, files::perms::owner_all);
    shell("env " + environment + " '" + (root_ / "ci/test-part").string() + "' canary");
    std::ifstream file(root_ / "build/release/test-logs/canary.count");
    std::string line;
    std::getline(file, line);
    return line;
  }

 private:
  files::path root_;
};

TEST(CanaryIsSeen, ByTheContinuousIntegration) {
  const Part part;
  EXPECT_EQ(part.counts("holds", "Canary.*"), "1 0");
  for (const std::string kind : {"fails", "property", "discards", "throws", "crashes", "skips"}) EXPECT_EQ(part.counts(kind, "Canary.*"), "0 1") << kind;
  EXPECT_EQ(part.counts("holds", "Canary.*", "RC_PARAMS=max_success=0"), "1 0") << "the environment must not narrow what runs";
  EXPECT_EQ(part.counts("holds", "NoSuchTest.*").substr(0, 2), "0 ") << "a filter that matches nothing";
  EXPECT_NE(part.counts("holds", "NoSuchTest.*"), "0 0") << "a filter that matches nothing must count as a failure";
}

}  // namespace
}  // namespace attest

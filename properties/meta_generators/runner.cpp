// A property that ran no case must fail its test: shown by running this very program with RC_PARAMS that ask for none.
#include "support/generators.hpp"
#include "support/property.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace attest::support {
namespace {

TEST(Runner, Probe) {
  expect_holds("words differ from themselves plus one", [] {
    const std::uint64_t x = *words();
    RC_ASSERT(x != x + 1);
  });
}

/// Exit code of this program, only the probe, with RC_PARAMS.
int probe_with(const std::string& parameters) {
  const std::string command = "RC_PARAMS='" + parameters + "' /proc/" + std::to_string(getpid()) +
                              "/exe --gtest_filter=Runner.Probe > /dev/null 2>&1";
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Runner, ZeroCasesFail) {
  EXPECT_EQ(probe_with("seed=1"), 0);
  EXPECT_NE(probe_with("max_success=0"), 0);
}

}  // namespace
}  // namespace attest::support

// Tables of bad input: each entry is one clear line on stderr, nothing on stdout, and the right exit code.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "cli/process.hpp"

namespace attest::trial {

struct Bad {
  Arguments arguments;
  int code;
  std::string says;  ///< a part of the line
};

inline void expect_refused(const std::vector<Bad>& table, const std::function<Output(const Arguments&)>& run) {
  for (const Bad& bad : table) {
    const Output output = run(bad.arguments);
    std::string shown;
    for (const std::string& word : bad.arguments) shown += word + ' ';
    EXPECT_EQ(output.code, bad.code) << shown << output.err;
    EXPECT_EQ(lines(output.err), 1u) << shown << output.err;
    EXPECT_NE(output.err.find(bad.says), std::string::npos) << shown << output.err;
    EXPECT_EQ(output.out, "") << shown;
  }
}

}  // namespace attest::trial

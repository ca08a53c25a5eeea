// Running a RapidCheck property inside a GoogleTest case so that it cannot pass without cases.
// For tests only: this includes RapidCheck.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sstream>
#include <string>
#include <utility>

namespace attest::support {

/// Runs the property `percent`% of RapidCheck's max_success times (100 unless RC_PARAMS says otherwise). It takes arguments of
/// arbitrary types or draws with `*generator`; failures inside are RC_ASSERT and exceptions, never EXPECT.
/// The test case fails when the property does, when RapidCheck gives up, and when no case ran.
template <class Property>
void expect_holds(const std::string& claim, Property&& property, int percent = 100) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = static_cast<int>(static_cast<long>(params.maxSuccess) * percent / 100);
  rc::detail::TestMetadata metadata;
  metadata.id = metadata.description = claim;
  const auto result = rc::detail::checkTestable(std::forward<Property>(property), metadata, params);
  if (!result.template is<rc::detail::SuccessResult>()) {
    std::ostringstream message;
    rc::detail::printResultMessage(result, message);
    ADD_FAILURE() << claim << ":\n" << message.str();
    return;
  }
  const int cases = result.template get<rc::detail::SuccessResult>().numSuccess;
  if (cases == 0) ADD_FAILURE() << claim << ": no case was run";
  testing::Test::RecordProperty("cases", cases);
}

}  // namespace attest::support

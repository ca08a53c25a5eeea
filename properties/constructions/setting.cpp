// Settings as lines of certificates, there and back.
#include "constructions/setting.hpp"

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <stdexcept>

namespace {

using namespace attest;
using namespace attest::constructions;

std::map<std::string, std::string> lines_of(const std::string& block) {
  std::map<std::string, std::string> lines;
  std::istringstream stream(block);
  for (std::string key, words; stream >> key && std::getline(stream >> std::ws, words);) lines[key] = words;
  return lines;
}

Setting read(const std::map<std::string, std::string>& lines) {
  return setting_of_block([&](const std::string& key) { return lines.at(key); });
}

TEST(Setting, lines_and_back) {
  Setting mixed = finite_setting("bfloat16", attention::Softmax::naive, attention::Exponential::base2);
  mixed.plan.score = Emulated(arithmetic::parse_format("p11"), arithmetic::Rounding::up, arithmetic::parse_sum_order("pairwise"), true);
  mixed.plan.weight = Emulated(arithmetic::parse_format("fx(6,3)"), arithmetic::Rounding::down, arithmetic::parse_sum_order("blocked(3)"));
  mixed.plan.accumulator = Emulated(arithmetic::parse_format("binary32"), arithmetic::Rounding::toward_zero, arithmetic::parse_sum_order("exact"));
  mixed.plan.state = Emulated(arithmetic::parse_format("e5m2"));
  mixed.plan.output = Emulated(arithmetic::parse_format("e8p9"));
  mixed.plan.normalisation = attention::Normalisation::weights_first;
  mixed.plan.key_order = attention::KeyOrder::last_to_first;
  for (const Setting& setting : {mixed, finite_setting("binary64"), exact_setting()}) {
    const std::string block = arithmetic_block(setting);
    const Setting found = read(lines_of(block));
    EXPECT_EQ(arithmetic_block(found), block);
    EXPECT_EQ(found.name, setting.name);
    EXPECT_EQ(found.exact, setting.exact);
  }
}

TEST(Setting, unknown_words) {
  const auto lines = lines_of(arithmetic_block(finite_setting("binary32")));
  for (const auto& [key, wrong] : std::map<std::string, std::string>{{"exact", "perhaps"}, {"softmax", "soft"}, {"exponential", "three"}, {"keys", "all"},
                                                                     {"input", "binary33 nearest-even left-to-right unfused"}, {"state", "binary32 nearest-even left-to-right"},
                                                                     {"output", "binary32 nearest-even left-to-right unfused more"}, {"score", "binary32 nearest-even left-to-right maybe"}}) {
    auto edited = lines;
    edited.at(key) = wrong;
    EXPECT_THROW(read(edited), std::invalid_argument) << key << " " << wrong;
  }
}

}  // namespace

// Configurations: bad text is refused in one line that says what and where; packing is lossless; climbing is honest.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdio>
#include <sstream>

#include "search/family.hpp"
#include "search/hill_climb.hpp"
#include "search/packing.hpp"

namespace attest::search {
namespace {

const std::string folder = std::string(ATTEST_SOURCE_DIR) + "/corpus/configurations";

std::string good() {
  return "name x\nfamily E\norigin structured\ntask eva\nsizes n=4\nlayer R\nrole facts\nmechanism linear\nwidth 3\nstate ufx(2,0)\ndrop 3\n";
}

std::string with(const std::string& from, const std::string& to) {
  std::string text = good();
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("no '" + from + "' in the text");
  return text.replace(at, from.size(), to);
}

std::string complaint(const std::string& text) {
  try {
    build(parse_configuration(text));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(Configuration, AGoodOneIsRead) {
  const auto c = parse_configuration(good());
  EXPECT_EQ(c.string(), "R");
  EXPECT_EQ(c.layers[0].width, 3);
  EXPECT_EQ(task_of(c)->sizes(), "n=4");
  const auto machine = build(c);
  EXPECT_TRUE(bound_of(c, *machine).holds);
  EXPECT_EQ(bound_of(c, *machine).left, "6");
  EXPECT_EQ(machine->answer(std::vector<attention::Representation>{{1, 0, 3}, {1, 1, 2}, {1, 2, 1}, {1, 3, 3}, {0, 1}}), 2);
}

TEST(Configuration, BadTextIsRefusedInOneLine) {
  const std::pair<std::string, std::string> table[] = {
      {with("width 3", "widht 3"), "line 9: unknown key 'widht'; did you mean 'width'"},
      {with("width 3", "width three"), "width is 'three', but it must be an integer from 1 to 4096"},
      {with("width 3", "width 0"), "width is '0'"},
      {with("width 3", "width 99999"), "width is '99999'"},
      {with("width 3", "width 3\nwidth 3"), "width stands here a second time"},
      {with("width 3", "width 3\nheads 2"), "heads = 2 does not divide width = 3"},
      {with("width 3", "width"), "width needs a value"},
      {with("family E", "family EE"), "family 'EE' is unknown; did you mean 'E'"},
      {with("task eva", "task evva"), "did you mean 'eva'"},
      {with("sizes n=4", "sizes n=0"), "n"},
      {with("sizes n=4", "sizes m=4"), "has no size 'm'"},
      {with("origin structured", "origin other"), "origin 'other' is unknown"},
      {with("name x\n", ""), "'name' is missing"},
      {with("name x\n", "width 3\nname x\n"), "belongs to a layer"},
      {with("drop 3", "name y"), "belongs before the first layer"},
      {with("drop 3", "drop 4"), "drop names item 4, but there are 4 items (0..3)"},
      {with("drop 3", "assign 0 1 2"), "assign names 3 slots, but there are 4 items"},
      {with("drop 3", "assign 0 1 2 3"), "assign uses slot 3, but there are 3 slots"},
      {with("layer R", "layer Q"), "layer 'Q' is unknown"},
      {with("role facts", "role fact"), "did you mean 'facts'"},
      {with("role facts", "role members"), "role members needs task two-sum"},
      {with("role facts\n", ""), "this layer has no role"},
      {with("state ufx(2,0)", "state p5"), "has no storage size: no lower bound may be issued"},
      {with("state ufx(2,0)", "state fp61"), "the nearest name is"},
      {with("state ufx(2,0)", "state ufx(1,0)"), "does not fit 1 columns"},
      {with("state ufx(2,0)", "state ufx(2,0)\nmechanism lienar"), "a second time"},
      {with("mechanism linear", "mechanism lienar"), "did you mean 'linear'"},
      {with("state ufx(2,0)", "state ufx(2,0)\nbeta 1/2"), "has no beta"},
      {with("state ufx(2,0)", "state ufx(2,0)\ndecay 1/2"), "has no decay"},
      {with("state ufx(2,0)", "state ufx(2,0)\nsoftmax online"), "a layer R has no key 'softmax'"},
      {with("state ufx(2,0)", "state ufx(2,0)\nembedding table 1 0 / 1"), "different lengths"},
      {with("layer R", "layer S"), "role 'facts' is unknown; did you mean 'sets'"},
      {"", "'name' is missing"},
      {"name x\nfamily S\norigin random\ntask two-sum\nsizes n=8 M=33 U=16\nlayer S\nrole members\nblock 4\nblocks-read 3\nwidth 4\nstate ufx(1,0)\n",
       "8 tokens make 2 blocks of 4; take at most that"},
      {"name x\nfamily H2\norigin random\ntask l-seqcomp\nsizes m=4 n1=2\nlayer R\nrole carry\nmechanism linear\nwidth 1\ncolumns 1\nstate ufx(2,0)\nlayer F\nrole row\nlevel 2\nwidth 4\n"
       "accumulator ufx(3,0)\nsoftmax two-pass\n",
       "two-pass softmax takes its maximum over all keys"},
  };
  for (const auto& [text, expected] : table) {
    const std::string said = complaint(text);
    EXPECT_NE(said.find(expected), std::string::npos) << "expected: " << expected << "\nsaid: " << said << "\ntext:\n" << text;
    EXPECT_EQ(said.find('\n'), std::string::npos) << said;
  }
}

/// Deleting the line of a key without a sensible default is refused with the name of that key.
TEST(Configuration, ADeletedRequiredKeyIsNamed) {
  const std::pair<const char*, std::vector<std::string>> files[] = {
      {"e/linear-n32", {"name", "family", "origin", "task", "sizes", "role", "mechanism", "width", "state"}},
      {"t/linear-n32", {"mechanism", "width", "state"}},
      {"s/bitmap-b4-k1-u8", {"block", "blocks-read", "width", "state"}},
      {"s/sets-b4-k1-u16", {"block", "blocks-read", "width"}},
      {"f1/row-m16", {"level", "width", "accumulator"}},
      {"h2/row-m16-n2", {"columns", "level", "at", "accumulator"}},
      {"h2/random-hash-1", {"mechanism", "width", "columns", "state", "modulus", "seed", "accumulator"}}};
  for (const auto& [file, keys] : files)
    for (const std::string& key : keys) {
      std::istringstream stream(load_configuration(folder + "/" + file + ".txt").text);
      std::string text;
      bool deleted = false;
      for (std::string line; std::getline(stream, line);)
        if (!deleted && line.starts_with(key + " ")) deleted = true;
        else text += line + "\n";
      const std::string said = complaint(text);
      const bool named = said.find("'" + key + "'") != std::string::npos || (key == "role" && said.find("no role") != std::string::npos);
      EXPECT_TRUE(deleted || key == "at") << file << " has no " << key;
      EXPECT_TRUE(!deleted || named) << file << " without " << key << ": " << said;
    }
  const std::string toy = "name x\nfamily F1\norigin random\ntask l-seqcomp\nsizes m=8\ntoy folding\ntoy-states 0 0\ntoy-message 9\n";
  EXPECT_NE(complaint(toy).find("'toy-layers', which is missing"), std::string::npos) << complaint(toy);
}

RC_GTEST_PROP(Packing, SlotsComeBackAndSumsOfDistinctSlotsToo, ()) {
  const int number_bits = *rc::gen::inRange(1, 54), slot_bits = *rc::gen::inRange(1, 21);
  const Packing packing(static_cast<std::size_t>(*rc::gen::inRange(1, 30)), number_bits, slot_bits);
  RC_PRE(packing.slots() > 0);
  std::vector<std::int64_t> values(packing.slots()), sum;
  for (auto& value : values) value = *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << slot_bits);
  for (std::size_t s = 0; s < values.size(); ++s) {
    const auto row = packing.place(s, values[s]);
    RC_ASSERT(packing.take(s, row) == values[s]);
    sum.resize(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      RC_ASSERT(row[i] >= 0 && row[i] < std::int64_t{1} << number_bits);
      sum[i] += row[i];
    }
  }
  for (std::size_t s = 0; s < values.size(); ++s) RC_ASSERT(packing.take(s, sum) == values[s]);
}

TEST(HillClimb, NeverDecreasesAndIsDeterministic) {
  const auto start = blank(load_configuration(folder + "/ll-eva/searched-slots-2.txt"));
  const Climb climb{150, 40, 3};
  const auto first = hill_climb(start, climb), second = hill_climb(start, climb);
  EXPECT_EQ(first.best.text, second.best.text);
  EXPECT_EQ(first.rights, second.rights);
  ASSERT_EQ(first.rights.size(), 150u);
  for (std::size_t i = 1; i < first.rights.size(); ++i) ASSERT_GE(first.rights[i], first.rights[i - 1]);
  EXPECT_GT(first.rights.back(), first.rights.front());
  EXPECT_EQ(first.share.right, first.rights.back());
  EXPECT_NE(hill_climb(start, {150, 40, 4}).best.text, first.best.text);
}

TEST(HillClimb, NeverLeavesTheBound) {
  auto text = good();
  text.replace(text.find("drop 3"), 6, "assign 0 -1 -1 -1");
  const auto climbed = hill_climb(parse_configuration(text), {100, 40, 1});
  EXPECT_TRUE(bound_of(climbed.best, *build(climbed.best)).holds);
  text.replace(text.find("width 3"), 7, "width 4");
  EXPECT_THROW(hill_climb(parse_configuration(text), {}), std::invalid_argument);  // at capacity: nothing below
  EXPECT_THROW(hill_climb(parse_configuration(good()), {}), std::invalid_argument);  // nothing to move
}

/// The comment of a searched file says how it was found; doing it again finds it.
TEST(HillClimb, ASearchedFileIsFoundAgain) {
  const auto shipped = load_configuration(folder + "/ll-eva/searched-slots-2.txt");
  std::istringstream stream(shipped.text);
  std::string line, body;
  Climb climb{0, 0, 0};
  while (std::getline(stream, line)) {
    unsigned long long steps = 0, samples = 0, seed = 0;
    if (std::sscanf(line.c_str(), "# Found by hill_climb from blank: steps %llu, samples %llu, seed %llu.", &steps, &samples, &seed) == 3) climb = {steps, samples, seed};
    if (line[0] != '#') body += line + "\n";
  }
  ASSERT_GT(climb.steps, 0u);
  EXPECT_EQ(hill_climb(blank(shipped), climb).best.text, body);
}

}  // namespace
}  // namespace attest::search

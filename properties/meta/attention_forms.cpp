// RapidCheck over the shared Case: the same laws that fuzz/attention_forms.cpp runs, and the exam of the case itself.
#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "evidence/evidence.hpp"
#include "support/attention_forms.hpp"
#include "support/property.hpp"

namespace rc {

/// Whole cases; shrinks token by token, number by number towards 0, and choices towards the first.
template <>
struct Arbitrary<attest::evidence::Case> {
  static Gen<attest::evidence::Case> arbitrary() {
    return gen::shrink(gen::map(gen::container<std::vector<std::uint8_t>>(108, gen::arbitrary<std::uint8_t>()),
                                [](const std::vector<std::uint8_t>& bytes) { return attest::evidence::decode(bytes); }),
                       [](const attest::evidence::Case& c) { return seq::fromContainer(smaller(c)); });
  }
  static std::vector<attest::evidence::Case> smaller(const attest::evidence::Case& c) {
    std::vector<attest::evidence::Case> cases;
    if (c.n > 1) {
      for (int token = 0; token < c.n; ++token) {
        auto next = c;
        const auto begin = next.numbers.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(token) * c.numbers_per_token());
        next.numbers.erase(begin, begin + static_cast<std::ptrdiff_t>(c.numbers_per_token()));
        --next.n;
        next.cut = std::min(next.cut, next.n);
        cases.push_back(next);
      }
    }
    for (std::size_t i = 0; i < c.numbers.size(); ++i) {
      for (int value : {0, c.numbers[i] / 2}) {
        if (value == c.numbers[i]) continue;
        cases.push_back(c);
        cases.back().numbers[i] = value;
      }
    }
    for (const auto& choice : attest::evidence::case_choices()) {
      if (c.*choice.member == choice.names.front()) continue;
      cases.push_back(c);
      cases.back().*choice.member = choice.names.front();
    }
    return cases;
  }
};

}  // namespace rc

namespace attest::evidence {

inline void showValue(const Case& c, std::ostream& stream) { stream << '\n' << to_text(c); }

namespace {

TEST(Cases, EncodeAndDecodeAreInverse) {
  support::expect_holds("encode and decode are inverse", [](const Case& c) {
    RC_ASSERT(decode(encode(c)) == c);
    RC_ASSERT(parse_case(to_text(c)) == c);
  });
}

TEST(Cases, AnyBytesAreACase) {
  support::expect_holds("any bytes are a case", [](const std::vector<std::uint8_t>& bytes) {
    const Case c = decode(bytes);
    RC_ASSERT(decode(encode(c)) == c);
  });
}

TEST(Cases, AChangedTextIsRefusedOrIsAnotherCase) {
  support::expect_holds("a changed text is refused or is another case", [](const Case& c) {
    std::string text = to_text(c);
    const auto place = *rc::gen::inRange<std::size_t>(0, text.size());
    text[place] = *rc::gen::suchThat(rc::gen::inRange<char>(10, 127), [&](char character) { return character != text[place]; });
    try {
      RC_ASSERT(parse_case(text) != c);
    } catch (const MalformedEvidence&) {
    }
  });
}

TEST(Cases, EveryChoiceIsKnownToArithmeticAndAttention) {
  for (const CaseChoices& choice : case_choices()) {
    for (const std::string& name : choice.names) {
      EXPECT_NO_THROW({
        if (choice.field == "mechanism" && name != "softmax")
          attention::make_recurrent_head<arithmetic::Emulated>(name, 2, 2, attention::uniform_plan(arithmetic::Emulated{}));
        if (choice.field == "format") arithmetic::parse_format(name);
        if (choice.field == "softmax") attention::parse_softmax(name);
        if (choice.field == "normalisation") attention::parse_normalisation(name);
        if (choice.field == "key-order") attention::parse_key_order(name);
        if (choice.field == "sums") arithmetic::parse_sum_order(name);
      }) << choice.field << ' ' << name;
    }
  }
  for (const attention::Mechanism& mechanism : attention::mechanisms()) {
    const auto& names = case_choices().front().names;
    EXPECT_TRUE(!mechanism.recurrent || std::find(names.begin(), names.end(), mechanism.name) != names.end())
        << mechanism.name << " is no choice of a case: add it to src/evidence/case.cpp (at the end, so that corpus files keep their meaning)";
  }
}

TEST(Cases, GeneratedOnesCoverEveryChoice) {
  std::map<std::string, int> seen;
  support::expect_holds("count the classes", [&](const Case& c) {
    for (const CaseChoices& choice : case_choices()) ++seen[choice.field + " " + c.*choice.member];
    ++seen["n " + std::to_string(c.n)];
    ++seen[c.cut == 0 ? "cut first" : c.cut == c.n ? "cut last" : "cut inside"];
  });
  std::size_t classes = 8 + 3;
  for (const CaseChoices& choice : case_choices()) classes += choice.names.size();
  EXPECT_GE(seen.size() + 2, classes) << "100 cases miss more than two of all classes";
}

TEST(AttentionForms, EveryCaseObeysTheLaws) {
  support::expect_holds("every case obeys the laws", [](const Case& c) {
    const std::string line = laws::check_attention_forms(c);
    if (!line.empty()) RC_FAIL(line);
  });
}

TEST(AttentionForms, SoftmaxCasesObeyTheLaws) {
  support::expect_holds("softmax cases obey the laws", [](Case c) {
    c.mechanism = "softmax";
    const std::string line = laws::check_attention_forms(c);
    if (!line.empty()) RC_FAIL(line);
  });
}

TEST(AttentionForms, TheCorpusIsReplayedHereToo) {
  int files = 0;
  for (const char* folder : {"/corpus/seeds/attention_forms", "/corpus/regressions/attention_forms"}) {
    const std::filesystem::path path = std::string(ATTEST_SOURCE_DIR) + folder;
    if (!std::filesystem::exists(path)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
      EXPECT_EQ(laws::check_attention_forms(decode(bytes)), "") << entry.path();
      ++files;
    }
  }
  EXPECT_GT(files, 5);
}

}  // namespace
}  // namespace attest::evidence

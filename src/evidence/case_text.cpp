// The text form of a case: fixed lines in a fixed order, so that two texts of one case are equal.
#include <charconv>
#include <sstream>

#include "evidence/case.hpp"
#include "evidence/evidence.hpp"

namespace attest::evidence {

namespace {

constexpr const char* version = "attest-case/1";

class CaseReader {
 public:
  explicit CaseReader(const std::string& text) : stream_(text) {}

  std::string line() {
    std::string text;
    ++number_;
    if (!std::getline(stream_, text)) fail("the text ends too early");
    return text;
  }
  void expect(const std::string& wanted) {
    const std::string text = line();
    if (text != wanted) fail("expected '" + wanted + "', found '" + text.substr(0, 40) + "'");
  }
  std::string value(const std::string& field) {
    const std::string text = line();
    if (text.rfind(field + " ", 0) != 0) fail("expected '" + field + " ...', found '" + text.substr(0, 40) + "'");
    return text.substr(field.size() + 1);
  }
  int integer(const std::string& text, int low, int high) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < low || value > high)
      fail("'" + text.substr(0, 40) + "' is no number from " + std::to_string(low) + " to " + std::to_string(high));
    return value;
  }
  void expect_end() {
    if (stream_.peek() != std::char_traits<char>::eof()) {
      ++number_;
      fail("nothing may follow 'end'");
    }
  }
  [[noreturn]] void fail(const std::string& what) const { throw MalformedEvidence("line " + std::to_string(number_) + ": " + what); }

 private:
  std::istringstream stream_;
  int number_ = 0;
};

}  // namespace

std::string to_text(const Case& c) {
  (void)encode(c);  // throws where the case is not valid
  std::string text = std::string(version) + '\n';
  for (const CaseChoices& choice : case_choices()) text += choice.field + ' ' + c.*choice.member + '\n';
  text += "n " + std::to_string(c.n) + "\nd_k " + std::to_string(c.d_k) + "\nd_v " + std::to_string(c.d_v) + "\ncut " + std::to_string(c.cut) + "\nnumbers\n";
  for (std::size_t i = 0; i < c.numbers.size(); ++i) {
    text += std::to_string(c.numbers[i]);
    text += (i + 1) % c.numbers_per_token() == 0 ? '\n' : ' ';
  }
  return text + "end\n";
}

Case parse_case(const std::string& text) {
  CaseReader reader(text);
  Case c;
  reader.expect(version);
  for (const CaseChoices& choice : case_choices()) c.*choice.member = reader.value(choice.field);
  c.n = reader.integer(reader.value("n"), 1, 8);
  c.d_k = reader.integer(reader.value("d_k"), 1, 4);
  c.d_v = reader.integer(reader.value("d_v"), 1, 4);
  c.cut = reader.integer(reader.value("cut"), 0, c.n);
  reader.expect("numbers");
  c.numbers.clear();
  for (int token = 0; token < c.n; ++token) {
    std::istringstream words(reader.line());
    std::size_t count = 0;
    for (std::string word; words >> word; ++count) c.numbers.push_back(reader.integer(word, -16, 15));
    if (count != c.numbers_per_token()) reader.fail("a token needs " + std::to_string(c.numbers_per_token()) + " numbers, this has " + std::to_string(count));
  }
  reader.expect("end");
  reader.expect_end();
  try {
    if (to_text(c) != text) reader.fail("not in the form that attest writes (blanks, signs or leading zeros)");
  } catch (const std::invalid_argument& error) {
    throw MalformedEvidence(error.what());
  }
  return c;
}

}  // namespace attest::evidence

// The text form of a piece of evidence: line by line, versioned, nothing optional, nothing ignored.
//
// Round trip: a value is split at every newline into at least one line, each behind "|", so joining gives it back;
// no value line can be taken for a keyword, because keywords never begin with "|".
#include <stdexcept>

#include "evidence/evidence.hpp"

namespace attest::evidence {

namespace {

constexpr const char* version = "attest-evidence/1";

bool one_line(const std::string& text) { return text.find('\n') == std::string::npos; }

/// The lines of a text that ends with a newline, handed out one by one with their numbers.
class Lines {
 public:
  explicit Lines(const std::string& text) : text_(text) {}

  bool next(std::string& line) {
    if (position_ == text_.size()) return false;
    const std::size_t end = text_.find('\n', position_);
    ++number_;
    if (end == std::string::npos) fail("the last line has no newline: the file is cut off");
    line = text_.substr(position_, end - position_);
    position_ = end + 1;
    return true;
  }

  std::string expect(const std::string& what) {
    std::string line;
    if (!next(line)) {
      ++number_;
      fail("the text ends where " + what + " should stand");
    }
    return line;
  }

  /// The rest of a line that must begin with `keyword` and a blank.
  std::string expect_keyword(const std::string& keyword) {
    const std::string line = expect("'" + keyword + " ...'");
    if (line.rfind(keyword + " ", 0) != 0) fail("expected '" + keyword + " ...', found '" + shortened(line) + "'");
    return line.substr(keyword.size() + 1);
  }

  static std::string shortened(const std::string& line) {
    std::string text;
    for (char c : line.substr(0, 40)) text += c >= ' ' && c <= '~' ? c : '?';
    return line.size() > 40 ? text + "..." : text;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw MalformedEvidence("line " + std::to_string(number_) + ": " + what);
  }

 private:
  const std::string& text_;
  std::size_t position_ = 0;
  std::size_t number_ = 0;
};

/// Reads the value lines of one field; returns the first line that is none of them.
std::string parse_value(Lines& lines, Field& field) {
  bool first = true;
  while (true) {
    const std::string line = lines.expect("'| ...', 'field ...' or 'end'");
    if (line.empty() || line[0] != '|') {
      if (first) lines.fail("field '" + field.name + "' has no line of value behind '| '");
      return line;
    }
    if (line.size() == 2 || (line.size() > 1 && line[1] != ' ')) {
      lines.fail("a line of value is '| ' and its text, or '|' alone when it is empty");
    }
    if (!first) field.value += '\n';
    if (line.size() > 2) field.value += line.substr(2);
    first = false;
  }
}

}  // namespace

std::string to_text(const Evidence& evidence) {
  if (!one_line(evidence.summary)) throw std::logic_error("the summary of evidence must be one line");
  std::string text = std::string(version) + "\nkind " + to_text(evidence.kind) + "\nsummary " + evidence.summary + '\n';
  for (const Field& field : evidence.fields) {
    if (field.name.empty() || !one_line(field.name)) throw std::logic_error("a field of evidence needs a name of one line");
    if (evidence.find(field.name) != &field.value) throw std::logic_error("evidence has two fields '" + field.name + "'");
    text += "field " + field.name + '\n';
    for (std::size_t begin = 0;;) {
      const std::size_t end = field.value.find('\n', begin);
      const std::string line = field.value.substr(begin, end == std::string::npos ? end : end - begin);
      text += (line.empty() ? "|" : "| " + line) + '\n';
      if (end == std::string::npos) break;
      begin = end + 1;
    }
  }
  return text + "end\n";
}

Evidence parse_evidence(const std::string& text) {
  Lines lines(text);
  Evidence evidence;
  const std::string first = lines.expect(std::string("'") + version + "'");
  if (first != version) lines.fail("expected '" + std::string(version) + "', found '" + Lines::shortened(first) + "'");
  const std::string kind = lines.expect_keyword("kind");
  try {
    evidence.kind = parse_kind(kind);
  } catch (const std::invalid_argument& error) {
    lines.fail(error.what());
  }
  evidence.summary = lines.expect_keyword("summary");
  std::string line = lines.expect("'field ...' or 'end'");
  while (line != "end") {
    if (line.rfind("field ", 0) != 0 || line.size() == 6) {
      lines.fail("expected 'field NAME' or 'end', found '" + Lines::shortened(line) + "'");
    }
    Field field{line.substr(6), ""};
    if (evidence.find(field.name)) lines.fail("field '" + Lines::shortened(field.name) + "' stands there twice");
    line = parse_value(lines, field);
    evidence.fields.push_back(std::move(field));
  }
  if (lines.next(line)) lines.fail("nothing may follow 'end'");
  return evidence;
}

}  // namespace attest::evidence

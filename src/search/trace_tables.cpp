// Rows and their text; what counts as one argument stands in TRACES.md.
#include "search/trace_tables.hpp"

#include <algorithm>

namespace attest::search {

namespace {

using arithmetic::BitString;
using arithmetic::Number;
using attention::Representation;

std::string number_word(const Number& x) {
  if (!x.is_finite()) throw NoCertificate("a number on the way is not finite");
  return arithmetic::to_text(x);
}

std::string numbers(const std::vector<Number>& list) {
  std::vector<std::string> words;
  words.reserve(list.size());
  for (const Number& x : list) words.push_back(number_word(x));
  return in_runs(words);
}

/// Words with one blank between those that are not empty.
void append(std::string& line, const std::string& word) {
  if (word.empty()) return;
  if (!line.empty()) line += ' ';
  line += word;
}

std::int64_t integer(std::size_t x) { return static_cast<std::int64_t>(x); }

}  // namespace

std::string in_runs(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size();) {
    std::size_t end = i;
    while (end < words.size() && words[end] == words[i]) ++end;
    append(text, end - i > 1 ? std::to_string(end - i) + "(" + words[i] : words[i]);
    i = end;
  }
  return text;
}

std::string token_word(const Representation& token) {
  std::string text;
  for (std::int64_t entry : token) text += (text.empty() ? "" : ":") + std::to_string(entry);
  return text;
}

std::string in_runs(std::span<const Representation> tokens) {
  std::vector<std::string> words;
  for (const Representation& token : tokens) words.push_back(token_word(token));
  return in_runs(words);
}

std::string in_hex(const BitString& bits) {
  if (bits.size() == 0) return "-";
  std::string text;
  for (std::size_t digit = 0; digit * 4 < bits.size(); ++digit)
    text += "0123456789abcdef"[(bits.words()[digit / 16] >> (60 - 4 * (digit % 16))) & 15];
  return text;
}

void TraceTables::put(Rows& rows, const char* what, Argument argument, const std::string& result) {
  const auto [row, fresh] = rows.emplace(std::move(argument), result);
  if (!fresh && row->second != result) throw NoCertificate(std::string(what) + " gave two results for one argument: it is no function");
}

TraceTables::Rows& TraceTables::at(std::size_t layer, Table table) {
  if (layers_.size() <= layer) layers_.resize(layer + 1);
  return layers_[layer][table];
}

void TraceTables::embedded(const Representation& token, std::size_t position, const Representation& x) {
  put(embed_, "embed", {{integer(position)}, token_word(token)}, std::to_string(label(x)));
}

void TraceTables::projected(std::size_t layer, std::size_t head, std::size_t position, const Representation& x, const Drive& drive) {
  if (!drive.level_weights.empty()) throw NoCertificate("weights of levels have no line in a trace");
  std::string result = "| " + numbers(drive.key);
  append(result, "|");
  append(result, numbers(drive.value));
  if (!drive.decay.empty()) result += " | " + numbers(drive.decay);
  if (drive.beta) result += " | " + number_word(*drive.beta);
  const std::int64_t from = label(x);
  if (!drive.key.empty()) put(at(layer, key), "key", {{integer(layer), integer(head), integer(position), from}, ""}, result.substr(2));
  if (!drive.query.empty()) queries_[{{layer, position, from}, head}] = numbers(drive.query);
  const auto sizes = dimensions_.emplace(layer, std::pair{drive.key.size(), drive.value.size()}).first;
  sizes->second.first = std::max(sizes->second.first, drive.query.size());
}

void TraceTables::asked(std::size_t layer, std::size_t position, const Representation& x, bool active) {
  if (active) active_.insert({layer, position, label(x)});
  else put(at(layer, pass), "pass", {{integer(layer), integer(position), label(x)}, ""}, "");
}

void TraceTables::advanced(std::size_t layer, std::size_t position, const Representation& x, Outputs outputs, const Representation& next) {
  std::string text;
  for (const auto& head : outputs) {
    if (!text.empty()) text += " | ";
    text += numbers(head);
  }
  const std::int64_t from = label(x), to = label(next);  // in this order: labels are numbered as they come up
  put(at(layer, advance), "advance", {{integer(layer), integer(position), from}, text}, "> " + std::to_string(to));
}

void TraceTables::answered(const Representation& x, std::int64_t answer) { put(read_, "read", {{label(x)}, ""}, std::to_string(answer)); }

void TraceTables::generated(const Representation& x, const Representation& token) { put(generate_, "generate", {{label(x)}, ""}, token_word(token)); }

void TraceTables::messaged(std::size_t block, std::span<const Representation> tokens, const BitString& bits) {
  std::vector<std::string> labels;
  for (const Representation& token : tokens) labels.push_back(std::to_string(label(token)));
  put(at(0, message), "message", {{0, integer(block)}, in_runs(labels)}, in_hex(bits));
}

void TraceTables::scored(const Representation& x, const BitString& bits, const Number& number) {
  put(at(0, score), "score", {{0, label(x)}, in_hex(bits)}, number_word(number));
}

void TraceTables::stepped(std::size_t layer, const std::string& state, const Representation& x, const std::string& after) {
  put(at(layer, next), "next", {{integer(layer)}, state + " " + std::to_string(label(x))}, after);
}

void TraceTables::folded(std::size_t layer, const std::string& accumulator, const Representation& asking, const Representation& asked, const std::string& after) {
  const std::int64_t from = label(asking), to = label(asked);
  put(at(layer, fold), "fold", {{integer(layer)}, accumulator + " " + std::to_string(from) + " " + std::to_string(to)}, after);
}

void TraceTables::emitted(std::size_t layer, std::size_t position, const std::string& held, const Representation& x, const Representation& after) {
  const std::int64_t from = label(x), to = label(after);
  put(at(layer, emit), "emit", {{integer(layer), integer(position)}, held + " " + std::to_string(from)}, std::to_string(to));
}

std::pair<std::size_t, std::size_t> TraceTables::dimensions(std::size_t layer) const {
  const auto found = dimensions_.find(layer);
  return found == dimensions_.end() ? std::pair<std::size_t, std::size_t>{} : found->second;
}

std::string TraceTables::text() const {
  std::string all;
  const auto print = [&](const char* name, const Rows& rows) {
    for (const auto& [argument, result] : rows) {
      std::string line = name;
      for (std::int64_t number : argument.first) append(line, std::to_string(number));
      append(line, argument.second);
      append(line, result);
      all += line + "\n";
    }
  };
  print("embed", embed_);
  constexpr std::array<const char*, table_count> names{"key", "message", "query", "score", "next", "fold", "pass", "advance", "emit"};
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    auto tables = layers_[l];
    for (const auto& [asking, text] : queries_) {
      const auto& [layer, position, from] = asking.first;
      if (layer == l && active_.count(asking.first)) tables[query].emplace(Argument{{integer(l), integer(asking.second), integer(position), from}, ""}, text);
    }
    for (std::size_t t = 0; t < table_count; ++t) print(names[t], tables[t]);
  }
  print("read", read_);
  print("generate", generate_);
  return all;
}

}  // namespace attest::search

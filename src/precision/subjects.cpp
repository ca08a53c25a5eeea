#include "precision/subjects.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "tasks/bits.hpp"
#include "tasks/text.hpp"

namespace attest::precision {

namespace {

using constructions::Point;
using tasks::Sizes;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == separator) parts.emplace_back();
    else parts.back() += c;
  }
  return parts;
}

double retrieval_law_of(int digits, const Point& point) { return std::log2(arithmetic::to_double(point.at(0)) * digits) + 3; }
double retrieval_law(const Sizes& sizes, const Point& point) { return retrieval_law_of(tasks::width_of(sizes.at("n")), point); }
double index_law(const Sizes& sizes, const Point& point) { return retrieval_law_of(static_cast<int>(sizes.at("D")), point); }
double recall_law(const Sizes& sizes, const Point& point) { return retrieval_law_of(tasks::width_of(sizes.at("A")), point); }
double two_sum_law(const Sizes& sizes, const Point&) { return 2 * std::log2(static_cast<double>(sizes.at("M"))); }
double counting_law(const Sizes& sizes, const Point&) { return 2 * std::log2(static_cast<double>(sizes.at("n"))); }

Sizes only_n(std::int64_t N) { return {{"n", N}}; }
Sizes n_and_M(std::int64_t N) { return {{"n", N}, {"M", N}}; }
Sizes two_functions(std::int64_t N) { return {{"m", N}, {"n1", 2}}; }
Sizes n_and_digits(std::int64_t N) { return {{"n", N}, {"D", tasks::width_of(N)}, {"V", tasks::width_of(N)}}; }

}  // namespace

const std::vector<Subject>& subjects() {
  static const std::vector<Subject> all = {
      {"eva", {"retrieval"}, "retrieval", "n = N", only_n, {16, 64, 256, 1024, 4096, 65536}, 2, 131071, 65536, "lg(beta D) + 3", retrieval_law},
      {"index", {}, "index", "n = N, D = V = digits of N-1", n_and_digits, {16, 64, 256, 1024, 4096}, 2, 131071, 65536, "lg(beta D) + 3", index_law},
      {"ar", {"associative-recall"}, "associative-recall", "n = A = N (a recurrent layer and a full one)", [](std::int64_t N) { return Sizes{{"n", N}, {"A", N}}; },
       {16, 64, 256, 1024}, 2, 65536, 65536, "lg(beta D) + 3", recall_law},
      {"ar-attention", {}, "associative-recall", "n = A = N (two full layers)", [](std::int64_t N) { return Sizes{{"n", N}, {"A", N}, {"attention", 1}}; },
       {16, 64, 256}, 2, 65536, 65536, "lg(beta D) + 3", recall_law},
      {"two-sum", {"2-sum"}, "two-sum", "n = M = N", n_and_M, {8, 16, 32, 64, 128, 256}, 5, 65536, 65536, "2 lg M", two_sum_law},
      {"two-sum-any", {}, "two-sum-any", "n = M = N", n_and_M, {8, 16, 32}, 5, 65536, 65536, "2 lg M", two_sum_law},
      {"match2", {}, "match2", "n = M = N", n_and_M, {8, 16, 32}, 5, 65536, 65536, "2 lg M", two_sum_law},
      {"indexer-two-sum", {"dsa-two-sum", "dsa-2-sum"}, "indexer-two-sum", "n = M = N", n_and_M, {8, 16, 32, 64, 128, 256}, 3, 65536, 65536, "2 lg M", two_sum_law},
      {"l-seqcomp", {"composition"}, "composition", "m = N, n1 = 2 (L = 2 functions, L+1 full layers)", two_functions, {4, 16, 64, 256}, 2, 32768, 21844, "", nullptr},
      {"l-seqcomp-recurrent", {}, "composition", "m = N, n1 = 2 (L = 2, a recurrent layer and L full ones)",
       [](std::int64_t N) { return Sizes{{"m", N}, {"n1", 2}, {"recurrent", 1}}; }, {4, 16, 64, 256}, 2, 32768, 21844, "", nullptr},
      {"l-seqcomp-encoder", {"encoder-composition"}, "encoder-composition", "m = N, n1 = 2 (L = 2, an encoder)", two_functions, {4, 16, 64}, 2, 32768, 21844, "", nullptr},
      {"l-seqcomp-thought", {"chain-of-thought"}, "chain-of-thought", "m = N, n1 = 2 (L = 2, one layer and L generated tokens)", two_functions, {4, 16, 64}, 2, 32768, 21844, "", nullptr},
      {"counting", {}, "counting", "n = N, K = 2 values, more than t = N/2", [](std::int64_t N) { return Sizes{{"n", N}, {"K", 2}, {"t", N / 2}}; },
       {4, 8, 16, 32, 64}, 2, 65536, 65536, "2 lg n", counting_law},
      {"averaging", {"qsa"}, "averaging", "n = N, q = N/4, at least 1 and at most 64, accuracy = 4",
       [](std::int64_t N) { return Sizes{{"n", N}, {"q", std::clamp<std::int64_t>(N / 4, 1, 64)}}; }, {4, 16, 64, 256}, 2, 65536, 65536, "", nullptr},
      {"equality", {"eq"}, "equality", "n = N bits in each half", only_n, {4, 16, 64, 256}, 1, 65535, 32767, "", nullptr},
      {"disjointness", {"disj"}, "disjointness", "n = N bits in each half", only_n, {4, 16, 64, 256}, 1, 65535, 32767, "", nullptr},
      {"maximum-channel", {"construction-14"}, "maximum-channel", "m = N, n1 = 8 (L = 2; a recurrent layer and ONE full one, 9N + 2 tokens)",
       [](std::int64_t N) { return Sizes{{"m", N}, {"n1", 8}}; }, {4, 16, 64, 256}, 2, 14562, 7281, "", nullptr, "e8p"},
  };
  return all;
}

const Subject& subject(const std::string& name) {
  std::vector<std::string> names;
  for (const Subject& one : subjects()) {
    if (one.name == name || std::find(one.aliases.begin(), one.aliases.end(), name) != one.aliases.end()) return one;
    names.push_back(one.name);
    names.insert(names.end(), one.aliases.begin(), one.aliases.end());
  }
  std::string choices;
  for (const Subject& one : subjects()) choices += (choices.empty() ? "" : ", ") + one.name;
  throw std::invalid_argument("no task with a precision to search is called '" + name + "'; did you mean '" + tasks::nearest_name(name, names) + "'? (one of " + choices + ")");
}

Size size_of(const Subject& subject, std::int64_t number) {
  const Sizes sizes = subject.sizes(number);
  return {tasks::to_text(sizes), number, sizes};
}

std::vector<Size> parse_size_list(const Subject& subject, const std::string& text) {
  std::vector<Size> list;
  for (const std::string& item : split(text, ',')) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(item.data(), item.data() + item.size(), number);
    if (error == std::errc() && end == item.data() + item.size()) {
      if (number < subject.smallest || number > subject.largest)
        throw std::invalid_argument("task " + subject.name + ": a size lies between " + std::to_string(subject.smallest) + " and " + std::to_string(subject.largest) + " (" +
                                    subject.rule + "), not " + item);
      list.push_back(size_of(subject, number));
      continue;
    }
    if (item.find('=') == std::string::npos)
      throw std::invalid_argument("'" + item + "' is no size: give numbers such as 8,16,32 (" + subject.rule + "), or names and values such as n=8:M=17");
    std::string words = item;
    std::replace(words.begin(), words.end(), ':', ' ');
    const Sizes sizes = tasks::parse_sizes(words);
    constructions::make_claim(subject.claim, sizes);
    list.push_back({tasks::to_text(sizes), std::nullopt, sizes});
  }
  return list;
}

}  // namespace attest::precision

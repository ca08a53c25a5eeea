// Text forms of a plan's choices; each name is the one that certificates and configurations use.
#include "attention/plan.hpp"

#include <array>
#include <utility>

namespace attest::attention {

namespace {

template <class Choice, std::size_t n>
using Names = std::array<std::pair<Choice, const char*>, n>;

constexpr Names<Softmax, 3> softmax_names{
    {{Softmax::naive, "naive"}, {Softmax::two_pass, "two-pass"}, {Softmax::online, "online"}}};
constexpr Names<Exponential, 2> exponential_names{{{Exponential::natural, "natural"}, {Exponential::base2, "base-2"}}};
constexpr Names<Normalisation, 2> normalisation_names{
    {{Normalisation::quotient, "quotient"}, {Normalisation::weights_first, "weights-first"}}};
constexpr Names<KeyOrder, 2> key_order_names{
    {{KeyOrder::first_to_last, "first-to-last"}, {KeyOrder::last_to_first, "last-to-first"}}};
constexpr Names<Mask, 2> mask_names{{{Mask::causal, "causal"}, {Mask::encoder, "encoder"}}};

template <class Choice, std::size_t n>
std::string name_of(const Names<Choice, n>& names, Choice choice) {
  for (const auto& [value, name] : names)
    if (value == choice) return name;
  throw std::logic_error("a choice without a name");
}

template <class Choice, std::size_t n>
Choice parse(const Names<Choice, n>& names, const char* what, const std::string& text) {
  std::string choices;
  for (const auto& [value, name] : names) {
    if (text == name) return value;
    choices += (choices.empty() ? "" : ", ") + std::string(name);
  }
  throw std::invalid_argument("unknown " + std::string(what) + " \"" + text + "\": choose one of " + choices);
}

}  // namespace

std::string to_text(Softmax choice) { return name_of(softmax_names, choice); }
std::string to_text(Exponential choice) { return name_of(exponential_names, choice); }
std::string to_text(Normalisation choice) { return name_of(normalisation_names, choice); }
std::string to_text(KeyOrder choice) { return name_of(key_order_names, choice); }
std::string to_text(Mask choice) { return name_of(mask_names, choice); }

Softmax parse_softmax(const std::string& text) { return parse(softmax_names, "softmax", text); }
Exponential parse_exponential(const std::string& text) { return parse(exponential_names, "exponential", text); }
Normalisation parse_normalisation(const std::string& text) { return parse(normalisation_names, "normalisation", text); }
KeyOrder parse_key_order(const std::string& text) { return parse(key_order_names, "key order", text); }
Mask parse_mask(const std::string& text) { return parse(mask_names, "mask", text); }

}  // namespace attest::attention

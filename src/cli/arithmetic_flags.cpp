#include "cli/arithmetic_flags.hpp"

#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "cli/names.hpp"

namespace attest::cli {

namespace {

std::string or_default(const std::string& text, const char* value) { return text.empty() ? value : text; }

constructions::Emulated role(const ArithmeticFlags& flags, const std::string& format) {
  constructions::Emulated role(arithmetic::parse_format(format));
  if (!flags.rounding.empty()) role.rounding = arithmetic::parse_rounding(flags.rounding);
  if (attention::is_fixed_point(role) && role.rounding != arithmetic::Rounding::down)
    throw std::invalid_argument(fmt::format("{} rounds down: leave --rounding out", format));
  return role;
}

void finish(constructions::Setting& setting, const ArithmeticFlags& flags) {
  attention::Plan<constructions::Emulated>& plan = setting.plan;
  plan.softmax = parse_algorithm(flags.algorithm);
  plan.exponential = attention::parse_exponential(or_default(flags.exponential, "natural"));
  plan.normalisation = attention::parse_normalisation(or_default(flags.normalisation, "quotient"));
  plan.key_order = attention::parse_key_order(or_default(flags.keys, "first-to-last"));
  plan.accumulator.order = arithmetic::parse_sum_order(or_default(flags.order, "left-to-right"));
  if (plan.softmax != attention::Softmax::online) return;
  if (plan.accumulator.order.kind != arithmetic::SumOrder::Kind::left_to_right)
    throw std::invalid_argument("online softmax sums left to right: give --order left-to-right, or another --algorithm");
  if (plan.normalisation != attention::Normalisation::quotient)
    throw std::invalid_argument("online softmax has no weights to normalise first: give --normalisation quotient, or another --algorithm");
}

}  // namespace

void declare(CLI::App& command, ArithmeticFlags& flags) {
  command.add_option("--algorithm", flags.algorithm, "Softmax: naive, safe (default; the maximum first, in two passes) or online; attest precision --formats: all of them")->type_name("NAME");
  command.add_option("--order", flags.order, "Sums over keys: left-to-right (default), pairwise, blocked(b) or exact; attest precision --formats: all, blocked(32) among them")->type_name("ORDER");
  command.add_option("--exponential", flags.exponential, "natural (default) or base-2")->type_name("BASE");
  command.add_option("--normalisation", flags.normalisation, "quotient (default) or weights-first")->type_name("WHEN");
  command.add_option("--keys", flags.keys, "Keys are visited first-to-last (default) or last-to-first")->type_name("ORDER");
  command.add_option("--rounding", flags.rounding, "nearest-even (default), toward-zero, up or down")->type_name("MODE");
}

attention::Softmax parse_algorithm(const std::string& text) {
  if (text.empty() || text == "safe" || text == "two-pass") return attention::Softmax::two_pass;
  if (text == "naive") return attention::Softmax::naive;
  if (text == "online") return attention::Softmax::online;
  throw std::invalid_argument(fmt::format("'{}' is no softmax algorithm{} (one of naive, safe, online)", text, suggestion(text, {"naive", "safe", "online", "two-pass"})));
}

constructions::Setting setting_of(const ArithmeticFlags& flags, const std::string& format) {
  constructions::Setting setting{format, false, attention::uniform_plan(role(flags, format))};
  finish(setting, flags);
  return setting;
}

constructions::Setting mixed_setting_of(const ArithmeticFlags& flags, const std::string& format) {
  constructions::Setting setting{format + "+binary32", false, attention::uniform_plan(role(flags, format))};
  setting.plan.score = setting.plan.weight = setting.plan.accumulator = role(flags, "binary32");
  finish(setting, flags);
  return setting;
}

std::string describe(const constructions::Setting& setting) {
  const auto& plan = setting.plan;
  return fmt::format("rounding {}, {} softmax, {} exponential, {}, keys {}, sums over keys {}", arithmetic::to_text(plan.accumulator.rounding), attention::to_text(plan.softmax),
                     attention::to_text(plan.exponential), attention::to_text(plan.normalisation), attention::to_text(plan.key_order), arithmetic::to_text(plan.accumulator.order));
}

std::string file_part(const constructions::Setting& setting) {
  const auto& plan = setting.plan;
  std::string text = attention::to_text(plan.softmax);
  const auto unusual = [&](const std::string& word, const char* usual) {
    if (word == usual) return;
    text += "-";
    for (const char c : word)
      if (c != '(' && c != ')') text += c;
  };
  unusual(arithmetic::to_text(plan.accumulator.order), "left-to-right");
  unusual(attention::to_text(plan.exponential), "natural");
  unusual(attention::to_text(plan.normalisation), "quotient");
  unusual(attention::to_text(plan.key_order), "first-to-last");
  unusual(arithmetic::to_text(plan.accumulator.rounding), "nearest-even");
  return text;
}

}  // namespace attest::cli

#include "constructions/bit_strings.hpp"

#include "evidence/certificate.hpp"

namespace attest::constructions {

tasks::Tokens bit_strings_extremal(const tasks::BitStrings& task, std::int64_t i, int digit) {
  const bool equality = task.form() == tasks::BitStrings::Form::equality;
  std::vector<std::uint64_t> bits(task.stored());
  for (std::int64_t j = 0; j < task.n(); ++j) {
    const bool x = (j == i) == (digit == 1);
    bits[static_cast<std::size_t>(j)] = x;
    // Equal halves: a wrong bit shows. Disjointness: y asks about i alone.
    bits[static_cast<std::size_t>(task.n() + j)] = equality ? x : j == i;
  }
  return task.assemble(bits);
}

Proof prove_bit_strings(const Setting& setting, const tasks::BitStrings& task, const Number& beta) {
  Proof proof;
  const std::int64_t n = task.n();
  const int digits = tasks::width_of(n);
  proof.inputs = task.count_text();
  proof.certificate = evidence::certificate("all-inputs", "claim " + task.name() + "\nn " + std::to_string(n) + "\ndigits " + std::to_string(digits) +
                      "\nbeta " + arithmetic::to_text(beta) + "\n" + arithmetic_block(setting) + "method heavy-light\n");
  // The most keys in sight: y_(n-1) sees all x and all y.
  std::vector<std::optional<std::int64_t>> keys(static_cast<std::size_t>(2 * n));
  for (std::int64_t i = 0; i < n; ++i) keys[static_cast<std::size_t>(i)] = i;
  try {
    const RowsResult rows = prove_rows(setting, keys, digits, beta, {}, Method::bounded);
    proof.extremal_cases = rows.rows;
    if (rows.failure) {
      proof.reason = "layer 1: " + to_text(*rows.failure, std::to_string(rows.failure->hit));
      // y_(n-1) alone has all these keys in sight, so its row is a row of the model.
      const auto last = prove_rows(setting, keys, digits, beta, [&](std::size_t hit) { return hit + 1 == static_cast<std::size_t>(n); }, Method::rows);
      const auto& failure = last.failure ? last.failure : rows.failure;
      if (!failure->undecided) proof.killing = bit_strings_extremal(task, static_cast<std::int64_t>(failure->hit), failure->digit);
    }
  } catch (const arithmetic::Undefined& problem) {
    proof.reason = "layer 1: " + std::string(problem.what());
    proof.killing = bit_strings_extremal(task, 0, 1);
  }
  ++proof.extremal_cases;
  const std::string problem = any_of_violation(setting, beta, 2 * n + 1, n);
  proof.holds = proof.reason.empty() && problem.empty();
  if (problem.empty()) return proof;
  if (proof.reason.empty()) proof.reason = "layer 2: " + problem;
  // One bit u_0 = 1 reads 0, and if layer 1 reads x_0 wrongly that does not help; a wrong u of layer 1 alone may be lost here.
  std::vector<std::uint64_t> bits(task.stored(), 0);
  bits[0] = 1;
  bits[static_cast<std::size_t>(n)] = task.form() == tasks::BitStrings::Form::equality ? 0 : 1;
  proof.killing = task.assemble(bits);
  return proof;
}

}  // namespace attest::constructions

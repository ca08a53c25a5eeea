// A model's tables, filled run by run, between the lines that name its task and its layers.
#include "search/stack_certificate.hpp"

#include "evidence/certificate.hpp"

namespace attest::search {
namespace {

using adversaries::Tokens;

Tokens joined(const Tokens& prefix, const Tokens& query) {
  Tokens all = prefix;
  all.insert(all.end(), query.begin(), query.end());
  return all;
}

std::unique_ptr<Traced> traced(const Configuration& configuration, const tasks::Task& task) {
  if (!configuration.toy.family.empty()) return traced_toy(make_toy(configuration.toy, task));
  if (configuration.layers.front().kind == 'S') return traced_sparse(make_sparse(configuration.layers.front(), task), configuration.layers.front());
  return traced_stack(make_stack(configuration, task), configuration.layers, configuration.generated);
}

/// From `claim` to the last table.
std::string lines_of(const Traced& model, const tasks::Task& task, std::int64_t generated, const TraceTables& tables) {
  return "claim stack\ntask " + task.name() + " " + task.sizes() + "\ngenerated " + std::to_string(generated) + "\nlayers " + std::to_string(model.layers()) + "\n" + model.layer_lines(tables) + tables.text();
}

void require(bool condition, const char* complaint) {
  if (!condition) throw NoCertificate(complaint);
}

std::string line(const char* key, const std::string& value) { return std::string(key) + " " + value + "\n"; }

}  // namespace

std::string counterexample_certificate(Traced& model, const tasks::Task& task, const adversaries::Counterexample& found, std::int64_t generated) {
  TraceTables tables;
  require(model.answer(found.tokens, tables) == found.answered, "the model does not answer what the evidence says");
  return evidence::certificate("counterexample", lines_of(model, task, generated, tables) + line("input", in_runs(found.tokens)) + line("expected", std::to_string(found.expected)) +
                                                     line("observed", std::to_string(found.answered)));
}

std::string enumeration_certificate(Traced& model, const tasks::Task& task, std::int64_t generated) {
  TraceTables tables;
  const std::uint64_t count = task.count();
  require(count <= 1'000'000, "there are more than 10^6 inputs");
  for (std::uint64_t i = 0; i < count; ++i) {
    const Tokens tokens = task.input(i);
    require(model.answer(tokens, tables) == task.oracle(tokens), "an input is answered wrongly");
  }
  return evidence::certificate("all-inputs", lines_of(model, task, generated, tables) + "method enumeration\n");
}

std::string counterexample_certificate(const Configuration& configuration, const adversaries::Counterexample& found) {
  const auto task = task_of(configuration);
  return counterexample_certificate(*traced(configuration, *task), *task, found, configuration.generated);
}

std::string enumeration_certificate(const Configuration& configuration) {
  const auto task = task_of(configuration);
  return enumeration_certificate(*traced(configuration, *task), *task, configuration.generated);
}

std::string fooling_pair_certificate(const Configuration& configuration, const adversaries::FoolingPair& pair) {
  const auto task = task_of(configuration);
  const auto model = traced(configuration, *task);
  const bool recurrent = configuration.string().find_first_not_of('R') == std::string::npos;
  TraceTables tables;
  for (const Tokens* prefix : {&pair.first, &pair.second}) {
    if (recurrent) model->take_in(*prefix, tables);
    else model->answer(joined(*prefix, pair.query), tables);
  }
  return evidence::certificate("fooling-pair", lines_of(*model, *task, configuration.generated, tables) + line("first", in_runs(pair.first)) + line("second", in_runs(pair.second)) +
                                                   line("query", in_runs(pair.query)) + line("state", std::to_string(pair.state.size()) + " " + in_hex(pair.state)) +
                                                   line("first-truth", std::to_string(pair.first_truth)) + line("second-truth", std::to_string(pair.second_truth)));
}

}  // namespace attest::search

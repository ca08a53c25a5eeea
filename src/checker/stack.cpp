// Claim stack: any stack of layers, run from its tables. Kinds counterexample and all-inputs by the claim's interface, and
// kind fooling-pair here.
#include <algorithm>

#include "checker/claims.hpp"
#include "checker/stack_run.hpp"
#include "checker/stack_task.hpp"

namespace attest::checker {
namespace {

std::vector<Token> tokens_of(const Input& input) {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < input.size(); ++i) tokens.push_back(input[i]);
  return tokens;
}

class StackClaim final : public Claim {
 public:
  explicit StackClaim(Reader& reader) : task_(read_stack_task(reader)), model_(read_stack(reader)) { plan_.most_work = reader.most_work(); }

  std::vector<std::string> methods() const override { return {}; }
  std::uint64_t establish(const std::string&) const override { throw Malformed("claim stack has no method but enumeration"); }
  bool has_inputs() const override { return !plan_.exact; }
  std::int64_t oracle(const Input& input) const override { return task_->oracle(input); }
  std::int64_t evaluate(const Point&, const Input& input) const override { return answer_of(model_, tokens_of(input)); }
  double work(const Input& input) const override {
    const double n = static_cast<double>(input.size()) + static_cast<double>(model_.generated);
    double operations = n;
    for (std::size_t l = 0; l < model_.layers.size(); ++l) {
      const StackLayer& layer = model_.layers[l];
      const double heads = static_cast<double>(layer.heads), d_k = static_cast<double>(layer.d_k), d_v = static_cast<double>(layer.d_v);
      const double queries = l + 1 < model_.layers.size() ? n : 1 + static_cast<double>(model_.generated);
      operations += layer.is_full() ? queries * n * heads * (d_k + 2 * d_v) : n * heads * 5 * d_k * d_v;
    }
    return operations;
  }
  std::vector<std::uint64_t> radices() const override { return task_->radices(); }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override { return task_->assemble(choices); }
  void finish() const override { model_.require_used(); }

  const StackModel& model() const { return model_; }
  const StackTask& task() const { return *task_; }

 private:
  std::unique_ptr<StackTask> task_;
  StackModel model_;
};

/// What a pair's certificate says.
struct Pair {
  std::vector<Token> first, second, query;
  std::string state;
};

std::vector<Token> joined(const std::vector<Token>& prefix, const std::vector<Token>& query) {
  std::vector<Token> all = prefix;
  all.insert(all.end(), query.begin(), query.end());
  return all;
}

/// The information about the first w tokens that reaches the answer, and the answer where the query is evaluated.
struct Information {
  std::string bits;
  std::int64_t answer = 0;
};

Information information(const StackModel& model, const std::vector<Token>& tokens, std::size_t w) {
  const std::size_t full = model.full_layers(), count = model.layers.size();
  StackRun run(model);
  for (std::size_t i = 0; i < w; ++i) run.push(tokens[i], false);
  if (full == 0) return {run.state(0, count), 0};
  std::size_t last = count;  // the last full layer
  while (!model.layers[last - 1].is_full()) --last;
  Information told{run.state(0, last - 1), 0};
  std::vector<std::string> messages(full);
  std::string after;
  for (std::size_t i = w; i < tokens.size(); ++i) {
    const bool ends = i + 1 == tokens.size();
    if (ends) after = run.state(last, count);
    const std::int64_t label = run.push(tokens[i], ends, w, &messages, ends);
    if (ends) told.answer = model.read.at("read", {{label}, ""});
  }
  for (const std::string& message : messages) told.bits += message;
  told.bits += after;
  return told;
}

void check_sparse(const StackModel& model, const Pair& pair) {
  if (pair.query.size() != 1) throw NotEstablished("a sparse layer is asked by the last token alone");
  const SparseRun a = run_sparse(model, joined(pair.first, pair.query)), b = run_sparse(model, joined(pair.second, pair.query));
  if (a.messages != pair.state || b.messages != pair.state) throw NotEstablished("the messages are not 'state' on both inputs");
  if (a.selected != b.selected) throw NotEstablished("the two inputs read different blocks");
  const std::size_t B = model.layers.front().block, n = pair.first.size();
  for (std::size_t i = 0; i < n; ++i) {
    const bool read = std::find(a.selected.begin(), a.selected.end(), i / B) != a.selected.end();
    if ((read || i >= n / B * B) && pair.first[i] != pair.second[i]) throw NotEstablished("token " + std::to_string(i) + " is read and differs");
  }
  if (a.answer != b.answer) throw NotEstablished("the answers differ");
}

void check_full(const StackModel& model, const Pair& pair) {
  const Information a = information(model, joined(pair.first, pair.query), pair.first.size());
  const Information b = information(model, joined(pair.second, pair.query), pair.second.size());
  if (a.bits != pair.state || b.bits != pair.state) throw NotEstablished("what reaches the answer is not 'state' on both inputs");
  if (a.answer != b.answer) throw NotEstablished("the answers differ");
}

}  // namespace

std::unique_ptr<Claim> read_stack_claim(Reader& reader) { return std::make_unique<StackClaim>(reader); }

std::uint64_t check_fooling_pair(Reader& reader, const Claim& claim) {
  const auto* stack = dynamic_cast<const StackClaim*>(&claim);
  if (!stack) throw Malformed("only claim stack has fooling pairs");
  Pair pair{tokens_of(Input(reader.rest("first"))), tokens_of(Input(reader.rest("second"))), tokens_of(Input(reader.rest("query"))), ""};
  const auto state = reader.words("state");
  if (state.size() != 2) throw Malformed("the state is written 'state LENGTH HEX'");
  pair.state = bits_of_hex(state[1], static_cast<std::size_t>(parse_integer(state[0], 0, 1 << 20, "the length of the state")));
  const std::int64_t first = reader.integer("first-truth", 0, INT64_MAX), second = reader.integer("second-truth", 0, INT64_MAX);
  reader.finish("indistinguishable");
  if (stack->model().generated > 0 && stack->model().full_layers() > 0) throw Malformed("a fooling pair with full layers has no generated tokens");
  if (pair.first.size() != pair.second.size()) throw Malformed("the prefixes have different lengths");
  const Input a(joined(pair.first, pair.query)), b(joined(pair.second, pair.query));
  const std::int64_t first_truth = stack->task().oracle(a), second_truth = stack->task().oracle(b);
  if (first_truth != first || second_truth != second) throw NotEstablished("the truths are others");
  if (first == second) throw NotEstablished("the truths are equal");
  require_work(2 * claim.work(a), claim.plan().most_work);
  if (stack->model().sparse()) check_sparse(stack->model(), pair);
  else check_full(stack->model(), pair);
  claim.finish();
  return 2;
}

}  // namespace attest::checker

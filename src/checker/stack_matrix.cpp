// Recurrent mechanisms with a matrix of state: decay, write, read, each operation where section 8 of the format has it.
#include <bit>

#include "checker/stack_run.hpp"

namespace attest::checker {
namespace {

/// Column after column: entry (i, c) is entries[c * d_k + i].
using Matrix = std::vector<Real>;

/// total + x*y.
void add_product(const Arithmetic& a, Real& total, const Real& x, const Real& y) { a.accumulate(total, a.fused() ? exact_product(x, y) : a.mul(x, y)); }

/// A drive with its rows written out.
struct Numbers {
  std::vector<Real> key, value, decay, beta;
};

class MatrixRun final : public LayerRun {
 public:
  explicit MatrixRun(const StackLayer& layer) : layer_(layer), heads_(static_cast<std::size_t>(layer.heads)) {
    for (Head& head : heads_) {
      if (layer.kind != LayerKind::log_linear) head.matrix = zeros(layer.d_k * layer.d_v);
      if (layer.normalised) head.normaliser = zeros(layer.d_k);
    }
  }

  std::int64_t push(const Place& place, const MessageSink&) override {
    const std::int64_t position = static_cast<std::int64_t>(place.position);
    const bool active = place.wanted && !layer_.pass.find({{position, place.label}, ""});
    // Every line that the token needs is looked up before the first operation, which may have no finite result.
    std::vector<const StackDrive*> drives;
    std::vector<const NumberRow*> queries;
    for (std::int64_t h = 0; h < layer_.heads; ++h) drives.push_back(&layer_.key.at("key", {{h, position, place.label}, ""}));
    for (std::int64_t h = 0; active && h < layer_.heads; ++h) queries.push_back(&layer_.query.at("query", {{h, position, place.label}, ""}));
    std::vector<std::vector<Real>> outputs;
    ++tokens_;
    for (std::size_t h = 0; h < heads_.size(); ++h) {
      const StackDrive& drive = *drives[h];
      Matrix own = absorb(heads_[h], {drive.key.numbers(), drive.value.numbers(), drive.decay ? drive.decay->numbers() : std::vector<Real>(),
                                      drive.beta ? drive.beta->numbers() : std::vector<Real>()}, static_cast<std::int64_t>(h));
      if (active) outputs.push_back(read(heads_[h], own, queries[h]->numbers()));
      if (layer_.kind == LayerKind::log_linear) merge(heads_[h], std::move(own));
    }
    return active ? advance(layer_, position, place.label, outputs) : place.label;
  }

  void save(std::string& bits) const override {
    const auto write = [&](const std::vector<Real>& numbers) {
      for (const Real& x : numbers) bits += stored_bits(layer_.plan.state, x);
    };
    for (const Head& head : heads_) {
      write(head.matrix);
      write(head.normaliser);
      for (std::size_t level = 1; level <= head.levels.size(); ++level)
        if (live(tokens_, level)) write(head.levels[level - 1]);
    }
  }

 private:
  struct Head {
    Matrix matrix;
    std::vector<Real> normaliser;
    std::vector<Matrix> levels;  // of log-linear attention: [level - 1]
  };

  std::vector<Real> zeros(std::size_t count) const { return std::vector<Real>(count, layer_.plan.state.integer(0)); }
  static bool live(std::size_t tokens, std::size_t level) { return (tokens >> (level - 1)) & 1; }

  std::vector<Real> features(std::vector<Real> x) const {
    const Arithmetic& input = layer_.plan.input;
    if (layer_.features.empty() || layer_.features == "identity") return x;
    for (Real& channel : x) {
      const bool positive = channel.sign() > 0;
      if (layer_.features == "relu") channel = positive ? channel : input.integer(0);
      else channel = positive ? input.add(channel, whole(1)) : input.exp(channel, false);
    }
    return x;
  }
  /// (S^T x)_c
  Real column_dot(const std::vector<Real>& x, const Matrix& matrix, std::size_t c) const {
    const auto from = matrix.begin() + static_cast<std::ptrdiff_t>(c * layer_.d_k);
    return layer_.plan.accumulator.dot(x, std::vector<Real>(from, from + static_cast<std::ptrdiff_t>(layer_.d_k)));
  }
  void decay(Matrix& matrix, const std::vector<Real>& factors) const {
    for (std::size_t e = 0; e < matrix.size(); ++e) matrix[e] = layer_.plan.state.mul(factors[factors.size() == 1 ? 0 : e % layer_.d_k], matrix[e]);
  }
  void write(Matrix& matrix, const std::vector<Real>& k, const std::vector<Real>& v) const {
    for (std::size_t e = 0; e < matrix.size(); ++e) add_product(layer_.plan.state, matrix[e], k[e % layer_.d_k], v[e / layer_.d_k]);
  }

  /// Takes a token in; for log-linear attention its own matrix, which is not merged yet.
  Matrix absorb(Head& head, const Numbers& drive, std::int64_t h) {
    const Arithmetic& state = layer_.plan.state;
    const bool delta = layer_.kind == LayerKind::delta_net || layer_.kind == LayerKind::gated_delta_net;
    if (layer_.kind == LayerKind::log_linear) {
      for (std::size_t level = 1; level <= head.levels.size(); ++level)
        if (live(tokens_ - 1, level) && !drive.decay.empty()) decay(head.levels[level - 1], drive.decay);
      Matrix own = zeros(layer_.d_k * layer_.d_v);
      write(own, drive.key, drive.value);
      return own;
    }
    if (layer_.kind == LayerKind::retnet) decay(head.matrix, {layer_.decays[static_cast<std::size_t>(h)]});
    if (!drive.decay.empty()) decay(head.matrix, drive.decay);
    const std::vector<Real> k = features(drive.key);
    std::vector<Real> written = drive.value;
    for (std::size_t c = 0; delta && c < layer_.d_v; ++c) {
      written[c] = layer_.plan.accumulator.sub(drive.value[c], column_dot(k, head.matrix, c));
      if (!drive.beta.empty()) written[c] = layer_.plan.accumulator.mul(drive.beta[0], written[c]);
    }
    write(head.matrix, k, written);
    for (std::size_t i = 0; i < head.normaliser.size(); ++i) state.accumulate(head.normaliser[i], k[i]);
    return {};
  }

  std::vector<Real> read(const Head& head, const Matrix& own, const std::vector<Real>& query) const {
    const Plan& plan = layer_.plan;
    const std::vector<Real> q = features(query);
    std::vector<Real> y;
    for (std::size_t c = 0; c < layer_.d_v; ++c) {
      if (layer_.kind == LayerKind::log_linear) {
        Real total = column_dot(q, own, c);
        for (std::size_t level = 1; level <= head.levels.size(); ++level)
          if (live(tokens_ - 1, level)) plan.accumulator.accumulate(total, column_dot(q, head.levels[level - 1], c));
        y.push_back(plan.output.convert(total));
      } else {
        const Real numerator = column_dot(q, head.matrix, c);
        y.push_back(layer_.normalised ? plan.output.div(numerator, plan.accumulator.dot(q, head.normaliser)) : plan.output.convert(numerator));
      }
    }
    return y;
  }

  void merge(Head& head, Matrix own) const {
    const std::size_t last = static_cast<std::size_t>(std::countr_zero(tokens_));  // levels 1..last were live
    for (std::size_t level = 1; level <= last; ++level)
      for (std::size_t e = 0; e < own.size(); ++e) layer_.plan.state.accumulate(own[e], head.levels[level - 1][e]);
    if (head.levels.size() <= last) head.levels.resize(last + 1, zeros(layer_.d_k * layer_.d_v));
    head.levels[last] = std::move(own);
  }

  const StackLayer& layer_;
  std::vector<Head> heads_;
  std::size_t tokens_ = 0;
};

}  // namespace

std::unique_ptr<LayerRun> run_matrix_layer(const StackLayer& layer) { return std::make_unique<MatrixRun>(layer); }

}  // namespace attest::checker

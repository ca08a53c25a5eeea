// Claims on L-SeqComp: standard, recurrent-first, merged, encoder, chain of thought. Every full layer is a retrieval whose
// keys are fixed by the positions, whatever the functions are; its query is the code of one of them. If every query reads
// its own value, then by induction over the layers (or generated tokens) the last one reads i_L.
//
// "recurrent": a linear-attention layer with one key carries the binary digits of z_0 to w: every other token adds nothing,
// so w reads them (`carried`). Then z_0's token has no key.
#include "checker/claims.hpp"
#include "checker/composition_task.hpp"

namespace attest::checker {
namespace {

class Composition : public Claim {
 public:
  explicit Composition(Reader& reader) : task_(reader) {}
  std::vector<std::string> methods() const override { return {"rows", "bounded"}; }
  bool has_inputs() const override { return true; }
  std::int64_t oracle(const Input& input) const override { return task_.oracle(input); }
  std::vector<std::uint64_t> radices() const override { return task_.radices(); }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override { return task_.assemble(choices); }

 protected:
  void read_rest(Reader& reader) {
    read_parameter(reader, "beta");
    plan_ = read_plan(reader);
  }
  std::uint64_t retrieval(const std::string& method, const std::vector<Key>& keys, int digits) const {
    return method == "rows" ? establish_rows(plan_, keys, digits, parameter(0)) : establish_bounded(plan_, keys, digits, parameter(0), {keys.size()});
  }
  /// One row over N keys with this many value digits.
  double row_work(std::size_t N, int values) const { return static_cast<double>(N) * (4.0 * task_.digits() + values + 2); }
  CompositionTask task_;
};

class StandardComposition final : public Composition {
 public:
  explicit StandardComposition(Reader& reader) : Composition(reader) {
    task_.merged = reader.choice("order", {"standard", "merged"}) == "merged";
    full_first_ = reader.choice("first", {"full", "recurrent"}) == "full";
    read_rest(reader);
    if (task_.tokens() > most_tokens) throw Malformed("more than 131072 tokens");
    if (task_.merged && full_first_) throw Malformed("the merged token needs no first full layer: write 'first recurrent'");
  }
  std::uint64_t establish(const std::string& method) const override {
    if (!full_first_ && !task_.merged && !plan_.exact) require_carried(plan_);
    return retrieval(method, task_.keys(full_first_), task_.digits());
  }
  std::int64_t evaluate(const Point& point, const Input& input) const override {
    const auto w = task_.w(input);
    std::int64_t r = full_first_ ? -1 : 0;
    std::uint64_t u = full_first_ ? 0 : static_cast<std::uint64_t>(task_.z0(input));
    if (!full_first_ && !task_.merged) u = carried(plan_, u, width_of(static_cast<std::uint64_t>(task_.sizes[0] - 1)));
    const auto keys = task_.keys(full_first_);
    const Digits values(plan_, task_.argument_width, task_.values(input, full_first_));
    Codes codes(plan_, task_.digits(), point[0]);
    for (; r < task_.L; ++r) u = read_digits(plan_, codes.row(task_.next(r, u, w), keys), values.columns());
    return static_cast<std::int64_t>(u);
  }
  double work(const Input& input) const override { return row_work(input.size(), task_.argument_width) * static_cast<double>(task_.L + 1); }

 private:
  bool full_first_ = true;
};

/// After g = 0..L generated tokens, which have no key.
class ChainOfThought final : public Composition {
 public:
  explicit ChainOfThought(Reader& reader) : Composition(reader) {
    if (task_.tokens() > most_tokens) throw Malformed("more than 131072 tokens");
    read_rest(reader);
  }
  std::uint64_t establish(const std::string& method) const override {
    std::vector<Key> keys = task_.keys(true);
    if (method == "bounded") {
      std::vector<std::size_t> every;
      for (std::int64_t generated = 0; generated <= task_.L; ++generated) every.push_back(keys.size() + static_cast<std::size_t>(generated));
      return establish_bounded(plan_, keys, task_.digits(), parameter(0), every);
    }
    std::uint64_t rows = 0;
    for (std::int64_t generated = 0; generated <= task_.L; ++generated, keys.emplace_back()) rows += retrieval(method, keys, task_.digits());
    return rows;
  }
  std::int64_t evaluate(const Point& point, const Input& input) const override {
    const auto w = task_.w(input);
    auto keys = task_.keys(true);
    auto numbers = task_.values(input, true);
    Codes codes(plan_, task_.digits(), point[0]);
    std::uint64_t u = 0;
    for (std::int64_t r = -1; r < task_.L; ++r, keys.emplace_back(), numbers.emplace_back())
      u = read_digits(plan_, codes.row(task_.next(r, u, w), keys), Digits(plan_, task_.argument_width, numbers).columns());
    return static_cast<std::int64_t>(u);
  }
  double work(const Input& input) const override { return row_work(input.size(), 2 * task_.argument_width) * static_cast<double>(task_.L + 1); }
};

/// Layer 1 (L > 1): every token fetches w, whose one-digit key 1 is the only one. Then pointer doubling: a token that has
/// reached i_r = u asks for what comes next and takes over how far that token has come; all tokens see all. One that has
/// arrived asks with zeros: what it reads is not used.
class EncoderComposition final : public Composition {
 public:
  explicit EncoderComposition(Reader& reader) : Composition(reader) {
    if (task_.tokens() > most_tokens) throw Malformed("more than 131072 tokens");
    read_rest(reader);
  }
  std::uint64_t establish(const std::string& method) const override {
    const std::vector<Key> keys = task_.keys(true);
    const std::uint64_t rows = (task_.L > 1 ? retrieval(method, only_w(keys.size()), 1) : 0) + retrieval(method, keys, task_.digits());
    if (!plan_.exact) read_idle(keys.size());
    return rows;
  }
  std::int64_t evaluate(const Point& point, const Input& input) const override {
    const std::size_t N = input.size();
    const auto keys = task_.keys(true);
    std::vector<std::int64_t> w = task_.L > 1 ? broadcast(point, input) : std::vector<std::int64_t>();
    std::vector<Reached> reached(N);
    for (std::size_t i = 0; i < task_.functions(); ++i) reached[i] = {input[i][0], static_cast<std::uint64_t>(input[i][2])};
    reached[N - 2] = {0, static_cast<std::uint64_t>(task_.z0(input))};
    Codes codes(plan_, task_.digits(), point[0]);
    for (std::int64_t reach = 1; reach < task_.L + 2; reach *= 2) double_once(codes, keys, w, reached);
    return static_cast<std::int64_t>(reached.back().u);
  }
  double work(const Input& input) const override {
    const auto N = static_cast<double>(input.size());
    return 6 * N * row_work(input.size(), value_width());
  }

 private:
  /// The token's chain has reached i_r = u; r = -1: it starts before z_0.
  struct Reached {
    std::int64_t r = -1;
    std::uint64_t u = 0;
  };
  int value_width() const { return task_.tag_width + task_.argument_width; }
  static std::vector<Key> only_w(std::size_t N) {
    std::vector<Key> keys(N);
    keys.back() = Key(1);
    return keys;
  }
  /// The rows of tokens that have arrived must be defined: their query is 0, so all scores are 0, and num is largest with all digits 1.
  void read_idle(std::size_t N) const {
    Column scores, ones;
    const std::uint32_t zero = scores.intern(plan_.score.integer(0)), symbols[2] = {ones.intern(plan_.input.integer(0)), ones.intern(plan_.input.integer(1))};
    for (std::size_t j = 0; j < N; ++j) scores.push(zero), ones.push(symbols[j + 1 < N]);
    (void)heads(plan_, scores, {ones});
  }
  /// w as every token reads it: all have the same query over the same keys.
  std::vector<std::int64_t> broadcast(const Point& point, const Input& input) const {
    std::vector<int> widths;
    std::uint64_t all = 0;
    int width = 0;
    const auto w = task_.w(input);
    for (std::size_t l = 0; l < w.size(); ++l) {
      widths.push_back(width_of(static_cast<std::uint64_t>(task_.sizes[l + 1] - 1)));
      all = all << widths.back() | static_cast<std::uint64_t>(w[l]);
      width += widths.back();
    }
    std::vector<std::optional<std::uint64_t>> numbers(input.size());
    numbers.back() = all;
    Codes codes(plan_, 1, point[0]);
    std::uint64_t read = read_digits(plan_, codes.row(1, only_w(input.size())), Digits(plan_, width, numbers).columns());
    std::vector<std::int64_t> found(w.size());
    for (std::size_t l = w.size(); l-- > 0; read >>= widths[l]) found[l] = static_cast<std::int64_t>(read & ((std::uint64_t{1} << widths[l]) - 1));
    return found;
  }
  void double_once(Codes& codes, const std::vector<Key>& keys, const std::vector<std::int64_t>& w, std::vector<Reached>& reached) const {
    std::vector<std::optional<std::uint64_t>> numbers;
    for (const Reached& x : reached) numbers.emplace_back(static_cast<std::uint64_t>(x.r) << task_.argument_width | x.u);
    numbers.back().reset();  // w's token has no value
    const Digits values(plan_, value_width(), numbers);
    bool idle_done = false;
    for (Reached& x : reached) {
      const bool idle = x.r >= task_.L;  // queries with zeros; all such rows are one, and none is used
      if (idle && idle_done) continue;
      idle_done = idle_done || idle;
      const Key target = idle ? Key() : Key(task_.next(x.r, x.u, w));
      const std::uint64_t read = read_digits(plan_, codes.row(target, keys), values.columns());
      if (!idle) x = {static_cast<std::int64_t>(read >> task_.argument_width), read & ((std::uint64_t{1} << task_.argument_width) - 1)};
    }
  }
};

}  // namespace

std::unique_ptr<Claim> read_composition(Reader& reader) { return std::make_unique<StandardComposition>(reader); }
std::unique_ptr<Claim> read_chain_of_thought(Reader& reader) { return std::make_unique<ChainOfThought>(reader); }
std::unique_ptr<Claim> read_encoder_composition(Reader& reader) { return std::make_unique<EncoderComposition>(reader); }

}  // namespace attest::checker

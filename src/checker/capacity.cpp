// capacity, capacity-set: linear attention (and log-linear with all level weights 1) with one-hot keys, identity feature map and no
// normaliser. Entry i of the state only ever receives 1·f(i) and zeros, and adding or merging zeros changes no number, so right
// values for each v alone are right for every f. The query reads accumulator.mul(1, entry), and the nearest integer answers.
#include "checker/claims.hpp"
#include "checker/distinct_values.hpp"

namespace attest::checker {
namespace {

Real stored(const Plan& plan, std::int64_t v) {
  return plan.state.add(plan.state.integer(0), plan.state.product(plan.input.integer(1), plan.input.integer(v)));
}

/// What is read of a stored v.
Real read_back(const Plan& plan, std::int64_t v) { return plan.output.convert(plan.accumulator.mul(plan.input.integer(1), stored(plan, v))); }

bool survives(const Plan& plan, std::int64_t v) { return equal(read_back(plan, v), whole(v)); }

class Capacity final : public Claim {
 public:
  explicit Capacity(Reader& reader) {
    reader.choice("mechanism", {"linear", "log-linear"});
    n_ = reader.integer("n", 1, 1 << 17);
    plan_ = read_plan(reader);
  }
  std::vector<std::string> methods() const override { return {"derivation"}; }
  std::uint64_t establish(const std::string&) const override {
    for (std::int64_t v = 0; !plan_.exact && v < n_; ++v)  // integers are exact
      if (!survives(plan_, v)) throw NotEstablished("the value " + std::to_string(v) + " does not survive storing and reading");
    return static_cast<std::uint64_t>(n_);
  }

  bool has_inputs() const override { return true; }
  std::int64_t oracle(const Input& input) const override {
    if (input.size() != static_cast<std::size_t>(n_) + 1) throw Malformed("this input needs n+1 tokens");
    for (std::size_t i = 0; i + 1 < input.size(); ++i) {
      require_token(input[i], 1, {n_, n_}, i);
      if (input[i][1] != static_cast<std::int64_t>(i)) throw Malformed("token " + std::to_string(i) + " has another key");
    }
    require_token(input[input.size() - 1], 0, {n_}, input.size() - 1);
    return input[static_cast<std::size_t>(input[input.size() - 1][1])][2];
  }
  std::int64_t evaluate(const Point&, const Input& input) const override {
    if (plan_.exact) return oracle(input);  // integers are stored and read exactly
    for (const Token& token : input.distinct())
      if (token[0] == 1) stored(plan_, token[2]);  // defined
    const Real y = read_back(plan_, input[static_cast<std::size_t>(input[input.size() - 1][1])][2]);
    if (!mpfr_fits_slong_p(y.get(), MPFR_RNDNA)) throw Undefined("no integer is near");
    return mpfr_get_si(y.get(), MPFR_RNDNA);
  }
  double work(const Input& input) const override { return 4.0 * static_cast<double>(input.size()); }
  std::vector<std::uint64_t> radices() const override { return std::vector<std::uint64_t>(static_cast<std::size_t>(n_) + 1, static_cast<std::uint64_t>(n_)); }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override {
    std::vector<Token> tokens;
    for (std::int64_t i = 0; i < n_; ++i) tokens.push_back({1, i, static_cast<std::int64_t>(choices[static_cast<std::size_t>(i)])});
    tokens.push_back({0, static_cast<std::int64_t>(choices.back())});
    return tokens;
  }

 private:
  std::int64_t n_ = 1;
};

}  // namespace

std::unique_ptr<Claim> read_capacity(Reader& reader) { return std::make_unique<Capacity>(reader); }

namespace {

/// A set of values of {1..U} as one-hot counters: value v has entry (v-1) mod `entries`, and a counter receives 1 at most once, as the
/// values are distinct. The query M-v asks for v's entry. Two values that share an entry are not told apart.
class CapacitySet final : public Claim {
 public:
  explicit CapacitySet(Reader& reader) {
    reader.choice("mechanism", {"linear", "log-linear"});
    sets_.U = reader.integer("U", 1, 1 << 17), sets_.M = reader.integer("M", 3, 1 << 20);
    entries_ = reader.integer("entries", 1, 1 << 17), sets_.n = reader.integer("n", 1, 1 << 17);
    plan_ = read_plan(reader);
  }
  std::vector<std::string> methods() const override { return {"derivation"}; }
  std::uint64_t establish(const std::string&) const override {
    if (sets_.n > sets_.U) throw NotEstablished("n distinct values do not fit the universe");
    if (sets_.M < 2 * sets_.U + 1) throw NotEstablished("M must be at least 2U+1");
    if (entries_ < sets_.U) throw NotEstablished("two values share an entry");
    if (!plan_.exact && (!survives(plan_, 0) || !survives(plan_, 1))) throw NotEstablished("a counter of 0 or 1 does not survive");
    return static_cast<std::uint64_t>(sets_.U) * 2;
  }
  bool has_inputs() const override { return plan_.exact; }
  std::int64_t oracle(const Input& input) const override { return sets_.oracle(input); }
  std::int64_t evaluate(const Point&, const Input& input) const override {
    const auto entry = [&](std::int64_t v) { return (v - 1) % entries_; };
    std::int64_t count = 0;
    for (std::size_t j = 0; j + 1 < input.size(); ++j) count += entry(input[j][1]) == entry(sets_.M - input[input.size() - 1][1]);
    return count;
  }
  double work(const Input& input) const override { return static_cast<double>(input.size()); }
  std::vector<std::uint64_t> radices() const override { return sets_.radices(); }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override { return sets_.assemble(choices); }

 private:
  DistinctValues sets_;
  std::int64_t entries_ = 1;
};

}  // namespace

std::unique_ptr<Claim> read_capacity_set(Reader& reader) { return std::make_unique<CapacitySet>(reader); }

}  // namespace attest::checker

// The claim maximum-channel: its keys, and its model on one input of 2-SeqComp, evaluated in full like any other softmax head.
//
// z_0's digits are carried to the token w; then its two heads attend to all tokens with the keys of maximum_channel.hpp. Each of the
// two digits of the answer is the whole number nearest to (y of head 0 - y of head 1)/unit, halves upwards, brought into
// 0..base-1; this difference is taken exactly.
#include <algorithm>
#include <map>

#include "checker/maximum_channel.hpp"
#include "checker/rationals.hpp"

namespace attest::checker {
namespace {

class MaximumChannel final : public Claim {
 public:
  explicit MaximumChannel(const Channel& channel) : channel_(channel) { plan_ = channel.plan; }
  std::vector<std::string> methods() const override { return {"derivation"}; }
  std::uint64_t establish(const std::string&) const override { return establish_channel(channel_); }

  bool has_inputs() const override { return !plan_.exact; }
  std::int64_t oracle(const Input& input) const override { return task().oracle(input); }
  std::vector<std::uint64_t> radices() const override { return task().radices(); }
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override { return task().assemble(choices); }
  double work(const Input& input) const override { return 40.0 * static_cast<double>(input.size()); }
  std::int64_t evaluate(const Point&, const Input& input) const override {
    const Channel& c = channel_;
    if (c.unit.sign() <= 0) throw NotEstablished("the unit must be positive");
    const CompositionTask sizes = task();
    const std::uint64_t a = carried(plan_, static_cast<std::uint64_t>(sizes.z0(input)), width_of(static_cast<std::uint64_t>(c.m - 1)));
    const std::vector<Column> digits = values(input);
    std::vector<std::vector<Real>> outputs;
    for (int h = 0; h < 2; ++h) {
      const std::vector<Real> query = c.query(static_cast<std::int64_t>(a), sizes.w(input).front(), h);
      Column scores;
      for (std::size_t i = 0; i < input.size(); ++i) scores.push(plan_.score.dot(query, key(input[i], h)));
      outputs.push_back(heads(plan_, scores, digits));
    }
    return digit(outputs[0][0], outputs[1][0]) * c.base + digit(outputs[0][1], outputs[1][1]);
  }

 private:
  CompositionTask task() const { return CompositionTask({channel_.m, channel_.n_1}); }
  std::vector<Real> key(const Token& token, int h) const {
    const Arithmetic& in = plan_.input;
    std::vector<Real> key(7, in.integer(0));
    const auto code = [&](std::size_t first, std::int64_t i, const Real& last) {
      key[first] = in.integer(1), key[first + 1] = in.integer(i), key[first + 2] = in.integer(i * i), key[6] = in.convert(last);
    };
    if (token[0] == 1) code(0, token[1], channel_.last_z1(token[2], h));
    else if (token[0] == 2) code(3, token[1] / channel_.m, channel_.last_z2(token[1] % channel_.m));
    else key[6] = channel_.exactly(channel_.outside, -1);
    return key;
  }
  /// Both digits of z_2's values, zeros elsewhere.
  std::vector<Column> values(const Input& input) const {
    std::vector<Column> digits(2);
    for (std::size_t i = 0; i < input.size(); ++i) {
      const std::int64_t value = input[i][0] == 2 ? input[i][2] : 0;
      digits[0].push(plan_.input.integer(value / channel_.base));
      digits[1].push(plan_.input.integer(value % channel_.base));
    }
    return digits;
  }
  std::int64_t digit(const Real& first, const Real& second) const {
    const mpq_class steps = (rational(first) - rational(second)) / rational(channel_.unit) + mpq_class(1, 2);
    mpz_class floor;
    mpz_fdiv_q(floor.get_mpz_t(), steps.get_num_mpz_t(), steps.get_den_mpz_t());
    if (floor < 0) return 0;
    return floor < channel_.base ? floor.get_si() : channel_.base - 1;
  }
  Channel channel_;
};

}  // namespace

std::unique_ptr<Claim> read_maximum_channel(Reader& reader) {
  Channel c;
  c.natural = reader.choice("variant", {"14a", "14b"}) == "14b";
  c.m = reader.integer("m", 2, 1 << 15);
  c.n_1 = reader.integer("n_1", 1, 1 << 12);
  c.base = reader.integer("base", 2, 1 << 20);
  c.delta = reader.dyadic("delta"), c.nudge = reader.dyadic("nudge"), c.drop = reader.dyadic("drop"), c.far = reader.dyadic("far");
  c.underflow = reader.dyadic("underflow"), c.outside = reader.dyadic("outside"), c.unit = reader.dyadic("unit");
  c.plan = read_plan(reader);
  return std::make_unique<MaximumChannel>(c);
}

}  // namespace attest::checker

// l-seqcomp: z_0 in [m], z_l : [N_{l-1}] -> [N_{l-1}], N_0 = m, N_l = N_{l-1} n_l, w_l in [n_l]; i_1 = z_1(z_0),
// i_{l+1} = z_{l+1}(w_l N_{l-1} + i_l), the answer is i_L. Tokens l:argument:value, 0:z_0, -1:w_1:..:w_{L-1}; merged -2:z_0:w_1:...
#include "checker/outcome.hpp"
#include "checker/stack_task.hpp"

namespace attest::checker {
namespace {

class Composition final : public StackTask {
 public:
  Composition(std::int64_t m, const std::vector<std::int64_t>& factors, int order) : factors_(factors), order_(order), N_{m} {
    std::int64_t total = m;
    for (const std::int64_t factor : factors) {
      N_.push_back(N_.back() * factor);
      total += N_.back();
      if (total > static_cast<std::int64_t>(most_tokens)) throw Malformed("more than 131072 tokens");
    }
    stored_ = static_cast<std::size_t>(total);
  }

  /// The tokens of choices z_0, w_1, ..., then the values of z_1, z_2, ..., z_L.
  std::vector<Token> assemble(const std::vector<std::uint64_t>& choices) const override {
    const auto at = [&](std::size_t i) { return static_cast<std::int64_t>(choices[i]); };
    Token w{-1}, merged{-2, at(0)};
    for (std::size_t l = 0; l < factors_.size(); ++l) w.push_back(at(1 + l)), merged.push_back(at(1 + l));
    std::vector<Token> tokens;
    const auto append = [&](std::size_t l) {
      std::size_t first = 1 + factors_.size();
      for (std::size_t before = 0; before + 1 < l; ++before) first += static_cast<std::size_t>(N_[before]);
      for (std::int64_t i = 0; i < N_[l - 1]; ++i) tokens.push_back({static_cast<std::int64_t>(l), i, at(first + static_cast<std::size_t>(i))});
    };
    if (order_ == 1) {
      tokens = {w, {0, at(0)}};
      for (std::size_t l = 1; l <= N_.size(); ++l) append(l);
      return tokens;
    }
    for (std::size_t l = N_.size(); l >= 1; --l) append(l);
    if (order_ == 2) {
      tokens.push_back(merged);
    } else {
      tokens.push_back({0, at(0)});
      tokens.push_back(w);
    }
    return tokens;
  }
  std::vector<std::uint64_t> radices() const override {
    std::vector<std::uint64_t> all{static_cast<std::uint64_t>(N_[0])};
    for (const std::int64_t factor : factors_) all.push_back(static_cast<std::uint64_t>(factor));
    for (const std::int64_t size : N_) all.insert(all.end(), static_cast<std::size_t>(size), static_cast<std::uint64_t>(size));
    return all;
  }
  std::size_t length() const override { return stored_ + (order_ == 2 ? 1 : 2); }

  std::int64_t oracle(const Input& input) const override {
    if (input.size() != length()) throw Malformed("the input has " + std::to_string(input.size()) + " tokens, not " + std::to_string(length()));
    std::int64_t reached = 0;
    Token w;
    std::vector<std::vector<std::int64_t>> z(N_.size() + 1);
    for (std::size_t i = 0; i < input.size(); ++i) {
      const Token& token = input[i];
      const auto [tag, argument] = place(i);
      if (tag >= 1) {
        const std::int64_t size = N_[static_cast<std::size_t>(tag) - 1];
        require_token(token, tag, {size, size}, i);
        if (token[1] != argument) throw Malformed("token " + std::to_string(i) + " is not about argument " + std::to_string(argument));
        z[static_cast<std::size_t>(tag)].push_back(token[2]);
        continue;
      }
      std::vector<std::int64_t> below;
      if (tag != -1) below.push_back(N_[0]);
      if (tag != 0) below.insert(below.end(), factors_.begin(), factors_.end());
      require_token(token, tag, below, i);
      if (tag != -1) reached = token[1];
      if (tag != 0) w.assign(token.begin() + (tag == -1 ? 1 : 2), token.end());
    }
    reached = z[1][static_cast<std::size_t>(reached)];
    for (std::size_t l = 1; l < N_.size(); ++l) reached = z[l + 1][static_cast<std::size_t>(w[l - 1] * N_[l - 1] + reached)];
    return reached;
  }

 private:
  /// Tag and argument of the token at a position.
  std::pair<std::int64_t, std::int64_t> place(std::size_t position) const {
    std::int64_t i = static_cast<std::int64_t>(position);
    const std::int64_t L = static_cast<std::int64_t>(N_.size());
    if (order_ == 1) {
      if (i < 2) return {i - 1, 0};
      i -= 2;
    } else if (position >= stored_) {
      return {order_ == 2 ? -2 : position == stored_ ? 0 : -1, 0};
    }
    for (std::int64_t step = 0; step < L; ++step) {
      const std::int64_t l = order_ == 1 ? step + 1 : L - step, size = N_[static_cast<std::size_t>(l) - 1];
      if (i < size) return {l, i};
      i -= size;
    }
    throw std::logic_error("a position beyond the input");
  }

  std::vector<std::int64_t> factors_;
  int order_;
  std::vector<std::int64_t> N_;
  std::size_t stored_ = 0;
};

}  // namespace

std::unique_ptr<StackTask> composition_task(std::int64_t m, const std::vector<std::int64_t>& factors, int order) {
  return std::make_unique<Composition>(m, factors, order);
}

}  // namespace attest::checker

#include "constructions/retrieval_queries.hpp"

#include <algorithm>

namespace attest::constructions {

const std::vector<Number>& RetrievalQueries::digits(std::int64_t value) {
  auto& known = values_[value];
  if (!known.empty()) return known;
  known.assign(static_cast<std::size_t>(value_digits_), plan_.input.zero());
  if (value == none) return known;
  const Number one = plan_.input.from_integer(1);
  const auto digits = tasks::digits_of(value, value_digits_);
  for (std::size_t i = 0; i < digits.size(); ++i)
    if (digits[i]) known[i] = one;
  return known;
}

std::int64_t RetrievalQueries::read(std::int64_t code, std::span<const Token> visible) {
  constexpr std::size_t most_values = 1 << 12;  // those of one input, some megabytes at most
  if (values_.size() > most_values) values_.clear();
  std::vector<KeyRun> row;
  row.reserve(visible.size());
  for (const Token& token : visible)
    row.push_back({scores_.of(code, token.key == none || code == none ? std::nullopt : std::optional(token.key)), &digits(token.value), token.count});
  if (plan_.key_order == attention::KeyOrder::last_to_first) std::reverse(row.begin(), row.end());
  return read_digits<StrictEmulated>(plan_.output, attend_runs(plan_, row));
}

bool RetrievalQueries::always_defined(std::uint64_t keys) const {
  if (!scores_.by_distance() || plan_.normalisation != attention::Normalisation::quotient || !contained(plan_.weight.format, plan_.accumulator.format)) return false;
  try {
    const Number hit = scores_.of(0, 0);  // no score exceeds it, none is below 0
    require_weights(plan_, plan_.score.zero(), hit);
    const Number most = weight_of(plan_, hit, hit);
    if (plan_.softmax == attention::Softmax::online) denominator_sums(plan_).copies(most, keys);  // factors are at most 1
    else denominator_sums(plan_).one_heavy(weight_of(plan_, scores_.light(0), hit), most, keys);
    return !most.is_zero();
  } catch (const arithmetic::Undefined&) {
    return false;
  }
}

namespace {

using Plan = attention::Plan<StrictEmulated>;

class RetrievalModel final : public Model {
 public:
  RetrievalModel(const Plan& plan, int key_digits, int value_digits, const Number& beta) : queries_(plan, key_digits, value_digits, beta) {}
  std::optional<std::int64_t> answer(std::span<const tasks::Token> tokens) override {
    std::vector<RetrievalQueries::Token> visible;
    visible.reserve(tokens.size());
    for (const tasks::Token& token : tokens)
      visible.push_back(token[0] == 0 ? RetrievalQueries::Token{none, none} : RetrievalQueries::Token{token[1], token[2]});
    try {
      return queries_.read(tokens.back()[1], visible);
    } catch (const arithmetic::Undefined&) {
      return std::nullopt;
    }
  }

 private:
  RetrievalQueries queries_;
};

class RecallModel final : public Model {
 public:
  RecallModel(const Plan& plan, std::int64_t n, std::int64_t alphabet, Shift shift, const Number& beta)
      : plan_(plan), shift_(shift), positions_(plan, tasks::width_of(n), tasks::width_of(alphabet), beta),
        tokens_(plan, tasks::width_of(alphabet), tasks::width_of(alphabet), beta) {}
  std::optional<std::int64_t> answer(std::span<const tasks::Token> tokens) override {
    try {
      const auto before = shift_ == Shift::recurrent ? by_recurrence(tokens) : by_attention(tokens);
      std::vector<RetrievalQueries::Token> visible;
      for (std::size_t i = 0; i < tokens.size(); ++i) visible.push_back({before[i], before[i] == none ? none : tokens[i][1]});
      return tokens_.read(tokens.back()[1], visible);
    } catch (const arithmetic::Undefined&) {
      return std::nullopt;
    }
  }

 private:
  /// The token before, for all but the first and the query; nothing anywhere where a digit 1 does not survive the state.
  std::vector<std::int64_t> by_recurrence(std::span<const tasks::Token> tokens) const {
    std::vector<std::int64_t> before(tokens.size(), none);
    const Number handed_on = plan_.output.convert(plan_.state.convert(plan_.input.from_integer(1)));
    if (!reads_one<StrictEmulated>(plan_.output, handed_on, half())) return before;
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) before[i] = tokens[i - 1][1];
    return before;
  }
  std::vector<std::int64_t> by_attention(std::span<const tasks::Token> tokens) {
    std::vector<std::int64_t> before(tokens.size(), none);
    std::vector<RetrievalQueries::Token> visible;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      visible.push_back({static_cast<std::int64_t>(i), tokens[i][1]});
      if (i > 0) before[i] = positions_.read(static_cast<std::int64_t>(i) - 1, visible);
    }
    return before;
  }

  Plan plan_;
  Shift shift_;
  RetrievalQueries positions_, tokens_;
};

/// Layer 1 of equality and disjointness by queries, layer 2 (few classes of tokens) by class_model. Rows whose bit is known or does not
/// matter are not evaluated where they are defined for sure: n rows of 2n keys take minutes at 32,767 bits.
class BitStringsModel final : public Model {
 public:
  BitStringsModel(const Plan& plan, const tasks::BitStrings& task, const Number& beta)
      : n_(static_cast<std::size_t>(task.n())), equality_(task.form() == tasks::BitStrings::Form::equality), queries_(plan, tasks::width_of(task.n()), 1, beta) {
    attention::Stack<StrictEmulated> stack = bit_strings_stack(plan, task, beta);
    stack.layers.erase(stack.layers.begin());
    stack.embed = nullptr;
    any_ = class_model(std::move(stack));
    defined_ = queries_.always_defined(2 * n_);
    undefined_ = !defined_ && longest_row_is_undefined();
  }
  std::optional<std::int64_t> answer(std::span<const tasks::Token> tokens) override {
    if (undefined_) return std::nullopt;
    std::vector<RetrievalQueries::Token> visible;
    tasks::Tokens second;
    bool ones = false;
    for (std::size_t i = 0; i < n_; ++i) {
      ones = ones || tokens[i][1] == 1;
      const auto place = static_cast<std::int64_t>(i);
      visible.push_back({place, tokens[i][1]});
      second.push_back({1, place, tokens[i][1]});
    }
    try {
      for (std::size_t i = 0; i < n_; ++i) {
        if (i == 0) visible.push_back({none, none});
        else ++visible.back().count;
        const bool other = tokens[n_ + i][1] == 1, asked = !defined_ || (ones && (equality_ || other));
        const bool first = asked && queries_.read(static_cast<std::int64_t>(i), visible) == 1;
        second.push_back({2, static_cast<std::int64_t>(i), (equality_ ? first != other : first && other) ? 1 : 0});
      }
    } catch (const arithmetic::Undefined&) {
      return std::nullopt;
    }
    second.push_back({3, 0, 0});
    return any_->answer(second);
  }
  /// Otherwise every row is evaluated.
  bool quick() const override { return defined_ || undefined_ || n_ <= 256; }

 private:
  std::size_t n_;
  /// Then no input has an answer: denominators do not depend on values.
  bool longest_row_is_undefined() {
    std::vector<RetrievalQueries::Token> row;
    for (std::size_t i = 0; i < n_; ++i) row.push_back({static_cast<std::int64_t>(i), 0});
    row.push_back({none, none, n_});
    try {
      queries_.read(static_cast<std::int64_t>(n_) - 1, row);
      return false;
    } catch (const arithmetic::Undefined&) {
      return true;
    }
  }

  bool equality_, defined_ = false, undefined_ = false;
  RetrievalQueries queries_;
  std::unique_ptr<Model> any_;
};

/// The variants in which one token does the work: the last one, under a causal mask.
class ChaseModel final : public Model {
 public:
  ChaseModel(const Plan& plan, const tasks::Composition& task, CompositionVariant variant, const Number& beta)
      : codes_(task), variant_(variant), carry_(detail::carry_layer(plan, task.m())), queries_(plan, codes_.digits(), codes_.argument_width, beta) {}
  std::optional<std::int64_t> answer(std::span<const tasks::Token> tokens) override {
    using Variant = CompositionVariant;
    std::vector<RetrievalQueries::Token> visible;
    std::int64_t r = -1, u = 0, z0 = 0;
    for (const tasks::Token& token : tokens) {
      if (token[0] > 0) visible.push_back({codes_.code(token[0], token[1]), token[2]});
      else if (token[0] == 0 && variant_ != Variant::recurrent_first) visible.push_back({codes_.code(0, 0), token[1]});
      else visible.push_back({none, none});
      if (token[0] == 0) z0 = token[1];
    }
    std::span<const std::int64_t> w = std::span(tokens.back()).subspan(1);
    if (variant_ == Variant::merged) r = 0, u = w[0], w = w.subspan(1);
    try {
      if (variant_ == Variant::recurrent_first) r = 0, u = carried(z0);
      const int retrievals = variant_ == Variant::full_first || variant_ == Variant::chain_of_thought ? codes_.L + 1 : codes_.L;
      for (int step = 0; step < retrievals; ++step) {
        u = queries_.read(codes_.next(r, u, w), visible), ++r;
        if (variant_ == Variant::chain_of_thought) visible.push_back({none, none});  // the token that it generates
      }
      return u;
    } catch (const arithmetic::Undefined&) {
      return std::nullopt;
    }
  }

 private:
  /// z_0's digits through the state: tokens of functions add products that are 0.
  std::int64_t carried(std::int64_t z0) const {
    auto head = carry_.make_head(0);
    head->absorb(carry_.project({1, 0, 0}, 0, 0));
    head->absorb(carry_.project({0, z0}, 1, 0));
    const std::vector<std::vector<Number>> outputs{head->step(carry_.project({-3, -1, 0}, 2, 0))};
    return carry_.advance({-3, -1, 0}, outputs, 2)[2];
  }

  CompositionCodes codes_;
  CompositionVariant variant_;
  attention::Layer<StrictEmulated> carry_;
  RetrievalQueries queries_;
};

/// Pointer doubling: all see all, so equal queries read alike.
class EncoderModel final : public Model {
 public:
  EncoderModel(const Plan& plan, const tasks::Composition& task, const Number& beta) : codes_(task), fetch_(plan, 1, width(task), beta), queries_(plan, codes_.digits(), tasks::width_of(codes_.L + 1) + codes_.argument_width, beta) {
    for (const std::int64_t factor : task.factors()) widths_.push_back(tasks::width_of(factor));
  }
  std::optional<std::int64_t> answer(std::span<const tasks::Token> tokens) override {
    std::vector<Pointer> pointers;
    for (const tasks::Token& token : tokens) {
      if (token[0] == 0) pointers.push_back({codes_.code(0, 0), 0, token[1]});
      else if (token[0] > 0) pointers.push_back({codes_.code(token[0], token[1]), token[0], token[2]});
      else pointers.push_back({none, -1, 0});
    }
    try {
      const std::vector<std::int64_t> w = fetched(tokens);
      for (int reach = 1; reach < codes_.L + 2; reach *= 2) follow(pointers, w);
      return pointers.back().u;
    } catch (const arithmetic::Undefined&) {
      return std::nullopt;
    }
  }

 private:
  struct Pointer {
    std::int64_t key, r, u;
  };
  static int width(const tasks::Composition& task) {
    int width = 0;
    for (const std::int64_t factor : task.factors()) width += tasks::width_of(factor);
    return width;
  }
  std::vector<std::int64_t> fetched(std::span<const tasks::Token> tokens) {
    std::vector<std::int64_t> w(widths_.size());
    if (codes_.L == 1) return w;
    std::int64_t all = 0;
    for (std::size_t l = 0; l < w.size(); ++l) all = (all << widths_[l]) + tokens.back()[l + 1];
    const std::vector<RetrievalQueries::Token> visible{{none, none, tokens.size() - 1}, {1, all}};
    all = fetch_.read(1, visible);
    for (std::size_t l = w.size(); l-- > 0; all >>= widths_[l]) w[l] = all & ((std::int64_t{1} << widths_[l]) - 1);
    return w;
  }
  void follow(std::vector<Pointer>& pointers, std::span<const std::int64_t> w) {
    std::vector<RetrievalQueries::Token> visible;
    for (const Pointer& p : pointers) visible.push_back({p.key, p.key == none ? none : (p.r << codes_.argument_width) + p.u});
    std::unordered_map<std::int64_t, std::int64_t> known;
    for (Pointer& p : pointers) {
      const std::int64_t code = p.r < codes_.L ? codes_.next(p.r, p.u, w) : none;
      const auto [place, fresh] = known.try_emplace(code, 0);
      if (fresh) place->second = queries_.read(code, visible);
      if (code == none) continue;
      p.r = place->second >> codes_.argument_width, p.u = place->second & ((std::int64_t{1} << codes_.argument_width) - 1);
    }
  }

  CompositionCodes codes_;
  std::vector<int> widths_;
  RetrievalQueries fetch_, queries_;
};

}  // namespace

std::unique_ptr<Model> composition_model(const Plan& plan, const tasks::Composition& task, CompositionVariant variant, const Number& beta) {
  if (variant == CompositionVariant::encoder) return std::make_unique<EncoderModel>(plan, task, beta);
  return std::make_unique<ChaseModel>(plan, task, variant, beta);
}

std::unique_ptr<Model> bit_strings_model(const Plan& plan, const tasks::BitStrings& task, const Number& beta) {
  return std::make_unique<BitStringsModel>(plan, task, beta);
}

std::unique_ptr<Model> retrieval_model(const Plan& plan, int key_digits, int value_digits, const Number& beta) {
  return std::make_unique<RetrievalModel>(plan, key_digits, value_digits, beta);
}

std::unique_ptr<Model> recall_model(const Plan& plan, std::int64_t n, std::int64_t alphabet, Shift shift, const Number& beta) {
  return std::make_unique<RecallModel>(plan, n, alphabet, shift, beta);
}

}  // namespace attest::constructions

// Theorem G (bounds_general.md sections 1-3) as THEOREMS.md states it: the contexts of every level, the sizes of the signatures, and
// the covers, whose gains the certificate gives.
#include "checker/counting.hpp"

namespace attest::checker {
namespace {

class TheoremG {
 public:
  explicit TheoremG(Reader& reader);
  void establish() const;

 private:
  std::int64_t levels() const { return L_; }
  /// Members of levels from..to: x_from ... x_to with S_1 in the place of x_1.
  mpz_class members(std::int64_t from, std::int64_t to) const;
  mpz_class free(std::int64_t l) const { return rows_[at(l - 1)] * N_[at(l - 2)]; }  // f_l, l >= 2
  mpz_class of_w(std::int64_t j) const;
  mpz_class of_block(std::int64_t i, std::int64_t reach) const;
  mpz_class contexts(std::int64_t j, std::int64_t i) const;
  mpz_class of_blocks(std::int64_t j, std::int64_t l) const;
  mpz_class signature(std::int64_t l) const;
  mpz_class last_signature() const;
  Bits first_tuple() const;
  static std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

  bool full_, lazy_;
  std::int64_t L_;
  std::vector<mpz_class> b_, s_;     // b_1.. at index 1; s_0.. (full: the trailing group)
  std::vector<mpz_class> rows_, y_;  // n'_1.. at 1; y_2.. at 2
  mpz_class m_, t_, S_, g_ = 1, q_ = 2, i_ = 1;
  std::vector<std::vector<std::int64_t>> gains_;  // of level 2.. at 2
  std::vector<mpz_class> N_;
  mpz_class W_ = 1;
};

/// `count` empty places before what was read, so that the indices are the theorem's.
template <class Value>
std::vector<Value> shifted(std::size_t count, const std::vector<Value>& values) {
  std::vector<Value> all(count);
  all.insert(all.end(), values.begin(), values.end());
  return all;
}

TheoremG::TheoremG(Reader& reader) {
  const std::string form = reader.choice("form", {"hybrid", "hybrid-eager", "full"});
  full_ = form == "full", lazy_ = form == "hybrid";
  L_ = reader.integer("L", 2, 12);
  b_ = shifted(1, large_numbers(reader, "message-bits", at(full_ ? L_ : L_ - 1), 0));
  s_ = large_numbers(reader, "state-bits", at(full_ ? 1 : L_), 0);
  rows_ = shifted(1, large_numbers(reader, "rows", at(L_ - 1)));
  m_ = large_number(reader, "m", 2), t_ = large_number(reader, "t1");
  if (full_) g_ = large_number(reader, "g"), q_ = large_number(reader, "q", 2), i_ = large_number(reader, "i"), S_ = large_number(reader, "S");
  else S_ = large_number(reader, "x1");
  if (L_ > 2) y_ = shifted(2, large_numbers(reader, "y", at(L_ - 2)));
  gains_.resize(2);
  for (std::int64_t l = 2; l < L_; ++l) gains_.push_back(read_gains(reader));
  reader.finish("impossible");
  N_ = {m_};
  for (std::int64_t l = 1; l < L_; ++l) {
    N_.push_back(N_.back() * rows_[at(l)] * (l < L_ - 1 ? y_[at(l + 1)] : mpz_class(1)));
    W_ *= rows_[at(l)];
  }
}

mpz_class TheoremG::members(std::int64_t from, std::int64_t to) const {
  mpz_class product = 1;
  for (std::int64_t l = from; l <= to; ++l) product *= l == 1 ? S_ : mpz_class(static_cast<long>(gains_[at(l)].size()));
  return product;
}

mpz_class TheoremG::of_w(std::int64_t j) const {
  if (!full_) return W_ * members(1, j);
  return j < 2 ? W_ : mpz_class(g_ * S_ * (W_ / rows_[1]) * members(2, j - 1));
}

mpz_class TheoremG::of_block(std::int64_t i, std::int64_t reach) const {
  if (i == 0) return members(1, reach);
  if (i == 1) return (m_ - t_ + t_ * S_) * members(2, reach);
  return (N_[at(i - 1)] - free(i) + free(i) * members(i, i)) * members(i + 1, reach);
}

mpz_class TheoremG::contexts(std::int64_t j, std::int64_t i) const {
  if (full_ && j == 0 && i == 1) return m_ - t_ + (t_ - 1) * q_ + m_;
  return of_block(i, lazy_ && j > 0 ? j + 1 : j);
}

mpz_class TheoremG::of_blocks(std::int64_t j, std::int64_t l) const {
  mpz_class sum = 0;
  for (std::int64_t i = 0; i < l; ++i) sum += contexts(j, i);
  return sum;
}

/// beta_l without the tuples, l < L.
mpz_class TheoremG::signature(std::int64_t l) const {
  mpz_class sum = 0;
  for (std::int64_t j = 0; j <= (full_ ? l - 1 : l - 2); ++j) sum += b_[at(j + 1)] * of_w(j);
  for (std::int64_t j = 0; j <= (lazy_ ? l - 3 : l - 2); ++j) sum += b_[at(j + 1)] * of_blocks(j, l);
  if (full_) return sum;
  for (std::int64_t j = 0; j <= l - 2; ++j) sum += s_[at(j)];
  return sum + s_[at(l - 1)] * (lazy_ ? members(1, l - 1) : mpz_class(1));
}

/// beta_L without the tuples: the last group's states one by one, or after z_L together with the messages of the layer before.
mpz_class TheoremG::last_signature() const {
  if (full_) return signature(L_) + std::min<mpz_class>(members(1, L_ - 1) * s_[0], s_[0] + b_[at(L_)] * of_blocks(L_ - 1, L_));
  const mpz_class one_by_one = members(1, L_ - 1) * s_[at(L_ - 1)];
  if (!lazy_) return std::min<mpz_class>(signature(L_), signature(L_) - s_[at(L_ - 1)] - b_[at(L_ - 1)] * of_blocks(L_ - 2, L_) + one_by_one);
  mpz_class messages = 0;
  for (std::int64_t i = 0; i < L_; ++i) messages += of_block(i, L_ - 1);
  return signature(L_) - one_by_one + std::min<mpz_class>(one_by_one, s_[at(L_ - 1)] + b_[at(L_ - 1)] * messages);
}

/// tau_1': the members of z_1, once z_2 has members.
Bits TheoremG::first_tuple() const {
  if (full_) return mpz_class(W_ * b_[1]);
  const Bits listed = add(lg(1, t_), lg(S_ * t_, m_));
  return less(s_[0], listed) ? Bits(s_[0]) : listed;
}

void TheoremG::establish() const {
  require(t_ <= m_, "t1 exceeds m");
  if (full_) {
    require(rows_[1] % g_ == 0 && q_ <= m_ && i_ < q_, "g must divide n'_1, q be at most m, i less than q");
    require_hidden({rows_[1] / g_, m_, q_, t_, i_, S_}, g_ * (W_ / rows_[1]) * b_[1]);
  } else {
    require_members(S_, m_, t_, s_[0]);
  }
  mpz_class k = full_ ? mpz_class(g_ * S_) : mpz_class(rows_[1] * S_);
  Bits tuples;
  for (std::int64_t l = 2; l < L_; ++l) {
    k = rows_[at(l)] * covered(gains_[at(l)], k, y_[at(l)], add(tuples, signature(l)));
    if (l == 2) tuples = first_tuple();
    tuples = add(tuples, lg(members(l, l) * free(l), y_[at(l)]));
  }
  require(less(add(tuples, last_signature()), lg(k, N_.back())));
}

}  // namespace

void theorem_g(Reader& reader) { TheoremG(reader).establish(); }

}  // namespace attest::checker

// Planted mutants: wrong variants of attention that tests have missed elsewhere. Every one is written over any arithmetic.
#include <utility>

#include "implementation.hpp"

namespace attest::attention::testing {

namespace {

template <arithmetic::Arithmetic A>
using Numbers = std::vector<typename A::Number>;
template <arithmetic::Arithmetic A>
using Visible = std::span<const Drive<A>>;

/// Hides a counter: 1 is added to every third token's output, and the counter is not in the bits.
template <arithmetic::Arithmetic A>
class HiddenCounter : public RecurrentHead<A> {
 public:
  HiddenCounter(std::unique_ptr<RecurrentHead<A>> head, A output) : head_(std::move(head)), output_(std::move(output)) {}
  Numbers<A> step(const Drive<A>& drive) override {
    Numbers<A> y = head_->step(drive);
    if (++count_ % 3 == 0)
      for (auto& channel : y) channel = output_.add(channel, output_.from_integer(1));
    return y;
  }
  void save(arithmetic::BitString& bits) const override { head_->save(bits); }
  void load(arithmetic::BitReader& reader) override { head_->load(reader); }
  std::unique_ptr<RecurrentHead<A>> clone() const override {
    auto copy = std::make_unique<HiddenCounter>(head_->clone(), output_);
    copy->count_ = count_;
    return copy;
  }

 private:
  std::unique_ptr<RecurrentHead<A>> head_;
  A output_;
  int count_ = 0;
};

/// The delta rule with its prediction from the state before the decay.
template <arithmetic::Arithmetic A>
class DecayAfterDelta : public MatrixHead<A> {
 public:
  using MatrixHead<A>::MatrixHead;
  void absorb(const Drive<A>& drive) override {
    const Plan<A>& plan = this->plan();
    Numbers<A> error;
    for (std::size_t c = 0; c < this->d_v(); ++c)
      error.push_back(plan.accumulator.mul(*drive.beta, plan.accumulator.sub(drive.value[c], this->matrix().dot(plan.accumulator, drive.key, c))));
    this->matrix().decay(plan.state, drive.decay);
    this->matrix().add_outer(plan.state, drive.key, error);
  }
  std::unique_ptr<RecurrentHead<A>> clone() const override { return std::make_unique<DecayAfterDelta>(*this); }
};

/// GLA that decays what it has just written.
template <arithmetic::Arithmetic A>
class DecayAfterWrite : public MatrixHead<A> {
 public:
  using MatrixHead<A>::MatrixHead;
  void absorb(const Drive<A>& drive) override {
    this->matrix().add_outer(this->plan().state, drive.key, drive.value);
    this->matrix().decay(this->plan().state, drive.decay);
  }
  std::unique_ptr<RecurrentHead<A>> clone() const override { return std::make_unique<DecayAfterWrite>(*this); }
};

template <arithmetic::Arithmetic A>
class NormaliserOutsideState : public LinearHead<A> {
 public:
  using LinearHead<A>::LinearHead;
  void save(arithmetic::BitString& bits) const override { MatrixHead<A>::save(bits); }
  void load(arithmetic::BitReader& reader) override { MatrixHead<A>::load(reader); }
  std::unique_ptr<RecurrentHead<A>> clone() const override { return std::make_unique<NormaliserOutsideState>(*this); }
};

/// Restores its levels as those of position 0.
template <arithmetic::Arithmetic A>
class CounterOutsideState : public LogLinearHead<A> {
 public:
  using LogLinearHead<A>::LogLinearHead;
  void save(arithmetic::BitString& bits) const override { this->save_at(bits, 0); }
  void load(arithmetic::BitReader& reader) override {
    while (!reader.done()) (void)reader.read(1);
  }
  std::unique_ptr<RecurrentHead<A>> clone() const override { return std::make_unique<CounterOutsideState>(*this); }
};

/// Changes each drive before the head sees it.
template <arithmetic::Arithmetic A>
class ChangedDrives : public RecurrentHead<A> {
 public:
  using Change = void (*)(Drive<A>&);
  ChangedDrives(std::unique_ptr<RecurrentHead<A>> head, Change change) : head_(std::move(head)), change_(change) {}
  Numbers<A> step(const Drive<A>& drive) override {
    Drive<A> changed = drive;
    change_(changed);
    return head_->step(changed);
  }
  void save(arithmetic::BitString& bits) const override { head_->save(bits); }
  void load(arithmetic::BitReader& reader) override { head_->load(reader); }
  void save_at(arithmetic::BitString& bits, std::size_t position) const override { head_->save_at(bits, position); }
  void load_at(arithmetic::BitReader& reader, std::size_t position) override { head_->load_at(reader, position); }
  std::size_t state_bits(std::size_t position) const override { return head_->state_bits(position); }
  std::unique_ptr<RecurrentHead<A>> clone() const override { return std::make_unique<ChangedDrives>(head_->clone(), change_); }

 private:
  std::unique_ptr<RecurrentHead<A>> head_;
  Change change_;
};

template <arithmetic::Arithmetic A>
Numbers<A> online_without_rescale(const Plan<A>& plan, const Numbers<A>& query, Visible<A> visible) {
  if (plan.softmax != Softmax::online) return attend<A>(plan, query, visible);
  SoftmaxFold<A> running(plan, visible.front().value.size());  // for its maximum and its weights only
  Numbers<A> numerators(visible.front().value.size(), plan.accumulator.zero());
  typename A::Number denominator = plan.accumulator.zero();
  for (const Drive<A>& key : visible) {
    running.step(query, key);
    const auto w = running.weight(plan.score.dot(query, key.key), &running.maximum());
    denominator = plan.accumulator.add(denominator, w);
    for (std::size_t c = 0; c < numerators.size(); ++c) numerators[c] = accumulate(plan.accumulator, numerators[c], w, key.value[c]);
  }
  for (auto& y : numerators) y = plan.output.div(y, denominator);
  return numerators;
}

/// The last token repeated until the partial block is complete: it gets a message.
template <arithmetic::Arithmetic A>
SparseOutput<A> partial_block_visible(const BlockSparse<A>& sparse, const Drive<A>& query, Visible<A> stored) {
  std::vector<Drive<A>> padded(stored.begin(), stored.end());
  while (padded.size() % sparse.block_length != 0) padded.push_back(padded.back());
  return attend_sparse<A>(sparse, query, padded);
}

template <arithmetic::Arithmetic A>
SparseOutput<A> ties_to_the_highest(BlockSparse<A> sparse, const Drive<A>& query, Visible<A> stored) {
  const A score = sparse.plan.score;
  const auto compress = sparse.compress;
  sparse.compress = [=](std::span<const Drive<A>> block, std::size_t index) {
    BlockMessage<A> message = compress(block, index);
    message.code.append(index, 16);
    return message;
  };
  sparse.score = [=](const Drive<A>& q, const BlockMessage<A>& message) {
    const auto index = static_cast<std::int64_t>(arithmetic::BitReader(message.code).read(16));
    return score.add(score.dot(q.query, message.key), score.from_ratio(index, 4096));
  };
  return attend_sparse<A>(sparse, query, stored);
}

template <class Change>
Implementation mutant(const std::string& name, Change change) {
  Implementation implementation;
  implementation.name = name;
  change(implementation.rational);
  change(implementation.emulated);
  return implementation;
}

/// Replaces how one recurrent mechanism is made; `make` gets (A tag via plan, d_k, d_v, plan, options, original).
template <class Make>
Implementation recurrent_mutant(const std::string& name, const std::string& mechanism, Make make) {
  return mutant(name, [&]<arithmetic::Arithmetic A>(Suite<A>& suite) {
    suite.make = [=, original = suite.make](const std::string& which, std::size_t d_k, std::size_t d_v, const Plan<A>& plan,
                                            const HeadOptions<A>& options) -> std::unique_ptr<RecurrentHead<A>> {
      if (which != mechanism) return original(which, d_k, d_v, plan, options);
      return make(d_k, d_v, plan, options);
    };
  });
}

/// Replaces softmax attention by attention under a changed plan, query or set of visible keys.
template <class Change>
Implementation softmax_mutant(const std::string& name, Change change) {
  return mutant(name, [&]<arithmetic::Arithmetic A>(Suite<A>& suite) {
    suite.attend = [=](Plan<A> plan, Numbers<A> query, Visible<A> visible) {
      change(plan, query, visible);
      return attend<A>(plan, query, visible);
    };
  });
}

std::vector<Implementation> softmax_mutants() {
  const auto plans = [](const std::string& name, auto change) {
    return softmax_mutant(name, [=](auto& plan, auto&, auto&) { change(plan); });
  };
  return {
      softmax_mutant("mask j < i", [](auto&, auto&, auto& visible) { if (visible.size() > 1) visible = visible.first(visible.size() - 1); }),
      softmax_mutant("scores halved (1/sqrt(d) at d = 4)",
                     [](auto& plan, auto& query, auto&) { for (auto& x : query) x = plan.score.mul(x, plan.score.from_ratio(1, 2)); }),
      plans("maximum not subtracted", [](auto& plan) { if (plan.softmax == Softmax::two_pass) plan.softmax = Softmax::naive; }),
      plans("weights normalised first in a quotient", [](auto& plan) { plan.normalisation = Normalisation::weights_first; }),
      plans("weights never normalised first", [](auto& plan) { plan.normalisation = Normalisation::quotient; }),
      plans("natural exponential taken base 2", [](auto& plan) { plan.exponential = Exponential::base2; }),
      plans("keys always first to last", [](auto& plan) { plan.key_order = KeyOrder::first_to_last; }),
      mutant("online without rescaling",
             []<arithmetic::Arithmetic A>(Suite<A>& suite) { suite.attend = online_without_rescale<A>; }),
  };
}

std::vector<Implementation> recurrent_mutants() {
  std::vector<Implementation> list;
  const auto changed = [&](const std::string& name, const std::string& mechanism, auto change) {
    list.push_back(recurrent_mutant(name, mechanism, [=]<arithmetic::Arithmetic A>(std::size_t d_k, std::size_t d_v, const Plan<A>& plan, const HeadOptions<A>& options) {
      return std::make_unique<ChangedDrives<A>>(make_recurrent_head(mechanism, d_k, d_v, plan, options), +[](Drive<A>& d) { decltype(change){}(d); });
    }));
  };
  list.push_back(recurrent_mutant("hidden counter", "gla", []<arithmetic::Arithmetic A>(std::size_t d_k, std::size_t d_v, const Plan<A>& plan, const HeadOptions<A>& options) {
    return std::make_unique<HiddenCounter<A>>(make_recurrent_head("gla", d_k, d_v, plan, options), plan.output);
  }));
  list.push_back(recurrent_mutant("decay after the delta", "gated-delta-net", []<arithmetic::Arithmetic A>(std::size_t d_k, std::size_t d_v, const Plan<A>& plan, const HeadOptions<A>&) {
    return std::make_unique<DecayAfterDelta<A>>(plan, d_k, d_v);
  }));
  list.push_back(recurrent_mutant("decay after the write", "gla", []<arithmetic::Arithmetic A>(std::size_t d_k, std::size_t d_v, const Plan<A>& plan, const HeadOptions<A>&) {
    return std::make_unique<DecayAfterWrite<A>>(plan, d_k, d_v);
  }));
  list.push_back(recurrent_mutant("normaliser left out of the state", "linear", []<arithmetic::Arithmetic A>(std::size_t d_k, std::size_t d_v, const Plan<A>& plan, const HeadOptions<A>& options) {
    return std::make_unique<NormaliserOutsideState<A>>(plan, d_k, d_v, options.feature_map, options.normaliser);
  }));
  list.push_back(recurrent_mutant("position left out of the state", "log-linear", []<arithmetic::Arithmetic A>(std::size_t d_k, std::size_t d_v, const Plan<A>& plan, const HeadOptions<A>&) {
    return std::make_unique<CounterOutsideState<A>>(plan, d_k, d_v);
  }));
  list.push_back(recurrent_mutant("previous key left out of the state", "shift", []<arithmetic::Arithmetic A>(std::size_t d_k, std::size_t d_v, const Plan<A>& plan, const HeadOptions<A>&) {
    return std::make_unique<ShiftHead<A>>(plan, d_k, d_v, false);
  }));
  list.push_back(recurrent_mutant("RetNet's head off by one", "retnet", []<arithmetic::Arithmetic A>(std::size_t d_k, std::size_t d_v, const Plan<A>& plan, HeadOptions<A> options) {
    ++options.head;
    return make_recurrent_head("retnet", d_k, d_v, plan, options);
  }));
  list.push_back(recurrent_mutant("normaliser forgotten", "linear", []<arithmetic::Arithmetic A>(std::size_t d_k, std::size_t d_v, const Plan<A>& plan, HeadOptions<A> options) {
    options.normaliser = false;
    return make_recurrent_head("linear", d_k, d_v, plan, options);
  }));
  list.push_back(recurrent_mutant("feature map forgotten", "linear", []<arithmetic::Arithmetic A>(std::size_t d_k, std::size_t d_v, const Plan<A>& plan, HeadOptions<A> options) {
    options.feature_map = FeatureMap::identity;
    return make_recurrent_head("linear", d_k, d_v, plan, options);
  }));
  changed("off-by-one level", "log-linear", [](auto& d) { if (!d.level_weights.empty()) d.level_weights.erase(d.level_weights.begin()); });
  changed("write strength ignored", "delta-net", [](auto& d) { d.beta.reset(); });
  changed("one gate for all channels", "gla", [](auto& d) { d.decay.resize(1, d.decay.front()); });
  return list;
}

std::vector<Implementation> sparse_mutants() {
  return {
      mutant("ties to the highest index", []<arithmetic::Arithmetic A>(Suite<A>& suite) { suite.attend_sparse = ties_to_the_highest<A>; }),
      mutant("partial block visible", []<arithmetic::Arithmetic A>(Suite<A>& suite) { suite.attend_sparse = partial_block_visible<A>; }),
      mutant("forced blocks come on top of k",
             []<arithmetic::Arithmetic A>(Suite<A>& suite) {
               suite.attend_sparse = [](BlockSparse<A> sparse, const Drive<A>& query, Visible<A> stored) {
                 sparse.blocks_read = std::min(sparse.blocks_read + sparse.forced_initial + sparse.forced_local,
                                               (stored.size() + sparse.block_length - 1) / sparse.block_length);
                 return attend_sparse<A>(sparse, query, stored);
               };
             }),
      mutant("branches exchanged",
             []<arithmetic::Arithmetic A>(Suite<A>& suite) {
               suite.attend_sparse = [](BlockSparse<A> sparse, const Drive<A>& query, Visible<A> stored) {
                 sparse.compression_weight = sparse.plan.output.sub(sparse.plan.output.from_integer(1), sparse.compression_weight);
                 return attend_sparse<A>(sparse, query, stored);
               };
             }),
  };
}

}  // namespace

std::vector<Implementation> mutants() {
  std::vector<Implementation> all;
  const auto take = [&](const char* family, std::vector<Implementation> list) {
    for (Implementation& mutant : list) {
      mutant.family = family;
      all.push_back(std::move(mutant));
    }
  };
  take("softmax", softmax_mutants());
  take("recurrent", recurrent_mutants());
  take("sparse", sparse_mutants());
  return all;
}

std::string verdict(const Law& law, const Implementation& implementation) {
  try {
    return law.check(implementation);
  } catch (const std::exception& error) {
    return std::string("threw: ") + error.what();
  }
}

}  // namespace attest::attention::testing

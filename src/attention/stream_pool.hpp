// Streams of one stack for many calls from many threads: machines are const, heads are not.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "attention/stream.hpp"

namespace attest::attention::detail {

/// Streams of one stack that are out of use; a lease takes one (or clones the prototype) and puts it back.
template <arithmetic::Arithmetic A>
class StreamPool {
 public:
  explicit StreamPool(const Stack<A>& stack) : prototype_(stack) {}

  class Lease {
   public:
    explicit Lease(StreamPool& pool) : pool_(pool), stream_(pool.take()) {}
    ~Lease() { pool_.put(std::move(stream_)); }
    Lease(const Lease&) = delete;
    StackStream<A>& operator*() { return *stream_; }
    StackStream<A>* operator->() { return stream_.get(); }

   private:
    StreamPool& pool_;
    std::unique_ptr<StackStream<A>> stream_;
  };

  const StackStream<A>& prototype() const { return prototype_; }

 private:
  std::unique_ptr<StackStream<A>> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto stream = std::move(idle_.back());
        idle_.pop_back();
        return stream;
      }
    }
    return std::make_unique<StackStream<A>>(prototype_);
  }
  void put(std::unique_ptr<StackStream<A>> stream) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(stream));
  }

  StackStream<A> prototype_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<StackStream<A>>> idle_;
};

/// Appends the states of all heads of a layer after `position` tokens.
template <arithmetic::Arithmetic A>
void save_layer(const LayerStream<A>& layer, std::size_t position, arithmetic::BitString& bits) {
  for (const auto& head : layer.heads()) head->save_at(bits, position);
}

}  // namespace attest::attention::detail

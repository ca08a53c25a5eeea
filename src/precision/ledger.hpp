// Certificates on their way to being claimed: each passes the independent checker before anybody hears of it, and is kept where an
// interrupted run can find it again. What is read back is checked again in full and must make the very claim that this run makes.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace attest::precision {

class Ledger {
 public:
  /// `load` gives the text kept under a name (nothing when there is none); `save` keeps one. Both may be empty. Called under a lock. The checker
  /// refuses what takes more than `most_work` rounded operations.
  using Load = std::function<std::optional<std::string>(const std::string& name)>;
  using Save = std::function<void(const std::string& name, const std::string& text)>;
  explicit Ledger(Load load = {}, Save save = {}, double most_work = 0x1p34) : load_(std::move(load)), save_(std::move(save)), most_work_(most_work) {}
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  struct Entry {
    bool verified = false;
    std::string text;
    std::string reason;   ///< the checker's line when it does not verify
  };
  /// Checks `text` and, when it is verified, keeps it. A prover that is wrong ends here.
  Entry establish(const std::string& name, const std::string& text);
  /// What an earlier run kept under this name, if it has the kind, its first lines are `lines`, and the checker verifies it again.
  std::optional<Entry> recall(const std::string& name, const std::string& kind, const std::string& lines);
  /// Keeps what is no certificate: where a search ended. Its name begins with a point, so that it is none of the folder's visible files.
  void remark(const std::string& name, const std::string& text);
  /// The same unchecked: only to look for the values that `lines` needs.
  std::optional<std::string> peek(const std::string& name) const;

  /// How often each of them said yes.
  std::size_t established() const { return established_; }
  std::size_t recalled() const { return recalled_; }

 private:
  Load load_;
  Save save_;
  double most_work_;
  mutable std::mutex mutex_;
  std::size_t established_ = 0, recalled_ = 0;
};

}  // namespace attest::precision

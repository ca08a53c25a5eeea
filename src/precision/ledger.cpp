#include "precision/ledger.hpp"

#include "checker/checker.hpp"

namespace attest::precision {

Ledger::Entry Ledger::establish(const std::string& name, const std::string& text) {
  const checker::Result result = checker::verify(text, most_work_);
  if (!result.verified) return {false, text, result.reason};
  const std::lock_guard lock(mutex_);
  ++established_;
  if (save_) save_(name, text);
  return {true, text, ""};
}

void Ledger::remark(const std::string& name, const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (save_) save_("." + name, text);
}

std::optional<std::string> Ledger::peek(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  return load_ ? load_(name) : std::nullopt;
}

std::optional<Ledger::Entry> Ledger::recall(const std::string& name, const std::string& kind, const std::string& lines) {
  std::optional<std::string> text = peek(name);
  if (!text || !text->starts_with("attest-certificate/2\nkind " + kind + "\n" + lines)) return std::nullopt;
  if (!checker::verify(*text, most_work_).verified) return std::nullopt;
  const std::lock_guard lock(mutex_);
  ++recalled_;
  return Entry{true, std::move(*text), ""};
}

}  // namespace attest::precision

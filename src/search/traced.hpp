// Models that can be traced: a run fills the tables of a certificate of claim stack (TRACES.md), and the layers are named.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "search/roles.hpp"
#include "search/trace_tables.hpp"

namespace attest::search {

class Traced {
 public:
  virtual ~Traced() = default;
  /// Runs on the tokens; its maps' arguments and results go into the tables. NoCertificate where a table has no room for them.
  virtual std::int64_t answer(const std::vector<Representation>& tokens, TraceTables& tables) = 0;
  /// Takes in the tokens without any answer; recurrent stacks only.
  virtual void take_in(const std::vector<Representation>& prefix, TraceTables& tables);
  /// The `layer` lines with their arithmetic, after the runs.
  virtual std::string layer_lines(const TraceTables& tables) const = 0;
  virtual std::size_t layers() const { return 1; }
};

/// `words` name what a stack does not say of itself: kind, heads, mechanism, normaliser, decay and plan; blocks of a sparse layer.
std::unique_ptr<Traced> traced_stack(Stack stack, std::vector<LayerText> words, std::int64_t generated = 0);
std::unique_ptr<Traced> traced_sparse(attention::SparseModel<arithmetic::Emulated> model, LayerText words);
std::unique_ptr<Traced> traced_toy(adversaries::ToyStack stack);

}  // namespace attest::search

// Implements model.hpp.
#include "bounds/model.hpp"

#include <algorithm>

namespace attest::bounds {
namespace {

std::string comma_list(const std::vector<Integer>& values, std::size_t first, std::size_t last) {
  std::string text;
  for (std::size_t i = first; i < last; ++i) text += (i > first ? "," : "") + values[i].get_str();
  return text;
}

Integer greatest(const std::vector<Integer>& values) { return *std::max_element(values.begin(), values.end()); }

using Values = std::map<std::string, std::string>;

Values general_parameters(const ModelBits& model) {
  const std::size_t full = model.message_bits.size();
  require(full >= 1, "G", "the stack '" + model.stack + "' has no full layer: ask for e or t");
  const bool pure = std::all_of(model.group_bits.begin(), model.group_bits.end() - 1, [](const Integer& s) { return sgn(s) == 0; });
  if (pure && full >= 2) {
    return {{"kind", "full"}, {"L", std::to_string(full)}, {"message-bits", comma_list(model.message_bits, 0, full)}, {"state-bits", model.group_bits.back().get_str()}};
  }
  return {{"kind", "hybrid"}, {"L", std::to_string(full + 1)}, {"message-bits", comma_list(model.message_bits, 0, full)}, {"state-bits", comma_list(model.group_bits, 0, full + 1)}};
}

}  // namespace

ModelBits model_bits(const std::string& stack, const AccumulatorShape& shape, SoftmaxEvaluation evaluation) {
  const std::string who = "stack '" + stack.substr(0, 40) + "'";
  require(!stack.empty() && stack.find_first_not_of("FR") == std::string::npos, who, "write a stack with the letters F (full) and R (recurrent), e.g. RRFRR");
  require(shape.bits.has_value(), who, "no lower bound may be issued for a format with unbounded bits: choose a format of finite width");
  require_at_least(who, "heads", shape.heads, 1);
  require_at_least(who, "dim", shape.head_dim, 1);
  require_at_least(who, "bits", *shape.bits, 1);
  ModelBits model;
  model.stack = stack;
  model.layer_state_bits = shape.heads * shape.head_dim * (shape.head_dim + 1) * *shape.bits;
  model.hdp = shape.heads * shape.head_dim * *shape.bits;
  model.recurrent_layers = 0;
  model.group_bits = {0};
  for (char layer : stack) {
    if (layer == 'R') {
      model.group_bits.back() += model.layer_state_bits;
      model.recurrent_layers += 1;
      continue;
    }
    for (const Integer& message : one_pass_messages(evaluation, shape)) {
      model.message_bits.push_back(message);
      model.group_bits.emplace_back(0);
    }
  }
  return model;
}

Values parameters_from_model(const std::string& theorem, const ModelBits& model) {
  const std::size_t full = model.message_bits.size();
  const std::string has = "; '" + model.stack + "' has " + std::to_string(full) + " one-pass full and " + model.recurrent_layers.get_str() +
                          " recurrent layers (a two-pass layer counts as two, a three-pass one as three: Theorem 2P)";
  const bool recurrent_only = full == 0;
  const bool no_state = sgn(model.recurrent_layers) == 0;
  if (theorem == "E" || theorem == "T" || theorem == "LL") {
    require(recurrent_only, theorem, "needs a stack of R only" + has);
    const Integer bits = model.layer_state_bits * model.recurrent_layers;
    return {{"state-bits", bits.get_str()}};
  }
  if (theorem == "F1") {
    require(full == 1 && no_state, theorem, "needs the stack F alone" + has);
    return {{"message-bits", model.message_bits[0].get_str()}};
  }
  if (theorem == "H2" || theorem == "H2+") {
    require(full == 1, theorem, "needs exactly one F among R" + has + (full == 2 ? ": ask for h3, f2 or ffr" : ""));
    return {{"message-bits", model.message_bits[0].get_str()}, {"pre-bits", model.group_bits[0].get_str()}, {"post-bits", model.group_bits[1].get_str()}};
  }
  if (theorem == "F2" || theorem == "F2U") {
    require(full == 2 && no_state, theorem, "needs the stack FF alone" + has);
    return {{"message-bits", greatest(model.message_bits).get_str()}};
  }
  if (theorem == "FFR") {
    require(full == 2 && sgn(model.group_bits[0]) == 0 && sgn(model.group_bits[1]) == 0, theorem, "needs FF followed by R only" + has);
    return {{"message-bits", greatest(model.message_bits).get_str()}, {"post-bits", model.group_bits[2].get_str()}};
  }
  if (theorem == "H3") {
    require(full == 2, theorem, "needs exactly two F among R" + has);
    return {{"message-bits", greatest(model.message_bits).get_str()}, {"pre-bits", model.group_bits[0].get_str()}, {"mid-bits", model.group_bits[1].get_str()}, {"post-bits", model.group_bits[2].get_str()}};
  }
  if (theorem == "G") return general_parameters(model);
  if (theorem == "YHLWL") {
    require(full >= 1, theorem, "needs at least one F" + has);
    return {{"hdp", model.hdp.get_str()}, {"L", std::to_string(full + 1)}};
  }
  if (theorem == "CPW") {
    require(full >= 1 && no_state, theorem, "needs a stack of F only" + has);
    return {{"hdp", model.hdp.get_str()}, {"L", std::to_string(full)}};
  }
  require(theorem != "S", theorem, "a stack of F and R says nothing about a sparse layer's compressor: give message-bits, block-size and blocks-read");
  require(false, theorem, "has no mapping from a stack");
  return {};
}

}  // namespace attest::bounds

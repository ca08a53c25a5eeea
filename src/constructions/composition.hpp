// Constructions 4, 5, 6 (merged), 7 and 8: L-SeqComp by retrieval heads (Chen, Peng, Wu 2024; theory.md section 3).
//
// Every function token {l, a, v} has the key code(l, a) and the value v, whatever the functions are: keys are fixed by the
// positions. The last token knows i_{l-1} and w_{l-1}, asks for code(l, w_{l-1} N_{l-2} + i_{l-1}) and reads i_l. So if every
// possible query reads its own token's value (retrieval.hpp, prove_rows), then by induction over the layers the last layer
// reads i_L. A code is the tag in width_of(L+1) digits, then the argument in width_of(N_{L-1}) digits.
//   full:       L+1 full layers; the first one fetches z_0 from its token, whose key is code(0, 0).
//   recurrent:  one linear-attention layer carries the digits of z_0 to the last token (width_of(m) numbers of the state
//               format; ufx(1,0) makes that width_of(m) bits), then L full layers. z_0's token has no key.
//   merged:     the last token holds z_0 and w: L full layers.
//   encoder:    layer 1 fetches w into every token (one key of one digit, of the last token), then tokens point: each holds
//               (r, u), "my chain has reached i_r = u", and asks for code(r+1, w_r N_{r-1} + u), taking over that token's
//               (r', u'). Chains double: after s such layers a token of z_l has r = l + 2^s - 1, and the last token, which starts
//               before z_0 at -1, has r = 2^s - 2. So 1 + ceil(lg(L+2)) layers under the encoder's mask (L = 1: 2).
//   chain of thought: one layer; the last token reads z_0 and each generated token (r, i_r, w) the next i_{r+1}: L tokens.
// Safe default β: default_beta(number of tokens). Position-wise maps are total: a wrongly read code is taken modulo its width.
#pragma once

#include "constructions/retrieval.hpp"
#include "tasks/composition.hpp"

namespace attest::constructions {

enum class CompositionVariant { full_first, recurrent_first, merged, encoder, chain_of_thought };
std::string to_text(CompositionVariant);

/// Codes and widths of one size.
struct CompositionCodes {
  int L = 1, tag_width = 1, argument_width = 1;
  std::vector<std::int64_t> N;  ///< N_0..N_{L-1}
  explicit CompositionCodes(const tasks::Composition& task);
  int digits() const { return tag_width + argument_width; }
  std::int64_t code(std::int64_t tag, std::int64_t argument) const;
  /// The code to ask for after i_r = u was reached (r = -1: z_0's token).
  std::int64_t next(std::int64_t r, std::int64_t u, std::span<const std::int64_t> w) const;
};

/// Keys in token order; nothing for tokens without one. Rows of every retrieval layer but the encoder's first.
std::vector<std::optional<std::int64_t>> composition_keys(const tasks::Composition& task, CompositionVariant variant);

/// The stack for `task` (its order must be merged for the merged variant, standard otherwise). chain_of_thought answers
/// after L generated tokens; encoder sets the mask itself.
template <arithmetic::Arithmetic A>
attention::Stack<A> composition_stack(attention::Plan<A> plan, const tasks::Composition& task, CompositionVariant variant,
                                      const Number& beta);

/// Tokens of chain of thought that the variant generates.
int generated_tokens(const tasks::Composition& task, CompositionVariant variant);

/// The claim's lines of a certificate up to beta's.
std::string composition_lines(const tasks::Composition& task, CompositionVariant variant);

/// For all inputs: prove_rows over composition_keys (chain of thought: for every number of generated tokens in sight;
/// encoder: and the first layer's), and z_0's digits survive the recurrent layer.
Proof prove_composition(const Setting& setting, const tasks::Composition& task, CompositionVariant variant, const Number& beta,
                        Method method = Method::automatic);

/// An input whose chain meets keys[hit] = code(tag, argument) in the last layer, built so that the row (hit, digit) decides.
/// Nothing where the tag is not L.
tasks::Tokens composition_extremal(const tasks::Composition& task, std::int64_t tag, std::int64_t argument, int digit);

}  // namespace attest::constructions

#include "constructions/composition_stacks.hpp"

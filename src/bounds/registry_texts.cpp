// What each bound says and why, for people. The inequalities themselves are in the theorem files.
#include "bounds/registry.hpp"

namespace attest::bounds {
namespace {

ParameterInfo bits(const std::string& name, const std::string& meaning) { return {name, meaning, true, true}; }
ParameterInfo size(const std::string& name, const std::string& meaning) { return {name, meaning, false, true}; }
ParameterInfo option(const std::string& name, const std::string& meaning) { return {name, meaning, false, false}; }

const ParameterInfo message = bits("message-bits", "b: bits of the softmax accumulator at a block end, all query heads together");
const ParameterInfo pre = bits("pre-bits", "s_pre: state bits of all recurrent layers before the (first) full layer");
const ParameterInfo mid = bits("mid-bits", "s_mid: state bits of the recurrent layers between the full layers");
const ParameterInfo post = bits("post-bits", "s_post: state bits of the recurrent layers after (or heads inside) the last full layer");
const ParameterInfo m_size = size("m", "values of z_0, arguments of z_1");
const ParameterInfo n1_size = size("n1", "rows w_1: z_2 has m n1 arguments");
const ParameterInfo tile = option("tile", "keys in a tile, for softmax 'tiled' at given sizes: no tile may straddle a block end");

std::vector<TheoremInfo> state_theorems() {
  return {
      {"E", "A recurrent model of any depth, with any chain of thought, whose whole state at position n has s bits is wrong on some input of Eva(n) when 2^s < n^n.",
       "There are n^n functions and 2^s states, so two functions share a state; they differ at some x, and every later state and token is a function of the state and of what follows. The query x gets one answer for both.",
       "theory.md section 4", false, {bits("state-bits", "s: ALL state bits at position n (convolutions, token shift, normaliser and windows included)"), size("n", "items stored")}},
      {"T", "A recurrent model with s state bits is wrong on some query 2-Sum input of n distinct values from an alphabet of U numbers, no two of which sum to 0 modulo M >= 2U+1, when 2^s < C(U, n).",
       "Two different n-sets share a state; a value v of one that is not in the other is told apart by the query -v, which gets one answer for both.", "theory.md section 4", false,
       {bits("state-bits", "s: ALL state bits at position n"), size("n", "values stored"), {"alphabet", "U; n* without it takes U = n^2", false, true}}},
      {"LL", "Log-linear attention keeps one state for each one in the binary form of n. With s bits a level (all layers and heads) it is wrong on Eva(n) when 2^(popcount(n) s) < n^n, and on query 2-Sum when 2^(popcount(n) s) < C(U, n).",
       "Before the query at position n just the popcount(n) live levels hold tokens; together they are a state of popcount(n) s bits, and E or T applies. n = 2^k - 1 is the model's best case, n = 2^k its worst.", "theory.md section 4", false,
       {bits("state-bits", "bits of ONE level, summed over layers and heads"), size("n", "items stored"), option("alphabet", "U: query 2-Sum instead of Eva (at sizes)")}},
      {"S", "One (B,k)-sparse attention layer whose blocks are compressed to mu message bits is wrong on some query 2-Sum input over an alphabet of U when 2^mu < C(U, B) and there are more full blocks than the k that are read (forced local and initial ones count). If the compressor sees absolute positions: 2^mu < C(U - floor(kBU/n), B).",
       "Two B-sets A, A' share a message; fill every block with A' and query -v for a v in A only. Replace a block that is not read by A: messages, selection and selected content stay, the answer must flip. With positions: a value that is ambiguous in more than k blocks does it, otherwise some block has at most kBU/n ambiguous values and its message must name the rest.",
       "theory.md section 4", false,
       {bits("message-bits", "mu: bits of a block's message"), bits("blocks-read", "k: blocks read, forced ones included"), {"block-size", "B; n* without it minimises over B", false, true}, {"alphabet", "U; n* without it takes U = n^2", false, true},
        size("n", "tokens; a partial last block is legal"), option("sees-positions", "1 when the compressor sees absolute positions (default 0)")}},
  };
}

std::vector<TheoremInfo> one_full_layer_theorems() {
  return {
      {"F1", "One full layer with b message bits, order z_1, z_0, w, is wrong on some input of 1-SeqComp(m) when 2^b < m^m.",
       "The query of w does not depend on z_0, so one message of b bits about z_1 must serve all m values of z_0: it names z_1.", "theory.md section 4", true, {message, m_size, tile}},
      {"H2", "R* F R* (one full layer) is wrong on some input of 2-SeqComp(m, n1) when s_pre + n1 b + x s_post < n1 x lg(m n1), where x is the least integer with x^m 2^s_pre >= m^m.",
       "Fix the commonest pre-state after z_2. Given it, some coordinate a takes x values on the commonest class of z_1; put z_0 = a and take x such z_1. Queries at z_0 and w then depend on neither, so z_2 reaches w by n1 messages of b bits and by x post-states only; right answers would name n1 x coordinates of z_2.",
       "theory.md section 4, bounds.md section 1", true, {message, pre, post, m_size, n1_size, option("x", "members (default: the greatest that is sure)"), tile}},
      {"H2+", "R* F R* is wrong on some input of 2-SeqComp(m, n1) when s_pre + zeta + n1 rho b < n1 u lg(m n1), with x_0 values of z_0, x members, u = cover(x_0, floor(m/x_0), s_pre/floor(m/x_0), x) (x x_0 without pre-state), rho = min(x_0, 2^s_pre), zeta = 0 or min(x s_post + x_0 b, x x_0 s_post).",
       "As H2, with several z_0 at once: one run of x_0 coordinates of z_1 keeps a dense projection, and Lemma C (a Chernoff bound) gives x members of the class whose values there form u pairs; messages and post-states are shared by all of them. x_0 = 1 is H2.",
       "bounds.md section 4", true, {message, pre, post, m_size, n1_size, option("x0", "values of z_0 (default: searched)"), option("x", "members (default: searched)"), tile}},
  };
}

std::vector<TheoremInfo> more_full_layers_theorems() {
  const ParameterInfo n2 = size("n2", "rows w_2: z_3 has m n1 n2 arguments");
  std::vector<ParameterInfo> h3{message, pre, mid, post, m_size, n1_size, n2, tile};
  for (const char* name : {"x1", "h", "t1", "y", "x"}) h3.push_back(option(name, "internal (all five or none: then searched)"));
  return {
      {"F2", "Two full layers alone are wrong on some input of 2-SeqComp(m, n1) when b(2 n1 + 3m - 1) < ceil(n1(m - b(m-1)/m)) lg(m n1).",
       "Lemma P: for each w separately a class of z_1 with one layer-1 message shows many values at a hidden coordinate a, its other coordinates taking only two values each, so only 3m - 2 different z_1 tokens occur. Fixing the messages of these tokens, of z_0 and of the n1 queries fixes all answers for a dense class of z_2.",
       "bounds.md section 3", true, {message, m_size, n1_size, tile}},
      {"F2U", "On uniform inputs (also called f2-uniform): two full layers alone answer more than a share eps of the uniform inputs of 2-SeqComp(m, n1) wrongly when eps < 1 - q and 2b/m < kl(1 - eps || q), q = 2^b/(m n1), kl(p||q) = p lg(p/q) + (1-p) lg((1-p)/(1-q)). F2 excludes being right on all inputs; this excludes being right on a share 1 - eps (95% by default) of the uniform ones.",
       "The layer-2 query of w depends on w and on its layer-1 accumulator. That accumulator learned b bits about all of z_1 and b bits about all of z_2's row, so on average over z_0 and z_1 it knows 2b/m bits about the answer, which is otherwise uniform in m n1 values. Given it, the second accumulator names one of 2^b answers, and data processing bounds the chance that the right one is among them.",
       "src/bounds/uniform.hpp (proof)", true, {message, m_size, n1_size, option("error", "eps as A/B: the share of uniform inputs that may be answered wrongly (default 1/20)"), tile}, "f2-uniform"},
      {"H3", "R* F R* F R* is wrong on some input of 3-SeqComp(m, n1, n2) when Sigma < n2 u lg(m n1 n2); Sigma and u count states, messages and members as in bounds.md section 5.",
       "H2's argument twice: members of z_1 with a common pre-state, members of z_2 with a common signature found by Lemma C, so that the second layer's query depends on (w, z_1's member) alone; then a dense class of z_3 gives equal answers on n2 u coordinates.",
       "bounds.md section 5", true, h3},
      {"FFR", "F F R* (s_post bits after or inside the second full layer, none before its queries) is wrong on some input of 2-SeqComp(m, n1) when b(2 n1 + 1 + T) + min(S s, s + b(S + m - t + tS)) < g S lg(m n1), rows in groups of g, q-valued pads on t arguments, T = 2m - t + (t-1)q, S from Lemma P_q.",
       "F2 with one class of z_1 per group of g rows, and the post-state before w fixed for each of the S members.", "bounds_general.md section 6", true,
       {message, post, m_size, n1_size, option("g", "rows in a group, divides n1 (g, q, t: all or none)"), option("q", "values of a pad"), option("t", "free arguments of z_1"), tile}},
  };
}

std::vector<TheoremInfo> any_L_theorems() {
  const std::string list = "one number for all, or a comma list";
  std::vector<ParameterInfo> g{bits("message-bits", "b_1.. of the full layers: " + list), bits("state-bits", "hybrid: s_0..s_{L-1}; full: the trailing group; " + list), bits("L", "composed functions, 2 to 12 (n*: 2 to 5)"),
                               option("kind", "hybrid (default: L-1 full layers, recurrent ones anywhere), hybrid-eager, or full (L full layers, then R*)"), size("m", "values of z_0"),
                               size("rows", "n'_1,..,n'_{L-1}"), option("y", "y_2,..,y_{L-1} (L >= 3)"), option("x", "x_2,..,x_{L-1} (L >= 3)"), option("x1", "hybrid: members of z_1 (default: the greatest that is sure)"),
                               option("t1", "free arguments of z_1 (default m)"), option("g", "full: rows in a group (default 1)"), option("q", "full: values of a pad (default 2)")};
  const std::vector<ParameterInfo> published{bits("hdp", "H d p: heads times dimension times bits"), bits("L", "composed functions, at least 2"), size("n", "tokens")};
  return {
      {"G", "For every L: a hybrid with L-1 full layers and recurrent groups anywhere, or L full layers with a trailing recurrent group, is wrong on some input of L-SeqComp when beta_L < k_L lg N_{L-1}; beta and k are computed level by level (bounds_general.md section 1). L = 2: H2 and FFR.",
       "Level by level, members of z_l are chosen whose signature (states and messages at the end of z_l, and the members chosen so far) is the commonest one; Lemma C makes them show u_l values. No representation below depends on the member, so a dense class of z_L gets equal answers on k_L coordinates.",
       "bounds_general.md sections 1 to 3", true, g},
      {"YHLWL", "Ye, He, Liao, Wu, Lu, Theorem 1.1: hybrids with L-1 full layers (and exponentially many linear ones) fail on L-SeqComp when Hdp <= n^(2^(-4L-2)), n large enough.",
       "Asymptotic; at L = 2, Hdp = 64 it needs n >= 2^6144: printed next to the finite bounds, never tested.", "arXiv 2602.01763", false, published},
      {"CPW", "Chen, Peng, Wu: L full layers fail on L-SeqComp when Hdp <= n^(2^(-4L)), n large enough.",
       "Asymptotic; at L = 2, Hdp = 64 it needs n >= 2^1536: printed next to the finite bounds, never tested.", "arXiv 2412.02975", false, published},
  };
}

}  // namespace

const std::vector<TheoremInfo>& theorems() {
  static const std::vector<TheoremInfo> all = [] {
    std::vector<TheoremInfo> list;
    for (const auto& part : {state_theorems(), one_full_layer_theorems(), more_full_layers_theorems(), any_L_theorems()}) list.insert(list.end(), part.begin(), part.end());
    return list;
  }();
  return all;
}

}  // namespace attest::bounds

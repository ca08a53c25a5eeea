// Implements registry.hpp: from text to the typed theorems and back.
#include "bounds/registry.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <functional>
#include <optional>
#include <set>
#include <stdexcept>

#include "bounds/asymptotic.hpp"
#include "bounds/cover.hpp"
#include "bounds/general.hpp"
#include "bounds/state_search.hpp"
#include "bounds/uniform.hpp"

namespace attest::bounds {
namespace {

// The values of a request under one theorem: typed access, clear errors.
class Reader {
 public:
  Reader(const TheoremInfo& info, const Values& values) : info_(info), values_(values) {
    for (const auto& [key, value] : values) {
      const bool known = std::any_of(info.parameters.begin(), info.parameters.end(), [&key = key](const ParameterInfo& p) { return p.name == key; });
      if (known) continue;
      std::string names;
      for (const ParameterInfo& p : info.parameters) names += (names.empty() ? "" : ", ") + p.name;
      require(false, info.name, "takes no '" + key + "': it takes " + names);
    }
  }
  bool has(const std::string& name) const { return values_.count(name) > 0; }
  const std::string& text(const std::string& name) const {
    const auto found = values_.find(name);
    require(found != values_.end(), info_.name, "needs " + name + " (" + meaning(name) + ")");
    return found->second;
  }
  Integer operator()(const std::string& name) const { return parse_natural(info_.name + ": " + name, text(name)); }
  std::optional<Integer> maybe(const std::string& name) const { return has(name) ? std::optional<Integer>((*this)(name)) : std::nullopt; }
  bool flag(const std::string& name) const {
    if (!has(name)) return false;
    require(text(name) == "0" || text(name) == "1", info_.name, name + " must be 0 or 1");
    return text(name) == "1";
  }
  /// A/B, by default 1/20.
  std::pair<Integer, Integer> error() const {
    const std::string& fraction = has("error") ? text("error") : "1/20";
    const std::size_t slash = fraction.find('/');
    require(slash != std::string::npos, info_.name, "error is '" + fraction.substr(0, 40) + "': give a fraction of two whole numbers, e.g. 1/20");
    return {parse_natural(info_.name + ": error", fraction.substr(0, slash)), parse_natural(info_.name + ": error", fraction.substr(slash + 1))};
  }
  /// A comma list; a single number stands for `count` copies.
  std::vector<Integer> list(const std::string& name, std::size_t count) const {
    std::vector<Integer> numbers;
    if (count == 0 && !has(name)) return numbers;
    std::string rest = text(name) + ",";
    for (std::size_t comma = 0; (comma = rest.find(',')) != std::string::npos; rest.erase(0, comma + 1)) {
      numbers.push_back(parse_natural(info_.name + ": " + name, rest.substr(0, comma)));
    }
    if (numbers.size() == 1 && count > 1) numbers.resize(count, numbers[0]);
    require(numbers.size() == count, info_.name, name + " needs " + std::to_string(count) + " numbers, it has " + std::to_string(numbers.size()));
    return numbers;
  }
  /// All of the names or none: whether they are there.
  bool all_or_none(const std::vector<std::string>& names) const {
    const auto given = std::count_if(names.begin(), names.end(), [&](const std::string& name) { return has(name); });
    require(given == 0 || given == static_cast<std::ptrdiff_t>(names.size()), info_.name, "give all of the internal parameters " + names.front() + ".." + names.back() + " or none (then they are searched)");
    return given > 0;
  }

 private:
  std::string meaning(const std::string& name) const {
    for (const ParameterInfo& p : info_.parameters) {
      if (p.name == name) return p.meaning;
    }
    return "?";
  }
  const TheoremInfo& info_;
  const Values& values_;
};

GeneralBits general_bits(const Reader& at) {
  const Integer L = at("L");
  require(L >= 2 && L <= 12, "G", "L = " + L.get_str() + " must be from 2 to 12");
  const std::string kind = at.has("kind") ? at.text("kind") : "hybrid";
  require(kind == "hybrid" || kind == "hybrid-eager" || kind == "full", "G", "kind '" + kind + "' must be hybrid, hybrid-eager or full");
  GeneralBits bits;
  bits.kind = kind == "full" ? GeneralKind::Full : kind == "hybrid" ? GeneralKind::HybridLazy : GeneralKind::HybridEager;
  const bool full = kind == "full";
  bits.message_bits = at.list("message-bits", L.get_ui() - (full ? 0 : 1));
  bits.state_bits = at.list("state-bits", full ? 1 : L.get_ui());
  return bits;
}

Inequality evaluate_general(const Reader& at) {
  const GeneralBits bits = general_bits(at);
  GeneralSizes sizes;
  sizes.m = at("m");
  sizes.t1 = at.maybe("t1").value_or(sizes.m);
  sizes.rows = at.list("rows", bits.L() - 1);
  sizes.y = at.list("y", bits.L() - 2);
  sizes.x = at.list("x", bits.L() - 2);
  sizes.g = at.maybe("g").value_or(1);
  sizes.q = at.maybe("q").value_or(2);
  require_at_least("G", "m", sizes.m, 2);
  require_at_least("G", "t1", sizes.t1, 1);
  const bool search_x1 = bits.kind != GeneralKind::Full && !at.has("x1");
  require(!search_x1 || bit_length(sizes.m) <= 400, "G", "m = " + sizes.m.get_str() + " is too big for the search of x1 (at most 400 binary digits): give x1 too");
  sizes.x1 = search_x1 ? members(sizes.m, sizes.t1, bits.state_bits[0]) : at.maybe("x1").value_or(1);
  return evaluate(bits, sizes);
}

// Block ends the proof of each theorem uses, for tiles.
std::vector<Integer> block_ends(const std::string& name, const Reader& at) {
  const Integer m = at("m");
  if (name == "F1") return {m};
  const Integer N1 = m * at("n1");
  if (name == "F2" || name == "F2U" || name == "FFR") return {N1, Integer(N1 + m)};
  if (name != "H3") return {N1};
  const Integer N2 = N1 * at("n2");
  return {N2, Integer(N2 + N1)};
}

using Evaluate = std::function<Inequality(const Reader&)>;
using Search = std::function<NStar(const Reader&)>;

Inequality evaluate_h2_plus(const Reader& at) {
  if (at.all_or_none({"x0", "x"})) return evaluate(HybridOneFullPlus{at("message-bits"), at("pre-bits"), at("post-bits"), at("m"), at("n1"), at("x0"), at("x")});
  return best_hybrid_one_full_plus(at("message-bits"), at("pre-bits"), at("post-bits"), at("m"), at("n1"));
}

Inequality evaluate_f2u(const Reader& at) {
  const auto [above, below] = at.error();
  return evaluate(TwoFullUniform{at("message-bits"), at("m"), at("n1"), above, below});
}

NStar search_f2u(const Reader& at) {
  const auto [above, below] = at.error();
  return n_star_two_full_uniform(at("message-bits"), above, below);
}

Inequality evaluate_h3(const Reader& at) {
  if (at.all_or_none({"x1", "h", "t1", "y", "x"})) {
    return evaluate(HybridTwoFull{at("message-bits"), at("pre-bits"), at("mid-bits"), at("post-bits"), at("m"), at("n1"), at("n2"), at("x1"), at("h"), at("t1"), at("y"), at("x")});
  }
  return best_hybrid_two_full(at("message-bits"), at("pre-bits"), at("mid-bits"), at("post-bits"), at("m"), at("n1"), at("n2"));
}

Inequality evaluate_ffr(const Reader& at) {
  if (at.all_or_none({"g", "q", "t"})) return evaluate(TwoFullTail{at("message-bits"), at("post-bits"), at("m"), at("n1"), at("g"), at("q"), at("t")});
  return best_two_full_tail(at("message-bits"), at("post-bits"), at("m"), at("n1"));
}

Inequality evaluate_by_name(const std::string& name, const Reader& at) {
  static const std::map<std::string, Evaluate> table{
      {"E", [](const Reader& r) { return evaluate(EvaState{r("state-bits"), r("n")}); }},
      {"T", [](const Reader& r) { return evaluate(TwoSumState{r("state-bits"), r("n"), r("alphabet")}); }},
      {"LL", [](const Reader& r) { return evaluate(LogLinear{r("state-bits"), r("n"), r.maybe("alphabet").value_or(0)}); }},
      {"S", [](const Reader& r) { return evaluate(Sparse{r("message-bits"), r("n"), r("block-size"), r("blocks-read"), r("alphabet"), r.flag("sees-positions")}); }},
      {"F1", [](const Reader& r) { return evaluate(OneFull{r("message-bits"), r("m")}); }},
      {"H2", [](const Reader& r) { return evaluate(HybridOneFull{r("message-bits"), r("pre-bits"), r("post-bits"), r("m"), r("n1"), r.maybe("x").value_or(0)}); }},
      {"H2+", evaluate_h2_plus},
      {"F2", [](const Reader& r) { return evaluate(TwoFull{r("message-bits"), r("m"), r("n1")}); }},
      {"F2U", evaluate_f2u},
      {"H3", evaluate_h3},
      {"FFR", evaluate_ffr},
      {"G", evaluate_general},
      {"YHLWL", [](const Reader& r) { return evaluate(AsymptoticTheorem::Hybrid, r("hdp"), r("L"), r("n")); }},
      {"CPW", [](const Reader& r) { return evaluate(AsymptoticTheorem::Full, r("hdp"), r("L"), r("n")); }}};
  return table.at(name)(at);
}

NStar search_by_name(const std::string& name, const Reader& at) {
  static const std::map<std::string, Search> table{
      {"E", [](const Reader& r) { return n_star_eva(r("state-bits")); }},
      {"T", [](const Reader& r) { return n_star_two_sum(r("state-bits"), r.maybe("alphabet")); }},
      {"LL", [](const Reader& r) { return n_star_log_linear(r("state-bits")); }},
      {"S", [](const Reader& r) { return n_star_sparse(r("message-bits"), r("blocks-read"), r.maybe("block-size"), r.maybe("alphabet"), r.flag("sees-positions")); }},
      {"F1", [](const Reader& r) { return n_star_one_full(r("message-bits")); }},
      {"H2", [](const Reader& r) { return n_star_hybrid_one_full(r("message-bits"), r("pre-bits"), r("post-bits")); }},
      {"H2+", [](const Reader& r) { return n_star_hybrid_one_full_plus(r("message-bits"), r("pre-bits"), r("post-bits")); }},
      {"F2", [](const Reader& r) { return n_star_two_full(r("message-bits")); }},
      {"F2U", search_f2u},
      {"H3", [](const Reader& r) { return n_star_hybrid_two_full(r("message-bits"), r("pre-bits"), r("mid-bits"), r("post-bits")); }},
      {"FFR", [](const Reader& r) { return n_star_two_full_tail(r("message-bits"), r("post-bits")); }},
      {"G", [](const Reader& r) { return n_star_general(general_bits(r)); }}};
  return table.at(name)(at);
}

// The bits up to which n* is searched; T and S have their own (state_search.cpp), and SearchLimit stops what is slow below.
void require_searchable(const TheoremInfo& info, const Values& values) {
  static const std::map<std::string, unsigned> digits{{"E", 50}, {"LL", 50}, {"F1", 50}, {"H2", 12}, {"F2", 12}, {"FFR", 12}, {"F2U", 3}, {"H2+", 6}, {"H3", 6}, {"G", 6}};
  const auto most = digits.find(info.name);
  if (most == digits.end()) return;
  const Integer limit = power(10, most->second);
  std::string sizes;
  for (const ParameterInfo& p : info.parameters) sizes += p.sizes_need && !p.n_star_needs ? " --" + p.name : "";
  for (const auto& [key, text] : values) {
    if (key.size() < 5 || key.substr(key.size() - 5) != "-bits") continue;
    std::string rest = text + ",";
    for (std::size_t comma = 0; (comma = rest.find(',')) != std::string::npos; rest.erase(0, comma + 1)) {
      const Integer bits = parse_natural(info.name + ": " + key, rest.substr(0, comma));
      require(bits <= limit, info.name, key + " = " + bits.get_str() + " is too big for the search of n*: at most 10^" + std::to_string(most->second) + "; evaluate at sizes instead:" + sizes);
    }
  }
}

std::string four_decimals(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.4f", value);
  return text;
}

LeastN asymptotic_least(AsymptoticTheorem which, const Reader& at) {
  const LogSum exponent = log2_n_star(which, at("hdp"), at("L"));
  const std::string text = exponent.text();
  LeastN result;
  result.n = text.find('.') == std::string::npos ? "2^" + text : "2^(" + text + ")";
  result.log2_n = four_decimals(exponent.approximate());
  result.exact = true;
  result.row = least_row(which, at("hdp"), at("L"), result.n);
  result.note = "asymptotic theorem: printed, never tested";
  return result;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t next = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = row[j];
      row[j] = next;
    }
  }
  return row.back();
}

void check_softmax(const TheoremInfo& info, const Request& request, Inequality* row) {
  if (!request.passes_counted) {
    require_covered(info.name, request.softmax);
  } else if (row && info.rests_on_prefix_fold) {
    row->covers.insert(row->covers.begin(), "softmax '" + name(request.softmax) + "' with sequential sums, each pass counted as a one-pass layer (Theorem 2P)");
  }
}

}  // namespace

const TheoremInfo& theorem(const std::string& text) {
  const std::string wanted = upper(text);
  const TheoremInfo* nearest = nullptr;
  std::string names;
  for (const TheoremInfo& info : theorems()) {
    if (upper(info.name) == wanted || (!info.also.empty() && upper(info.also) == wanted)) return info;
    names += (names.empty() ? "" : ", ") + info.name;
    if (!nearest || edit_distance(wanted, info.name) < edit_distance(wanted, nearest->name)) nearest = &info;
  }
  throw std::invalid_argument("unknown bound '" + text.substr(0, 40) + "': did you mean " + nearest->name + "? The bounds are " + names);
}

Inequality evaluate(const std::string& text, const Request& request) {
  const TheoremInfo& info = theorem(text);
  const Reader at(info, request.values);
  check_softmax(info, request, nullptr);
  Inequality row = evaluate_by_name(info.name, at);
  if (at.has("tile")) {
    require(request.softmax == SoftmaxEvaluation::TiledFirstToLast, info.name, "tile is given but the softmax is '" + name(request.softmax) + "', not 'tiled'");
    require_tiles_aligned(info.name, at("tile"), block_ends(info.name, at));
  }
  check_softmax(info, request, &row);
  return row;
}

Inequality evaluate_printed(const std::string& text, const Values& printed, SoftmaxEvaluation softmax) {
  const TheoremInfo& info = theorem(text);
  Request request;
  request.softmax = softmax;
  for (const auto& [name, value] : printed)
    for (const ParameterInfo& parameter : info.parameters)
      if (upper(parameter.name) == upper(name)) request.values[parameter.name] = value;  // H3's X1 is the registry's x1
  const auto size = request.values.find("n");
  if (size == request.values.end() || size->second.rfind("2^", 0) != 0) return evaluate(info.name, request);
  request.values.erase(size);
  return n_star(info.name, request).row;
}

LeastN n_star(const std::string& text, const Request& request) {
  const TheoremInfo& info = theorem(text);
  const Reader at(info, request.values);
  check_softmax(info, request, nullptr);
  static const std::set<std::string> fixed_sizes{"n", "m", "n1", "n2", "x0", "x", "x1", "h", "t1", "t", "y", "g", "q", "rows", "tile"};
  for (const auto& [key, value] : request.values) {
    require(fixed_sizes.count(key) == 0, info.name, "n* chooses '" + key + "' itself: leave it out, or evaluate at sizes");
  }
  if (info.name == "YHLWL") return asymptotic_least(AsymptoticTheorem::Hybrid, at);
  if (info.name == "CPW") return asymptotic_least(AsymptoticTheorem::Full, at);
  require(info.name != "LL" || !at.has("alphabet"), "LL", "n* is for Eva: leave alphabet out, or evaluate at sizes");
  require_searchable(info, request.values);
  NStar found = search_by_name(info.name, at);
  LeastN result;
  result.n = found.n.get_str();
  result.log2_n = four_decimals(LogSum::lg(1, found.n).approximate());
  result.exact = found.note.rfind("the exact least", 0) == 0;
  result.row = std::move(found.row);
  result.note = found.note;
  check_softmax(info, request, &result.row);
  return result;
}

Request request_from_model(const std::string& text, const std::string& stack, const AccumulatorShape& shape, SoftmaxEvaluation softmax) {
  const TheoremInfo& info = theorem(text);
  Request request;
  request.softmax = softmax;
  request.passes_counted = softmax == SoftmaxEvaluation::TwoPass || softmax == SoftmaxEvaluation::ThreePass;
  request.values = parameters_from_model(info.name, model_bits(stack, shape, softmax));
  return request;
}

}  // namespace attest::bounds

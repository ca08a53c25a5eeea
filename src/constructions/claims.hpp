// Claims with free parameters behind one interface: prove a point, evaluate the model at a point, propose killing inputs, and
// write the claim's lines. A search for the least precision, exhaustions and counterexamples are written once over it.
//
// A ClaimFamily is one claim of CLAIMS.md at fixed sizes. It is immutable; proofs and models for different settings may run in
// several threads, one Model must not be shared between threads.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "constructions/grid.hpp"
#include "constructions/proof.hpp"
#include "constructions/setting.hpp"

namespace attest::constructions {

/// A free parameter under one setting: every number of its input format in the interval that `why` states.
struct Parameter {
  std::string name;   ///< its key in certificates: "beta", "c", "kappa", "blank"
  Grid grid;          ///< may be empty: the input format has no number there
  Number middle;      ///< where theory expects it, the first point to try; outside of an empty grid: the format's nearest number
  std::string why;    ///< e.g. "[c0/4, 4 c0], c0 = (M^2/pi^2)(ln n + 1)"
};

/// One number a parameter, in the order of parameters(); empty for claims without any.
using Point = std::vector<Number>;

/// A claim's model at one point, evaluated as FORMAT.md section 2 says.
class Model {
 public:
  virtual ~Model() = default;
  /// Nothing: undefined, an operation on the way has no finite result.
  virtual std::optional<std::int64_t> answer(std::span<const tasks::Token> tokens) = 0;
  /// Whether an input that its family calls quickly answered is so at this point too.
  virtual bool quick() const { return true; }
};

class ClaimFamily {
 public:
  virtual ~ClaimFamily() = default;

  virtual std::string name() const = 0;               ///< the word after `claim`
  virtual const tasks::Task& task() const = 0;        ///< its oracle says what is right, its sizes() name this family
  virtual std::vector<std::string> parameter_names() const = 0;
  /// Whether parameters are free: then at most two, the outer one of an exhaustion first. Otherwise each has one value, which the
  /// setting decides, and one input refutes them all.
  virtual bool has_grids() const { return !parameter_names().empty(); }
  /// Finite settings only (std::invalid_argument otherwise).
  virtual std::vector<Parameter> parameters(const Setting& setting) const = 0;
  /// Points beside the middles where theory expects success too, best first: parameters that fit each other. They need not lie on the grids.
  virtual std::vector<Point> likely_points(const Setting&) const { return {}; }
  /// For all inputs; kind all-inputs. `killing` where the failed case suggests an input (the model decides).
  virtual Proof prove(const Setting& setting, const Point& point) const = 0;
  virtual std::unique_ptr<Model> model(const Setting& setting, const Point& point) const = 0;
  /// Inputs that are hard at this point, hardest first; the model may well be right on them.
  virtual std::vector<tasks::Tokens> killers(const Setting& setting, const Point& point) const = 0;
  /// Whether a model answers this input within a fraction of a second: not where many of many tokens attend. Others are no attacks.
  virtual bool quickly_answered(const Setting&, std::span<const tasks::Token>) const { return true; }
  /// Whether the construction needs weights that underflow: then their format is part of it.
  virtual bool underflows_on_purpose() const { return false; }
  /// Whether checkers can enumerate the task's inputs.
  virtual bool enumerable() const { return true; }
  /// "claim NAME" and the claim's keys; `parameters` are whole lines in place of the parameters' own, in order.
  virtual std::string lines(const Setting& setting, std::span<const std::string> parameters) const = 0;
};

/// The names of all families, and what sizes each takes (one line).
std::vector<std::string> claim_names();
std::string claim_sizes_help(const std::string& name);
/// std::invalid_argument with one line: an unknown name with the nearest one, a missing, unknown or bad size.
std::unique_ptr<ClaimFamily> make_claim(const std::string& name, const tasks::Sizes& sizes);

/// The claim's lines and the arithmetic block with a value for every parameter: all-inputs and counterexample certificates
/// begin with them.
std::string claim_lines(const ClaimFamily& family, const Setting& setting, const Point& point);
/// The same with `grid NAME FIRST LAST COUNT` in place of every parameter: kind exhaustion. std::invalid_argument when a
/// grid is empty or nothing is free.
std::string exhaustion_lines(const ClaimFamily& family, const Setting& setting);
/// The middles, the point that theory suggests, which lies beside the grids where these are empty; nothing when the setting has no
/// such numbers at all (a middle of 0 beside an empty grid).
std::optional<Point> middle_point(const ClaimFamily& family, const Setting& setting);
/// One line about the first grid that is empty; "" when none is.
std::string empty_grid(const ClaimFamily& family, const Setting& setting);

}  // namespace attest::constructions

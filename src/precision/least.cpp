#include "precision/least.hpp"

#include <algorithm>
#include <stdexcept>

#include "precision/points.hpp"

namespace attest::precision {

namespace {

using constructions::Proof;

constexpr int random_attacks = 200;
constexpr std::uint64_t lattice_across = 24;

std::uint64_t lines_that_begin(const std::string& text, const std::string& start) {
  std::uint64_t count = 0;
  for (std::size_t at = 0; (at = text.find("\n" + start, at)) != std::string::npos; ++at) ++count;
  return count;
}

class Search {
 public:
  Search(const LeastRequest& request, Ledger& ledger, const Watch& watch, const std::function<void(const Least&)>& publish)
      : request_(request), claim_(*request.claim), ledger_(ledger), watch_(watch), publish_(publish) {}

  void run() {
    bool whole_grids = true;
    least_.wrong_up_to = request_.ladder.lowest - 1;
    for (int p = request_.ladder.lowest; p <= request_.ladder.highest && !least_.right; ++p) {
      watch_.check();
      watch_.say("precision " + std::to_string(p));
      const Setting setting = request_.ladder.setting(p);
      const std::uint64_t points = points_of(claim_.parameters(setting));
      whole_grids = whole_grids && points <= request_.grid_limit;
      Step step = whole_grids ? on_the_grid(setting, p, points) : at_the_middle(setting, p);
      if (step.outcome == Outcome::right) {
        least_.right = std::move(step);
        least_.fixed = !least_.right->whole_grid;
      } else {
        if (step.whole_grid && step.outcome == Outcome::wrong && least_.wrong_up_to == p - 1) least_.wrong_up_to = p;
        least_.below.push_back(std::move(step));
      }
      publish_(least_);
    }
    if (least_.right)
      for (int p = least_.right->precision + 1; p <= std::min(request_.highest_checked, request_.ladder.highest); ++p) {
        watch_.check();
        watch_.say("precision " + std::to_string(p) + ", above the least");
        least_.above.push_back(above(p));
        publish_(least_);
      }
    least_.complete = true;
    publish_(least_);
  }

 private:
  std::string name(int p, const char* what = "") const { return request_.prefix + "-p" + std::to_string(p) + what; }

  /// A proof whose certificate the checker takes too; the step is open, and says why, when it does not.
  bool claim_right(Step& step, const Point& point, const Proof& proof) {
    const Ledger::Entry entry = ledger_.establish(name(step.precision), proof.certificate);
    if (!entry.verified) {
      step.note = "proved, but the checker refuses the certificate: " + entry.reason;
      return false;
    }
    take_right(step, entry.text, point);
    return true;
  }
  void take_right(Step& step, const std::string& certificate, const Point& point) {
    step.outcome = Outcome::right;
    step.note.clear();
    step.certificate = certificate;
    step.name = name(step.precision);
    if (!least_.right) least_.point = point;
  }
  /// From an earlier run: a point of the grid that is proved right at p.
  bool recall_right(Step& step, const Setting& setting) {
    const auto text = ledger_.peek(name(step.precision));
    if (!text) return false;
    const auto point = values_in(claim_, *text);
    if (!point || !on_the_grids(claim_.parameters(setting), setting.plan.input.format, *point)) return false;
    const auto entry = ledger_.recall(name(step.precision), "all-inputs", claim_lines(claim_, setting, *point));
    if (entry) take_right(step, entry->text, *point);
    return entry.has_value();
  }
  void take_wrong(Step& step, const Ledger::Entry& entry, const char* what) {
    step.outcome = Outcome::wrong;
    step.certificate = entry.text;
    step.name = name(step.precision, what);
    step.killers = std::max<std::uint64_t>(1, lines_that_begin(entry.text, "killer "));
  }

  Step on_the_grid(const Setting& setting, int p, std::uint64_t points) {
    Step step;
    step.precision = p;
    step.whole_grid = true;
    step.points = points;
    if (points == 0) {
      step.note = empty_grid(claim_, setting);
      return step;
    }
    if (!claim_.has_grids()) return at_the_middle(setting, p);
    if (const auto entry = ledger_.recall(name(p, exhaustion_name), "exhaustion", exhaustion_lines(claim_, setting))) {
      take_wrong(step, *entry, exhaustion_name);
      return step;
    }
    if (recall_right(step, setting)) return step;
    const Sweep found = sweep(claim_, setting, watch_);
    if (found.winner) {
      claim_right(step, *found.winner, found.proof);
      return step;
    }
    step.open_points = found.open;
    if (!found.exhausted()) {
      step.note = std::to_string(found.open) + " of " + std::to_string(found.points) + " points are neither killed nor proved; one reason: " + found.open_reason;
      return step;
    }
    const Ledger::Entry entry = ledger_.establish(name(p, exhaustion_name), exhaustion(claim_, setting, found.killers, found.killer_of, found.inner, found.two_grids));
    if (entry.verified) take_wrong(step, entry, exhaustion_name);
    else step.note = "every point has a killer, but the checker refuses the certificate: " + entry.reason;
    return step;
  }

  /// Fixed parameters; a claim of which nothing is free is its own whole grid.
  Step at_the_middle(const Setting& setting, int p) {
    Step step;
    step.precision = p;
    step.points = 1;
    step.whole_grid = !claim_.has_grids();
    const auto middle = middle_point(claim_, setting);
    if (!middle) {
      step.note = empty_grid(claim_, setting);
      return step;
    }
    const std::string lines = claim_lines(claim_, setting, *middle);
    if (const auto entry = ledger_.recall(name(p, counterexample_name), "counterexample", lines)) {
      take_wrong(step, *entry, counterexample_name);
      return step;
    }
    if (const auto entry = ledger_.recall(name(p), "all-inputs", lines)) {
      take_right(step, entry->text, *middle);
      return step;
    }
    const Proof proof = claim_.prove(setting, *middle);
    if (proof.holds) {
      claim_right(step, *middle, proof);
      return step;
    }
    const auto killer = attack(claim_, setting, *middle, proof.killing, random_attacks, watch_);
    if (!killer) {
      step.open_points = 1;
      step.note = "not proved (" + proof.reason + "), and no input was found that is answered wrongly";
      return step;
    }
    const auto observed = claim_.model(setting, *middle)->answer(killer->tokens);
    const Ledger::Entry entry = ledger_.establish(name(p, counterexample_name), counterexample(claim_, setting, *middle, killer->tokens, killer->expected, observed));
    if (entry.verified) take_wrong(step, entry, counterexample_name);
    else step.note = "an input is answered wrongly, but the checker refuses the certificate: " + entry.reason;
    return step;
  }

  /// Right where a proof is found; where the whole grid is small enough it is swept, so that a hole may be refuted too, else a lattice
  /// on it is tried.
  Step above(int p) {
    const Setting setting = request_.ladder.setting(p);
    Step step;
    step.precision = p;
    if (recall_right(step, setting)) return step;
    const auto parameters = claim_.parameters(setting);
    std::vector<Point> points;
    if (claim_.has_grids()) points.push_back(least_.point);
    for (Point& point : points_to_try(claim_, setting)) points.push_back(std::move(point));
    for (const Point& point : points) {
      watch_.check();
      const Proof proof = claim_.prove(setting, point);
      if (proof.holds && claim_right(step, point, proof)) return step;
    }
    const std::uint64_t all = points_of(parameters);
    if (all <= request_.grid_limit) return on_the_grid(setting, p, all);
        for (Point& point : lattice_points(parameters, setting.plan.input.format, lattice_across)) {
      watch_.check();
      const Proof proof = claim_.prove(setting, point);
      if (proof.holds && claim_right(step, point, proof)) return step;
      points.push_back(std::move(point));
    }
    step.note = "not proved at " + std::to_string(points.size()) + " points of the grid";
    return step;
  }

  static constexpr const char* exhaustion_name = "-exhaustion";
  static constexpr const char* counterexample_name = "-counterexample";
  const LeastRequest& request_;
  const ClaimFamily& claim_;
  Ledger& ledger_;
  const Watch& watch_;
  const std::function<void(const Least&)>& publish_;
  Least least_;
};

}  // namespace

Ladder ladder_of(const std::string& family, const Setting& like) {
  if (family != "p" && family != "e8p") throw std::invalid_argument("'" + family + "' is no family of formats: give p or e8p");
  Ladder ladder;
  if (family == "e8p") ladder.lowest = 2, ladder.highest = 55;
  ladder.setting = [family, like](int precision) {
    Setting setting = like;
    setting.name = family + std::to_string(precision);
    const arithmetic::Format format = arithmetic::parse_format(setting.name);
    for (constructions::Emulated* role : {&setting.plan.input, &setting.plan.score, &setting.plan.weight, &setting.plan.accumulator, &setting.plan.state, &setting.plan.output})
      role->format = format;
    return setting;
  };
  return ladder;
}

const Step* Least::refuted() const {
  if (!right || below.empty() || below.back().outcome != Outcome::wrong) return nullptr;
  return &below.back();
}

void find_least(const LeastRequest& request, Ledger& ledger, const Watch& watch, const std::function<void(const Least&)>& publish) {
  Search(request, ledger, watch, publish).run();
}

}  // namespace attest::precision

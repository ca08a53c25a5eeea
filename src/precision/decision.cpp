#include "precision/decision.hpp"

#include "precision/cause.hpp"
#include "precision/enumeration.hpp"
#include "precision/ledger.hpp"
#include "precision/sweep.hpp"

namespace attest::precision {

namespace {

/// Open where the checker does not verify what was built: such a certificate is worth nothing.
void seal(Decision& decision, Decision::State state, const std::string& certificate) {
  Ledger ledger;
  const Ledger::Entry entry = ledger.establish("", certificate);
  if (!entry.verified) {
    decision.reason = "a certificate was built, but the independent checker refuses it: " + entry.reason + "; please report";
    return;
  }
  decision.state = state;
  decision.certificate = entry.text;
}

Decision proved(const Point& point, const constructions::Proof& proof) {
  Decision decision;
  decision.point = point;
  decision.inputs = proof.inputs;
  seal(decision, Decision::State::proved, proof.certificate);
  return decision;
}

/// The proofs are not complete: where inputs are few, all of them are asked. `killer` is what the first point is wrong on, if nobody knew yet.
std::optional<Decision> enumerated(const ClaimFamily& family, const Setting& setting, const std::vector<Point>& points, std::optional<Killer>& killer, const Watch& watch) {
  Enumeration enumeration(family, setting, watch, 1'000'000);
  for (std::size_t i = killer ? 1 : 0; i < points.size(); ++i) {
    KillerPool pool(family);
    std::optional<std::uint32_t> wrong;
    if (const auto proof = enumeration.prove(points[i], *family.model(setting, points[i]), pool, wrong)) return proved(points[i], *proof);
    if (wrong && i == 0) killer = pool.all().front();
  }
  return std::nullopt;
}

Decision refuted(const ClaimFamily& family, const Setting& setting, const Point& point, const Killer& killer) {
  Decision decision;
  decision.point = point;
  decision.killer = killer;
  decision.observed = family.model(setting, point)->answer(killer.tokens);
  seal(decision, Decision::State::refuted, counterexample(family, setting, point, killer.tokens, killer.expected, decision.observed));
  if (decision.state == Decision::State::refuted) decision.cause = cause_of(family, setting, point, killer);
  return decision;
}

}  // namespace

Decision decide(const ClaimFamily& family, const Setting& setting, const std::vector<Point>& points, int random_attacks, const Watch& watch) {
  Decision open;
  open.point = points.front();
  tasks::Tokens suggestion;
  for (const Point& point : points) {
    watch.check();
    const constructions::Proof proof = family.prove(setting, point);
    if (proof.holds) return proved(point, proof);
    if (open.reason.empty()) open.reason = "not proved (" + proof.reason + "), and no wrong input was found", suggestion = proof.killing;
  }
  auto killer = attack(family, setting, points.front(), suggestion, random_attacks, watch);
  if (const auto decision = enumerated(family, setting, points, killer, watch)) return *decision;
  return killer ? refuted(family, setting, points.front(), *killer) : open;
}

}  // namespace attest::precision

#include "precision/largest.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "precision/cause.hpp"
#include "precision/points.hpp"

namespace attest::precision {

namespace {

/// Random inputs against one point: fewer of the long ones.
int random_attacks(std::int64_t size) { return static_cast<int>(std::clamp<std::int64_t>((1 << 16) / size, 4, 40)); }

/// Terms in the extremal cases of proofs, a few seconds of work: beyond, the border to what is open is not looked for any closer.
constexpr std::uint64_t most_work = 1 << 22;

class Search {
 public:
  Search(const LargestRequest& request, Ledger& ledger, const Watch& watch, const std::function<void(const Largest&)>& publish)
      : request_(request), ledger_(ledger), watch_(watch), publish_(publish) {}

  void run() {
    if (!recalled() && !recalled_open()) {
      look();
      if (found_.wrong == found_.size.value_or(request_.smallest - 1) + 1) found_.note.clear();  // nothing is open
      if (!found_.note.empty()) ledger_.remark(request_.prefix + "-open", ends() + found_.note + "\n");
    }
    found_.complete = true;
    publish_(found_);
  }

 private:
  std::string right_name(std::int64_t size) const { return request_.prefix + "-size" + std::to_string(size); }
  std::string wrong_name(std::int64_t size) const { return right_name(size) + "-wrong"; }

  void look() {
    std::int64_t not_right = request_.largest + 1, wrong = request_.largest + 1;
    const auto judged = [&](std::int64_t size) {
      const Outcome outcome = judge(size);
      if (outcome != Outcome::right) not_right = size;
      if (outcome == Outcome::wrong) wrong = size;
      return outcome;
    };
    const auto worth_it = [&] { return not_right == wrong || work_ < most_work; };
    const std::int64_t kept = largest_kept();
    for (std::int64_t size = request_.largest; size > kept && judged(size) != Outcome::right; size = below(size)) continue;
    while (found_.size && not_right - *found_.size > 1 && worth_it()) judged(*found_.size + (not_right - *found_.size) / 2);
    if (wrong > request_.largest) return;  // the limit itself is open: what is wrong begins beyond it, as far as it is known
    std::int64_t not_wrong = std::max(found_.size.value_or(0), request_.smallest - 1);
    if (not_right < wrong) not_wrong = not_right;
    while (wrong - not_wrong > 1) {
      const std::int64_t middle = not_wrong + (wrong - not_wrong) / 2;
      if (judge(middle) == Outcome::wrong) wrong = middle;
      else not_wrong = middle;
    }
    if (!show(wrong)) throw std::logic_error("a killer was found once and not again");
  }

  /// The largest power of two below; the smallest size comes last.
  std::int64_t below(std::int64_t size) const {
    std::int64_t power = 1;
    while (2 * power < size) power *= 2;
    return power < request_.smallest && size > request_.smallest ? request_.smallest : power;
  }

  /// How finely the grids are looked at: points times size stay below 2^15, but quarters are always there, and sixteenths of a single grid: it spans four
  /// octaves, and naive softmax leaves less than one between a beta that overflows and one that leaks.
  static int halvings(std::size_t parameters, std::int64_t size) {
    const std::int64_t most = (1 << 15) / size;
    int halvings = parameters == 1 ? 4 : 2;
    const auto points = [&](int h) { return parameters == 2 ? ((std::int64_t{1} << h) + 1) * ((std::int64_t{1} << h) + 1) : (std::int64_t{1} << h) + 1; };
    while (halvings < 8 && points(halvings + 1) <= most) ++halvings;
    return halvings;
  }

  bool small_grid(const ClaimFamily& claim, std::int64_t size) const {
    constexpr std::uint64_t work = 1 << 17;
    const std::uint64_t points = points_of(claim.parameters(request_.setting));
    return points > 0 && points <= work / static_cast<std::uint64_t>(size) && claim.has_grids();
  }

  Outcome judge(std::int64_t size) {
    watch_.check();
    watch_.say("size " + std::to_string(size));
    const auto claim = request_.claim(size);
    if (recalled_right(size, *claim)) return Outcome::right;
    if (small_grid(*claim, size)) {
      const Sweep all = sweep(*claim, request_.setting, watch_);
      if (all.winner) return established(size, *all.winner, all.proof) ? Outcome::right : Outcome::open;
      if (all.open > 0) found_.note = "size " + std::to_string(size) + " is open: " + all.open_reason;
      return all.exhausted() ? Outcome::wrong : Outcome::open;
    }
    const auto parameters = claim->parameters(request_.setting);
    const auto points = points_to_try(*claim, request_.setting, halvings(parameters.size(), size));
    if (points.empty()) found_.note = empty_grid(*claim, request_.setting);
    Tried tried = try_points(*claim, request_.setting, points, random_attacks(size), watch_);
    if (tried.winner) return established(size, *tried.winner, tried.proof) ? Outcome::right : Outcome::open;
    if (!tried.open_reason.empty()) found_.note = "size " + std::to_string(size) + " is open: " + tried.open_reason;
    return tried.killed ? Outcome::wrong : Outcome::open;
  }

  /// The largest size that an earlier run certified, which is taken; below all sizes if there is none.
  std::int64_t largest_kept() {
    for (std::int64_t size = request_.largest; size >= request_.smallest; --size)
      if (ledger_.peek(right_name(size)) && recalled_right(size, *request_.claim(size))) return size;
    return request_.smallest - 1;
  }
  /// From an earlier run that was cut short.
  bool recalled_right(std::int64_t size, const ClaimFamily& claim) {
    const auto kept = ledger_.peek(right_name(size));
    if (!kept) return false;
    const auto point = values_in(claim, *kept);
    if (!point) return false;
    const auto entry = ledger_.recall(right_name(size), "all-inputs", claim_lines(claim, request_.setting, *point));
    if (entry) take(size, *point, entry->text);
    return entry.has_value();
  }

  bool established(std::int64_t size, const Point& point, const constructions::Proof& proof) {
    work_ += proof.work ? proof.work : proof.extremal_cases * static_cast<std::uint64_t>(size);
    const Ledger::Entry entry = ledger_.establish(right_name(size), proof.certificate);
    if (!entry.verified) {
      found_.note = "size " + std::to_string(size) + " is open: proved, but the checker refuses the certificate: " + entry.reason;
      return false;
    }
    take(size, point, entry.text);
    publish_(found_);
    return true;
  }
  void take(std::int64_t size, const Point& point, const std::string& certificate) {
    if (found_.size && *found_.size > size) return;
    found_.size = size;
    found_.point = point;
    found_.certificate = certificate;
  }

  /// Of a wrong size: every point has a killer, the middle too. A whole grid may be more work than a checker takes: then the middle stands for it.
  /// False where none is found.
  bool show(std::int64_t size) {
    const auto claim = request_.claim(size);
    const Setting& setting = request_.setting;
    const Point middle = *middle_point(*claim, setting);
    std::optional<Killer> killer;
    std::optional<Ledger::Entry> entry;
    if (small_grid(*claim, size)) {
      const Sweep all = sweep(*claim, setting, watch_);
      if (!all.exhausted()) return false;
      for (std::uint64_t i = 0; i < all.points && !killer; ++i)
        if (point_of(claim->parameters(setting), setting.plan.input.format, i) == middle) killer = all.killers.at(all.killer_of[i]);
      entry = ledger_.establish(wrong_name(size), exhaustion(*claim, setting, all.killers, all.killer_of, all.inner, all.two_grids));
    } else {
      killer = attack(*claim, setting, middle, claim->prove(setting, middle).killing, random_attacks(size), watch_);
    }
    if (!killer) return false;
    const auto observed = claim->model(setting, middle)->answer(killer->tokens);
    if (!entry || !entry->verified) entry = ledger_.establish(wrong_name(size), counterexample(*claim, setting, middle, killer->tokens, killer->expected, observed));
    if (!entry->verified) {
      found_.note = "size " + std::to_string(size) + " is open: an input is answered wrongly, but the checker refuses the certificate: " + entry->reason;
      return true;
    }
    found_.wrong = size;
    found_.counterexample = entry->text;
    found_.cause = cause_of(*claim, setting, middle, *killer);
    found_.observed = observed;
    found_.killer = std::move(killer);
    return true;
  }

  /// Both sides of an earlier run that came to its end, with nothing open between them; both are checked again.
  bool recalled() {
    for (std::int64_t size = request_.largest; size >= request_.smallest; --size) {
      const auto kept = ledger_.peek(right_name(size));
      if (!kept) continue;
      if (size < request_.largest && !ledger_.peek(wrong_name(size + 1))) return false;
      if (!recalled_right(size, *request_.claim(size))) return false;
      return size == request_.largest || show(size + 1);
    }
    return false;
  }

  /// What was searched, in which certificates both ends stand, and (behind it) why what lies between is open.
  std::string ends() const {
    const auto text = [](const std::optional<std::int64_t>& size) { return size ? std::to_string(*size) : "none"; };
    return "attest-open/1\nsearched " + std::to_string(request_.smallest) + " " + std::to_string(request_.largest) + "\nright " + text(found_.size) + "\nwrong " +
           text(found_.wrong) + "\nopen ";
  }
  /// An earlier run came to its end with something open: it is not searched again, but both ends are checked again.
  bool recalled_open() {
    const auto kept = ledger_.peek("." + request_.prefix + "-open");
    if (!kept) return false;
    const auto number = [&](const std::string& key) -> std::optional<std::int64_t> {
      const std::size_t at = kept->find("\n" + key + " ");
      if (at == std::string::npos || kept->compare(at + key.size() + 2, 4, "none") == 0) return std::nullopt;
      return std::strtoll(kept->c_str() + at + key.size() + 2, nullptr, 10);
    };
    const auto right = number("right"), wrong = number("wrong");
    if ((right && (*right < request_.smallest || *right > request_.largest)) || (wrong && (*wrong < request_.smallest || *wrong > request_.largest))) return false;
    for (std::int64_t size = request_.largest; size > right.value_or(request_.smallest - 1); --size)
      if (ledger_.peek(right_name(size))) return false;  // from a search up to another limit
    if (right && !recalled_right(*right, *request_.claim(*right))) return false;
    if (wrong && !show(*wrong)) return found_ = {}, false;
    found_.note.clear();
    const std::string expected = ends();
    if (!kept->starts_with(expected) || kept->back() != '\n') return found_ = {}, false;
    found_.note = kept->substr(expected.size(), kept->size() - expected.size() - 1);
    return true;
  }

  const LargestRequest& request_;
  Ledger& ledger_;
  const Watch& watch_;
  const std::function<void(const Largest&)>& publish_;
  Largest found_;
  std::uint64_t work_ = 0;
};

}  // namespace

void find_largest(const LargestRequest& request, Ledger& ledger, const Watch& watch, const std::function<void(const Largest&)>& publish) {
  Search(request, ledger, watch, publish).run();
}

}  // namespace attest::precision

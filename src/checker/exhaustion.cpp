// Kind exhaustion: every point of a grid of parameters is wrong on some input. The cells tile the grid in order, and each of
// their points is evaluated on the cell's killer.
#include <optional>

#include "checker/claim.hpp"

namespace attest::checker {
namespace {

constexpr std::int64_t most_points = std::int64_t{1} << 20;

struct Killer {
  std::string_view runs;
  std::int64_t expected = 0;
};

struct Cell {
  std::int64_t outer, first, last, killer;
};

/// The first word, which is taken away.
std::string cut(std::string_view& text) {
  const std::size_t stop = std::min(text.find(' '), text.size());
  const std::string word(text.substr(0, stop));
  text.remove_prefix(std::min(stop + 1, text.size()));
  return word;
}

/// Keeps the last killer's input expanded: neighbouring cells often share it, and all of them may not fit into memory.
class Killers {
 public:
  Killers(Reader& reader, const Claim& claim) : claim_(claim) {
    while (reader.next_is("killer")) {
      Killer killer;
      killer.runs = reader.rest("killer");
      const auto next = static_cast<std::int64_t>(all_.size());
      parse_integer(cut(killer.runs), next, next, "the ID of a killer");
      killer.expected = parse_integer(cut(killer.runs), 0, INT64_MAX, "EXPECTED");
      Input(killer.runs);  // its grammar
      all_.push_back(killer);
    }
  }
  std::int64_t count() const { return static_cast<std::int64_t>(all_.size()); }
  /// Whether all are inputs and the right answers are right; returns how much one evaluation on each costs.
  std::vector<double> check() {
    std::vector<double> work;
    std::string wrong;
    for (std::int64_t id = 0; id < count(); ++id) {
      const std::int64_t answer = claim_.oracle(input(id));
      if (answer != expected(id) && wrong.empty()) wrong = "killer " + std::to_string(id) + ": the right answer is " + std::to_string(answer);
      work.push_back(claim_.work(input(id)));
    }
    if (!wrong.empty()) throw NotEstablished(wrong);
    return work;
  }
  std::int64_t expected(std::int64_t id) const { return all_[static_cast<std::size_t>(id)].expected; }
  const Input& input(std::int64_t id) {
    if (loaded_ != id) input_ = Input(all_[static_cast<std::size_t>(id)].runs), loaded_ = id;
    return input_;
  }

 private:
  const Claim& claim_;
  std::vector<Killer> all_;
  Input input_;
  std::int64_t loaded_ = -1;
};

std::vector<Cell> read_cells(Reader& reader, bool two_grids) {
  std::vector<Cell> cells;
  while (reader.next_is("cell")) {
    const auto numbers = reader.integers("cell", 0, most_points);
    if (numbers.size() != (two_grids ? 4 : 3)) throw Malformed("a cell is written 'cell [OUTER] FIRST LAST ID'");
    const std::size_t at = two_grids ? 1 : 0;
    cells.push_back({two_grids ? numbers[0] : 0, numbers[at], numbers[at + 1], numbers[at + 2]});
  }
  return cells;
}

void require_tiling(const std::vector<Cell>& cells, std::int64_t outer, std::int64_t inner, std::int64_t killers) {
  std::int64_t row = 0, column = 0;  // the first point that is not covered yet
  for (const Cell& cell : cells) {
    if (cell.outer != row || cell.first != column || cell.last < cell.first || cell.last >= inner || row >= outer)
      throw NotEstablished("the cells do not tile the grid");
    if (cell.killer >= killers) throw NotEstablished("a cell names a killer that is not there");
    column = cell.last + 1;
    if (column == inner) ++row, column = 0;
  }
  if (row != outer) throw NotEstablished("the cells do not tile the grid");
}

/// FIRST <= LAST are numbers of the input format, and finitely many lie between them.
void require_ends(const Plan& plan, const Parameter& parameter) {
  if (!plan.input.holds(parameter.first) || !plan.input.holds(parameter.last)) throw Malformed("the ends of a grid are no numbers of the input format");
  if (less(parameter.last, parameter.first)) throw Malformed("a grid needs FIRST <= LAST");
  if (plan.input.unbounded() && parameter.first.sign() <= 0) throw Malformed("without a least number only positive ones are counted");
}

/// The numbers of a grid in order.
class Walk {
 public:
  Walk(const Plan& plan, const Parameter& parameter) : plan_(plan), parameter_(parameter), value_(parameter.grid ? parameter.first : parameter.value) {
    if (!parameter.grid) return;
    Real x = parameter.first;
    std::int64_t numbers = 1;
    for (; numbers < parameter.count && less(x, parameter.last); ++numbers) x = plan.input.next(x);
    if (!equal(x, parameter.last) || numbers != parameter.count)
      throw NotEstablished("the grid of " + parameter.name + " does not hold " + std::to_string(parameter.count) + " numbers");
  }
  const Real& at(std::int64_t index) {
    if (index < index_) index_ = 0, value_ = parameter_.first;
    for (; index_ < index; ++index_) value_ = plan_.input.next(value_);
    return value_;
  }

 private:
  const Plan& plan_;
  const Parameter& parameter_;
  Real value_;
  std::int64_t index_ = 0;
};

bool is_wrong(const Claim& claim, const Point& point, const Input& input, std::int64_t expected) {
  try {
    return claim.evaluate(point, input) != expected;
  } catch (const Undefined&) {
    return true;
  }
}

}  // namespace

std::uint64_t check_exhaustion(Reader& reader, const Claim& claim) {
  std::vector<std::size_t> grids;
  for (std::size_t i = 0; i < claim.parameters().size(); ++i)
    if (claim.parameters()[i].grid) grids.push_back(i);
  if (grids.empty() || grids.size() > 2) throw Malformed("an exhaustion has one or two grids");
  const bool two_grids = grids.size() == 2;
  const std::int64_t outer = two_grids ? claim.parameters()[grids[0]].count : 1, inner = claim.parameters()[grids.back()].count;
  if (outer * inner > most_points) throw Malformed("more than 2^20 points");
  for (const std::size_t grid : grids) require_ends(claim.plan(), claim.parameters()[grid]);
  Killers killers(reader, claim);
  const auto cells = read_cells(reader, two_grids);
  reader.finish("refuted");
  const std::vector<double> work = killers.check();
  require_tiling(cells, outer, inner, killers.count());
  double all = 0;
  for (const Cell& cell : cells) all += work[static_cast<std::size_t>(cell.killer)] * static_cast<double>(cell.last - cell.first + 1);
  require_work(all, claim.plan().most_work);
  Walk rows(claim.plan(), claim.parameters()[grids[0]]), columns(claim.plan(), claim.parameters()[grids.back()]);
  Point point = claim.point();
  for (const Cell& cell : cells) {
    if (two_grids) point[grids[0]] = rows.at(cell.outer);
    for (std::int64_t i = cell.first; i <= cell.last; ++i) {
      point[grids.back()] = columns.at(i);
      if (!is_wrong(claim, point, killers.input(cell.killer), killers.expected(cell.killer)))
        throw NotEstablished("point " + std::to_string(i) + (two_grids ? " of row " + std::to_string(cell.outer) : "") + " is right on its killer");
    }
  }
  return cells.size();
}

}  // namespace attest::checker

// The order of the succeeding cells in the table.
#include "hierarchy/success.hpp"

#include <iterator>

namespace attest::hierarchy {

std::vector<CellPlan> success_cells() {
  std::vector<CellPlan> all;
  for (auto* group : {success_full_cells, success_composition_cells, success_recall_cells, success_capacity_cells, success_order_cells}) {
    auto cells = group();
    all.insert(all.end(), std::make_move_iterator(cells.begin()), std::make_move_iterator(cells.end()));
  }
  return all;
}

}  // namespace attest::hierarchy

// The machines over the arithmetics of constructions, compiled once for everybody: formats with remembered exponentials, formats whose
// results must be finite, enclosures.
#include "attention/machines.hpp"
#include "constructions/setting.hpp"
#include "constructions/strict.hpp"

namespace attest::attention {

template std::unique_ptr<Machine> make_machine(Stack<constructions::CachedEmulated>, int);
template std::unique_ptr<SparseMachine> make_sparse_machine(SparseModel<constructions::CachedEmulated>);
template std::unique_ptr<Machine> make_machine(Stack<constructions::StrictEmulated>, int);
template std::unique_ptr<SparseMachine> make_sparse_machine(SparseModel<constructions::StrictEmulated>);
template std::unique_ptr<Machine> make_machine(Stack<arithmetic::DoubleEnclosure>, int);
template std::unique_ptr<SparseMachine> make_sparse_machine(SparseModel<arithmetic::DoubleEnclosure>);
template std::unique_ptr<Machine> make_machine(Stack<arithmetic::BallEnclosure>, int);
template std::unique_ptr<SparseMachine> make_sparse_machine(SparseModel<arithmetic::BallEnclosure>);

}  // namespace attest::attention

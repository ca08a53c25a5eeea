// The machines over emulated formats, compiled once for everybody.
#include "attention/machines.hpp"

namespace attest::attention {

using arithmetic::Emulated;

template std::unique_ptr<Machine> make_machine(Stack<Emulated>, int);
template std::unique_ptr<RecurrentMachine> make_recurrent_machine(Stack<Emulated>, int);
template std::unique_ptr<HybridMachine> make_hybrid_machine(Stack<Emulated>, std::size_t);
template std::unique_ptr<SparseMachine> make_sparse_machine(SparseModel<Emulated>);

}  // namespace attest::attention

// What a project gets from find_package(attest): a rounded operation in a format that no compiler has, a question about
// reals decided by enclosures, and a theorem evaluated at given numbers. Exits 1 when one differs from what is known.
#include <iostream>

#include "arithmetic/decide.hpp"
#include "arithmetic/emulated.hpp"
#include "bounds/state_theorems.hpp"

int main() {
  // e4m3 has 4 significant bits: around 17 its numbers are 2 apart, so 16 + 1 is a tie and goes to the even 16.
  const attest::arithmetic::Emulated e4m3(attest::arithmetic::parse_format("e4m3"));
  const auto sum = e4m3.add(e4m3.from_integer(16), e4m3.from_integer(1));
  std::cout << "16 + 1 in e4m3 is " << e4m3.to_text(sum) << "\n";

  // 2 cos(2 pi/5) is 0.61803398874989484820...: doubles cannot tell on which side of 0.6180339887498948 it lies.
  const auto above = attest::arithmetic::decide([](const auto& a) {
    return certainly_less(a, a.from_ratio(6180339887498948, 10000000000000000), a.mul(a.from_integer(2), a.cos_turn(1, 5)));
  });
  std::cout << "2 cos(2 pi/5) > 0.6180339887498948: decided with " << above.bits_used << " bits\n";

  // Theorem E at n = 4: 4^4 = 2^8 inputs need 8 bits of state, so 7 are too few and 8 are not excluded.
  const auto seven = attest::bounds::evaluate(attest::bounds::EvaState{.state_bits = 7, .n = 4});
  const auto eight = attest::bounds::evaluate(attest::bounds::EvaState{.state_bits = 8, .n = 4});
  std::cout << seven.claim << ": " << seven.left << " " << seven.relation << " " << seven.right << "\n";

  return e4m3.nearest_integer(sum) == 16 && above.value.value_or(false) && above.bits_used == 64 && seven.holds && !eight.holds ? 0 : 1;
}

// The enclosures of reals: pairs of doubles (fast), Arb balls and MPFR intervals (any precision).
// decide.hpp refines through them.
#pragma once

#include "arithmetic/ball_enclosure.hpp"
#include "arithmetic/double_enclosure.hpp"
#include "arithmetic/mpfr_enclosure.hpp"

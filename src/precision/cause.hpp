// Why a model is wrong on an input: which of its roundings is enough to make it wrong.
//
// The model is asked again with one role (input, score, weight, accumulator, output) in its own arithmetic and all others in 64 bits with unbounded
// exponents. Every role that is wrong alone is named, in the order in which a score becomes an output: as overflow, underflow or saturation when
// unbounded exponents at its own precision would make it right, as rounding or absorption otherwise. Where all in 64 bits is wrong too, the
// parameters are to blame if their values in 64 bits are right, and every other role that is wrong alone with those values is named after them; only else the evaluation of softmax, if two passes in the same formats are right (a
// construction that rests on underflow does not exist in 64 bits; elsewhere two passes may be right by luck, since they round otherwise). Where none is wrong alone, the first one whose widening alone makes the whole model
// right is named; where there is none either, several together are to blame. This is an experiment on one input, not a theorem.
#pragma once

#include "precision/certificates.hpp"

namespace attest::precision {

/// One line without a full stop, such as "overflow of exp" or "rounding of inputs, rounding of scores".
std::string cause_of(const ClaimFamily& family, const Setting& setting, const Point& point, const Killer& killer);

}  // namespace attest::precision

// Plots are drawn by gnuplot, a program of its own: a script goes in, what it prints comes out.
#pragma once

#include <chrono>
#include <string>

#include "report/output_file.hpp"

namespace attest::report {

/// What gnuplot prints for the script, with nobody's start-up files. Throws CannotReadOrWrite with one line when gnuplot is not
/// installed, refuses the script, is killed, or takes too long.
std::string gnuplot(const std::string& script, std::chrono::milliseconds patience = std::chrono::minutes(1));

/// Draws a small plot now and throws what gnuplot() would throw later: before a long run, not after it.
void require_gnuplot();

}  // namespace attest::report

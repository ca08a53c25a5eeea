// Cells with planted outcomes.
#pragma once

#include <chrono>
#include <stdexcept>
#include <thread>

#include "hierarchy/cell.hpp"

namespace attest::trial {

inline hierarchy::CellPlan fake_cell(const std::string& name, std::function<void(const hierarchy::Context&, evidence::Cell&)> run) {
  return {name, "fake attention", "Eva", "The claim of " + name + ".", "The argument of " + name + ".", std::move(run)};
}

inline hierarchy::CellPlan good(const std::string& name) {
  return fake_cell(name, [](const hierarchy::Context& context, evidence::Cell& cell) {
    cell.verdict = evidence::Verdict::survived;
    cell.holds = true;
    cell.cases = 10;
    cell.sizes = {{"n", "16"}};
    cell.evidence = {{evidence::Kind::survey, "seed " + std::to_string(context.seed), {{"sample", std::to_string(context.seed % 1000)}}}};
  });
}

inline hierarchy::CellPlan with_verdict(const std::string& name, evidence::Verdict verdict, bool holds, std::uint64_t cases = 10) {
  return fake_cell(name, [=](const hierarchy::Context&, evidence::Cell& cell) {
    cell.verdict = verdict;
    cell.holds = holds;
    cell.cases = cases;
    cell.evidence = {{evidence::Kind::counterexample, "planted", {}}};
  });
}

inline hierarchy::CellPlan throwing(const std::string& name) {
  return fake_cell(name, [](const hierarchy::Context&, evidence::Cell&) { throw std::runtime_error("planted\nerror"); });
}

/// Waits for the stop flag, at most a minute.
inline hierarchy::CellPlan waiting(const std::string& name) {
  return fake_cell(name, [](const hierarchy::Context& context, evidence::Cell& cell) {
    for (int i = 0; i < 6000 && !context.stopped(); ++i) {
      cell.cases = 7;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    throw hierarchy::Stopped{};
  });
}

/// Never looks at the stop flag.
inline hierarchy::CellPlan deaf(const std::string& name) {
  return fake_cell(name, [](const hierarchy::Context&, evidence::Cell&) { std::this_thread::sleep_for(std::chrono::minutes(1)); });
}

}  // namespace attest::trial

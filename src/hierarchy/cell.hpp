// The cells of the table of results: each knows its claim and how to re-establish it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "evidence/evidence.hpp"

namespace attest::hierarchy {

enum class Effort { smoke, check, nightly };

/// What a cell may use while it runs. The same seed gives the same cell but for seconds.
struct Context {
  std::uint64_t seed = 1;
  Effort effort = Effort::check;
  std::string configurations;                               ///< folder of the configuration files
  std::function<void(const std::string&)> progress;         ///< may be empty; one short line about what is under way
  const std::atomic<bool>* stop = nullptr;                  ///< set on Ctrl-C or when the budget is spent

  bool stopped() const { return stop && stop->load(std::memory_order_relaxed); }
  void report(const std::string& line) const {
    if (progress) progress(line);
  }
};

/// Thrown by a cell that found context.stopped(): the cell becomes unknown, with what was spent in its evidence.
struct Stopped {};

/// One cell before it ran. `run` fills verdict, holds, sizes, cases and evidence; it throws only Stopped or on errors.
struct CellPlan {
  std::string name;          ///< e.g. "full/eva/succeeds"; lower case, '/'-separated, unique
  std::string architecture, task, claim;
  std::string argument;      ///< prose for `attest explain`: the claim's proof, and what the evidence adds
  std::function<void(const Context&, evidence::Cell&)> run;
};

/// Every cell, in the order of the printed table. Each group lives in a file of its own.
std::vector<CellPlan> cells();

}  // namespace attest::hierarchy

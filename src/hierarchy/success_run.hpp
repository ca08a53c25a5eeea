// How a succeeding cell collects its evidence: proofs that the independent checker verifies, enumerations, samples, near
// misses that must be found red. Whatever is not as it should be makes the cell fail; nothing is skipped in silence.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "constructions/proof.hpp"
#include "constructions/setting.hpp"
#include "hierarchy/cell.hpp"
#include "tasks/task.hpp"

namespace attest::hierarchy {

using constructions::Answerer;
using constructions::Proof;
using constructions::Setting;

class SuccessRun {
 public:
  SuccessRun(const Context& context, evidence::Cell& cell) : context_(context), cell_(cell) {}

  /// One proof for all inputs of `task`; its certificate must be verified by src/checker. `more`: further fields. Where the inputs
  /// number at most 10^7 an enumeration must follow.
  void prove(const tasks::Task& task, const Setting& setting, const Proof& proof, std::vector<evidence::Field> more = {});
  /// All inputs of a small size through the model itself, against the oracle. Compared with the proof that was given last, of
  /// the same size and setting, which must hold iff no input is answered wrongly.
  void enumerate(const tasks::Task& task, const Setting& setting, const Answerer& answer);
  /// Uniform and structured inputs in turn.
  void sample(const tasks::Task& task, const Setting& setting, const Answerer& answer, int draws);
  /// `proof` must not hold, the checker must refuse its certificate, and the model must answer proof.killing wrongly (when
  /// there is none, some structured input).
  void near_miss(const std::string& what, const tasks::Task& task, const Setting& setting, const Proof& proof, const Answerer& answer);
  /// For near misses: the largest number of the grid (binary32 for real numbers, the input format otherwise, at most 24
  /// significant bits) that fails, found by bisection between a failing and a holding one; the next number of the grid holds.
  /// Where the ends do not behave so, the construction itself is wrong: nothing, and the cell fails with a line that says so.
  std::optional<arithmetic::Number> largest_failing(const std::string& parameter, const Setting& setting, arithmetic::Number fails,
                                                    arithmetic::Number holds, const std::function<bool(const arithmetic::Number&)>& green);
  /// The same from above: the smallest number that fails; the number before it holds.
  std::optional<arithmetic::Number> smallest_failing(const std::string& parameter, const Setting& setting, arithmetic::Number holds,
                                                     arithmetic::Number fails, const std::function<bool(const arithmetic::Number&)>& green);
  /// Fails the cell with this line unless the condition holds.
  void require(bool condition, const std::string& complaint) {
    if (!condition) fail(complaint, false);
  }
  void note(const std::string& name, const std::string& value) { cell_.sizes.push_back({name, value}); }
  bool smoke() const { return context_.effort == Effort::smoke; }
  bool nightly() const { return context_.effort == Effort::nightly; }
  /// Sets verdict, holds, sizes ("proved for": only pairs of size and arithmetic that were proved; "sampled": the others) and cases.
  void finish();

 private:
  void check_stop() const;
  void add(evidence::Kind kind, const std::string& summary, std::vector<evidence::Field> fields);
  void fail(const std::string& why, bool wrong_answer);
  bool has_edge(const std::string& parameter, const Setting& setting, const arithmetic::Number& fails, const arithmetic::Number& holds,
                const std::function<bool(const arithmetic::Number&)>& green);
  bool confirm_wrong(const std::string& what, const tasks::Task& task, const tasks::Tokens& tokens, const Answerer& answer,
                     const std::string& certificate);

  /// One size in one arithmetic, and how many inputs were sampled there.
  struct Place {
    std::string sizes;
    Setting setting;
    int inputs;
  };
  void record(std::vector<Place>& places, const tasks::Task& task, const Setting& setting, int inputs);
  /// The arithmetic's name; without "two-pass" where all of the cell is.
  std::string label(const Setting& setting) const;

  const Context& context_;
  evidence::Cell& cell_;
  std::vector<Place> proved_, sampled_;
  bool only_two_pass_ = true;
  std::set<std::string> not_enumerated_;  ///< proofs about at most 10^7 inputs that no enumeration was compared with
  std::uint64_t proofs_ = 0, samples_ = 0;
  bool failed_ = false, wrong_ = false, last_proof_held_ = false;
  std::string last_certificate_;  ///< from which `attest replay` builds the model of an enumeration again
};

/// The proof does not hold, and the model answers the killing input wrongly.
bool is_red(const tasks::Task& task, const Proof& proof, const Answerer& answer);

}  // namespace attest::hierarchy

// What may be searched for: a task as people name it, its claim, and how one number N becomes the sizes of that claim.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "constructions/claims.hpp"

namespace attest::precision {

struct Subject {
  std::string name;                          ///< as `attest list tasks` has it
  std::vector<std::string> aliases;
  std::string claim;                         ///< of constructions::claim_names()
  std::string rule;                          ///< what N is: "n = M = N"
  tasks::Sizes (*sizes)(std::int64_t N);
  std::vector<std::int64_t> usual;           ///< sizes when none are given
  std::int64_t smallest = 2, largest = 0;    ///< of N
  std::int64_t usual_limit = 0;              ///< where a search for the largest N begins when nobody says
  std::string law;                           ///< the claimed least precision, e.g. "2 lg M"; empty when there is none
  double (*law_at)(const tasks::Sizes& sizes, const constructions::Point& point);
  std::string family = "p";                  ///< of formats, when none is given: e8p where the construction needs underflow
};

const std::vector<Subject>& subjects();
/// std::invalid_argument with the nearest name.
const Subject& subject(const std::string& name);

/// One size of a subject, as it was asked for.
struct Size {
  std::string text;                          ///< "n=16 M=16"
  std::optional<std::int64_t> number;        ///< N, where one number was given
  tasks::Sizes sizes;
};
/// "8,16": numbers; "n=8:M=17": names and values. std::invalid_argument with one line.
std::vector<Size> parse_size_list(const Subject& subject, const std::string& text);
Size size_of(const Subject& subject, std::int64_t number);

}  // namespace attest::precision

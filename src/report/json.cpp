// Members keep the order in which they are written here, so that reports can be compared as text.
#include "report/json.hpp"

#include <nlohmann/json.hpp>

namespace attest::report {

namespace {

using Json = nlohmann::ordered_json;

/// A name that comes twice keeps both values.
Json object(const std::vector<evidence::Field>& fields) {
  Json json = Json::object();
  for (const evidence::Field& field : fields) {
    const bool again = json.contains(field.name);
    json[field.name] = again ? json[field.name].get<std::string>() + "; " + field.value : field.value;
  }
  return json;
}

Json to_json(const evidence::Evidence& evidence) {
  return {{"kind", evidence::to_text(evidence.kind)}, {"summary", evidence.summary}, {"fields", object(evidence.fields)}};
}

Json to_json(const evidence::Cell& cell) {
  Json evidence = Json::array();
  for (const evidence::Evidence& piece : cell.evidence) evidence.push_back(to_json(piece));
  return {{"name", cell.name},
          {"architecture", cell.architecture},
          {"task", cell.task},
          {"claim", cell.claim},
          {"verdict", evidence::to_text(cell.verdict)},
          {"holds", cell.holds},
          {"sizes", object(cell.sizes)},
          {"cases", cell.cases},
          {"seconds", cell.seconds},
          {"evidence", std::move(evidence)}};
}

}  // namespace

std::string to_json(const Run& run) {
  Json cells = Json::array();
  for (const evidence::Cell& cell : run.cells) cells.push_back(to_json(cell));
  const Json json = {{"schema", "attest.hierarchy/1"},
                     {"version", run.version},
                     {"seed", run.seed},
                     {"effort", run.effort},
                     {"complete", run.complete},
                     {"holds", run.holds()},
                     {"seconds", run.seconds},
                     {"cells", std::move(cells)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace attest::report

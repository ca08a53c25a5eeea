// JSON of precisions. Members keep the order in which they are written here.
#include "report/precision.hpp"

#include <nlohmann/json.hpp>

namespace attest::report {

namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json object(const std::vector<evidence::Field>& fields) {
  Json json = Json::object();
  for (const evidence::Field& field : fields) json[field.name] = field.value;
  return json;
}

Json to_json(const PrecisionRow& row) {
  return {{"task", row.task},
          {"size", row.number ? Json(*row.number) : Json(row.sizes)},
          {"precision", or_null(row.precision)},
          {"refuted_precision", or_null(row.refuted)},
          {"parameters", object(row.parameters)},
          {"certificate", text_or_null(row.certificate)},
          {"counterexample", text_or_null(row.counterexample)},
          {"sizes", row.sizes},
          {"refuted_by", text_or_null(row.refuted_by)},
          {"wrong_up_to", row.wrong_up_to},
          {"fixed_parameters", row.fixed},
          {"checked_to", or_null(row.checked_to)},
          {"holes", row.holes},
          {"law", or_null(row.law)},
          {"notes", row.notes},
          {"complete", row.complete},
          {"seconds", row.seconds}};
}

Json to_json(const FormatRow& row) {
  return {{"task", row.task},
          {"format", row.format},
          {"plan", row.plan},
          {"algorithm", row.algorithm},
          {"order", row.order},
          {"size", or_null(row.size)},
          {"at_limit", row.size == row.limit},
          {"refuted_size", or_null(row.wrong)},
          {"cause", text_or_null(row.cause)},
          {"note", text_or_null(row.note)},
          {"parameters", object(row.parameters)},
          {"certificate", text_or_null(row.certificate)},
          {"counterexample", text_or_null(row.counterexample)},
          {"complete", row.complete},
          {"seconds", row.seconds}};
}

Json to_json(const PrecisionFit& fit) {
  return {{"task", fit.task}, {"law", fit.law}, {"least", fit.least}, {"most", fit.most}, {"slope", or_null(fit.slope)}, {"offset", or_null(fit.offset)}};
}

template <class Row>
Json list(const std::vector<Row>& rows) {
  Json json = Json::array();
  for (const Row& row : rows) json.push_back(to_json(row));
  return json;
}

}  // namespace

std::string to_json(const PrecisionRun& run) {
  const bool formats = !run.formats.empty();
  Json json = {{"schema", formats ? "attest.precision-formats/1" : "attest.precision/1"},
               {"version", run.version},
               {"arithmetic", run.arithmetic},
               {"complete", run.complete},
               {"results", formats ? list(run.formats) : list(run.rows)}};
  if (!formats) json["fits"] = list(run.fits);
  json["seconds"] = run.seconds;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace attest::report

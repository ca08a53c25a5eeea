// The grammar of configurations: one table of keys, each with the layers it may stand in and how its value is read.
#include "search/configuration.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>
#include <sstream>
#include <stdexcept>

#include "tasks/text.hpp"

namespace attest::search {
namespace {

using arithmetic::Emulated;

[[noreturn]] void complain(std::size_t line, const std::string& what) {
  throw std::invalid_argument("configuration, line " + std::to_string(line) + ": " + what);
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> list;
  for (std::string word; stream >> word;) list.push_back(word);
  return list;
}

struct Value {
  std::size_t line;
  std::string key, text;

  std::int64_t integer(const std::string& word, std::int64_t low, std::int64_t high) const {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size() || number < low || number > high)
      complain(line, key + " is '" + word + "', but it must be an integer from " + std::to_string(low) + " to " + std::to_string(high));
    return number;
  }
  std::int64_t integer(std::int64_t low, std::int64_t high) const { return integer(text, low, high); }
  std::string one_of(const std::vector<std::string>& choices) const {
    if (std::find(choices.begin(), choices.end(), text) != choices.end()) return text;
    std::string list;
    for (const std::string& choice : choices) list += (list.empty() ? "" : ", ") + choice;
    complain(line, key + " '" + text + "' is unknown; did you mean '" + tasks::nearest_name(text, choices) + "'? (" + list + ")");
  }
  /// "3 7-9" -> 3 7 8 9; entries -1 are allowed where low is negative.
  std::vector<std::int64_t> list(std::int64_t low, std::int64_t high) const {
    std::vector<std::int64_t> numbers;
    for (const std::string& word : words(text)) {
      const std::size_t dash = word.find('-', 1);
      const std::int64_t first = integer(word.substr(0, dash), low, high);
      const std::int64_t last = dash == std::string::npos ? first : integer(word.substr(dash + 1), low, high);
      for (std::int64_t i = first; i <= last; ++i) numbers.push_back(i);
    }
    if (numbers.empty()) complain(line, key + " needs at least one number");
    return numbers;
  }
  std::vector<std::int64_t> ratio() const {
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) return {integer(text, 0, 1 << 30), 1};
    return {integer(text.substr(0, slash), 0, 1 << 30), integer(text.substr(slash + 1), 1, 1 << 30)};
  }
};

/// "FORMAT [ROUNDING] [ORDER OF SUMS] [fused]"
Emulated arithmetic_of(const Value& value) {
  const auto list = words(value.text);
  if (list.empty()) complain(value.line, value.key + " needs a format, for example ufx(5,0)");
  try {
    Emulated a(arithmetic::parse_format(list[0]));
    for (std::size_t i = 1; i < list.size(); ++i) {
      const std::string& word = list[i];
      if (word == "fused") a.fused = true;
      else if (word == "nearest-even" || word == "toward-zero" || word == "up" || word == "down") a.rounding = arithmetic::parse_rounding(word);
      else a.order = arithmetic::parse_sum_order(word);
    }
    if (a.format.unbounded)
      complain(value.line, value.key + " " + a.format.name + " has no storage size: no lower bound may be issued for it; take a bounded format");
    return a;
  } catch (const std::invalid_argument& error) {
    const std::string text = error.what();
    if (text.starts_with("configuration")) throw;
    complain(value.line, value.key + ": " + text);
  }
}

Embedding embedding_of(const Value& value) {
  const std::size_t blank = value.text.find(' ');
  const Value head{value.line, value.key, value.text.substr(0, blank)};
  const std::string rest = blank == std::string::npos ? "" : value.text.substr(blank + 1);
  const std::string kind = head.one_of({"one-hot", "binary", "random", "table"});
  Embedding embedding;
  if (kind == "binary") embedding.kind = Embedding::Kind::binary;
  if (kind == "random") {
    embedding.kind = Embedding::Kind::random;
    embedding.seed = static_cast<std::uint64_t>(Value{value.line, "the embedding's seed", rest}.integer(0, INT64_MAX));
  }
  if (kind == "table") {
    embedding.kind = Embedding::Kind::table;
    std::istringstream rows(rest);
    for (std::string row; std::getline(rows, row, '/');)
      embedding.table.push_back(Value{value.line, "the embedding's row", row}.list(-(1 << 20), 1 << 20));
    for (const auto& row : embedding.table)
      if (row.size() != embedding.table.front().size()) complain(value.line, "the rows of the embedding have different lengths");
    if (embedding.table.empty()) complain(value.line, "embedding table needs rows, separated by '/'");
  }
  if (!rest.empty() && (kind == "one-hot" || kind == "binary")) complain(value.line, "embedding " + kind + " takes nothing after it");
  return embedding;
}

Slots slots_of(const Value& value) {
  Slots slots;
  const Value rest{value.line, "assign random", value.text.substr(std::min<std::size_t>(value.text.size(), 7))};
  if (value.key == "drop") {
    slots.kind = Slots::Kind::drop;
    slots.list = value.list(0, 1 << 20);
  } else if (value.text.starts_with("random ")) {
    slots.kind = Slots::Kind::random;
    slots.seed = static_cast<std::uint64_t>(rest.integer(0, INT64_MAX));
  } else {
    slots.kind = Slots::Kind::assign;
    slots.list = value.list(-1, 1 << 20);
  }
  return slots;
}

struct Rule {
  std::string key;
  std::string where;  ///< layer kinds it may stand in; empty: before the first layer
  std::function<void(const Value&, Configuration&)> read;
};

const std::vector<std::string>& mechanisms() {
  static const std::vector<std::string> names = {"linear", "retnet", "gla", "delta-net", "gated-delta-net", "log-linear"};
  return names;
}

std::vector<std::string> roles_of(char kind) {
  if (kind == 'R') return {"facts", "members", "carry", "collect", "random", "idle"};
  if (kind == 'F') return {"fetch", "row", "column", "relay", "random"};
  return {"members", "sets"};
}

using Member = std::int64_t LayerText::*;

Rule number(const std::string& key, const std::string& where, Member member, std::int64_t low, std::int64_t high) {
  return {key, where, [=](const Value& v, Configuration& c) { c.layers.back().*member = v.integer(low, high); }};
}

Rule role_format(const std::string& key, const std::string& where, Emulated attention::Plan<Emulated>::* member) {
  return {key, where, [=](const Value& v, Configuration& c) { c.layers.back().plan.*member = arithmetic_of(v); }};
}

std::vector<Rule> head_rules() {
  return {
      {"name", "", [](const Value& v, Configuration& c) { c.name = v.text; }},
      {"family", "", [](const Value& v, Configuration& c) { c.family = v.one_of(family_names()); }},
      {"origin", "", [](const Value& v, Configuration& c) { c.origin = v.one_of({"random", "structured", "searched"}); }},
      {"task", "", [](const Value& v, Configuration& c) { c.task = v.one_of(tasks::task_names()); }},
      {"sizes", "", [](const Value& v, Configuration& c) { c.sizes = v.text; }},
      {"generated", "", [](const Value& v, Configuration& c) { c.generated = v.integer(0, 16); }},
      {"toy", "", [](const Value& v, Configuration& c) { c.toy.family = v.one_of({"hashed", "counting", "retrieving", "folding"}); }},
      {"toy-layers", "", [](const Value& v, Configuration& c) { c.toy.layers = v.text; }},
      {"toy-states", "", [](const Value& v, Configuration& c) { c.toy.states = v.list(0, 64); }},
      {"toy-message", "", [](const Value& v, Configuration& c) { c.toy.message = v.integer(1, 64); }},
      {"toy-seed", "", [](const Value& v, Configuration& c) { c.toy.seed = v.integer(0, INT64_MAX); }},
      {"readout", "", [](const Value& v, Configuration& c) { c.readout = v.one_of({"last", "hash"}); }},
  };
}

std::vector<Rule> layer_rules() {
  using Plan = attention::Plan<Emulated>;
  return {
      {"role", "RFS", [](const Value& v, Configuration& c) { c.layers.back().role = v.one_of(roles_of(c.layers.back().kind)); }},
      {"mechanism", "R", [](const Value& v, Configuration& c) { c.layers.back().mechanism = v.one_of(mechanisms()); }},
      number("heads", "RFS", &LayerText::heads, 1, 64),
      number("width", "RFS", &LayerText::width, 1, 4096),
      number("columns", "R", &LayerText::columns, 1, 256),
      number("digit-bits", "RF", &LayerText::digit_bits, 1, 53),
      number("level", "RF", &LayerText::level, 0, 8),
      number("value-bits", "RF", &LayerText::value_bits, 1, 20),
      number("window", "F", &LayerText::window, 2, 1 << 20),
      number("sharpness", "F", &LayerText::sharpness, 1, 1000),
      {"normaliser", "R", [](const Value& v, Configuration& c) { c.layers.back().normaliser = v.one_of({"yes", "no"}) == "yes"; }},
      number("guess", "RFS", &LayerText::guess, 0, 1 << 20),
      number("threshold", "RS", &LayerText::threshold, 1, 1 << 20),
      number("modulus", "RF", &LayerText::modulus, 2, 1 << 20),
      number("seed", "RF", &LayerText::seed, 0, INT64_MAX),
      number("block", "S", &LayerText::block, 1, 1 << 20),
      number("blocks-read", "S", &LayerText::blocks_read, 1, 1 << 20),
      number("forced-initial", "S", &LayerText::forced_initial, 0, 1 << 20),
      number("forced-local", "S", &LayerText::forced_local, 0, 1 << 20),
      {"at", "F", [](const Value& v, Configuration& c) { c.layers.back().at = v.one_of({"w", "z0"}); }},
      {"decay", "R", [](const Value& v, Configuration& c) { c.layers.back().decay = v.ratio(); }},
      {"beta", "R", [](const Value& v, Configuration& c) { c.layers.back().beta = v.ratio(); }},
      {"embedding", "RS", [](const Value& v, Configuration& c) { c.layers.back().embedding = embedding_of(v); }},
      {"drop", "RFS", [](const Value& v, Configuration& c) { c.layers.back().slots = slots_of(v); }},
      {"assign", "RFS", [](const Value& v, Configuration& c) { c.layers.back().slots = slots_of(v); }},
      role_format("input", "RFS", &Plan::input),
      role_format("score", "FS", &Plan::score),
      role_format("weight", "FS", &Plan::weight),
      role_format("accumulator", "RFS", &Plan::accumulator),
      role_format("state", "RS", &Plan::state),
      role_format("output", "RFS", &Plan::output),
      {"softmax", "FS", [](const Value& v, Configuration& c) { c.layers.back().plan.softmax = attention::parse_softmax(v.one_of({"naive", "two-pass", "online"})); }},
      {"exponential", "FS", [](const Value& v, Configuration& c) { c.layers.back().plan.exponential = attention::parse_exponential(v.one_of({"natural", "base-2"})); }},
      {"key-order", "F", [](const Value& v, Configuration& c) { c.layers.back().plan.key_order = attention::parse_key_order(v.one_of({"first-to-last", "last-to-first"})); }},
  };
}

LayerText fresh_layer(char kind, std::size_t line) {
  LayerText layer;
  layer.kind = kind;
  layer.line = line;
  const Emulated wide(arithmetic::parse_format("binary64"));
  layer.plan = attention::uniform_plan(wide, attention::Softmax::online, attention::Exponential::base2);
  if (kind == 'R') layer.mechanism = "linear";
  if (kind != 'R') {  // the accumulator is the message that a bound counts: everything else may be as wide as it likes
    layer.plan.score = Emulated(arithmetic::parse_format("ufx(1,0)"), arithmetic::Rounding::down, {arithmetic::SumOrder::Kind::exact, 1});
    layer.plan.weight = Emulated(arithmetic::parse_format("fx(4,0)"));
  }
  return layer;
}

void read_line(const Value& value, Configuration& configuration, std::set<std::string>& seen) {
  static const std::vector<Rule> head = head_rules(), layer = layer_rules();
  if (value.key == "layer") {
    const std::string kind = value.one_of({"R", "F", "S"});
    if (configuration.layers.size() == 8) complain(value.line, "at most 8 layers");
    configuration.layers.push_back(fresh_layer(kind[0], value.line));
    seen.clear();
    return;
  }
  const bool inside = !configuration.layers.empty();
  const std::vector<Rule>& rules = inside ? layer : head;
  for (const Rule& rule : rules) {
    if (rule.key != value.key) continue;
    if (inside && rule.where.find(configuration.layers.back().kind) == std::string::npos)
      complain(value.line, "a layer " + std::string(1, configuration.layers.back().kind) + " has no key '" + value.key + "'");
    if (!seen.insert(value.key).second) complain(value.line, value.key + " stands here a second time; keep one");
    if (value.text.empty()) complain(value.line, value.key + " needs a value");
    if (inside) configuration.layers.back().keys.insert(value.key);
    return rule.read(value, configuration);
  }
  for (const Rule& rule : inside ? head : layer)
    if (rule.key == value.key)
      complain(value.line, "key '" + value.key + "' belongs " + (inside ? "before the first layer" : "to a layer: write it after a 'layer' line"));
  std::vector<std::string> names{"layer"};
  for (const Rule& rule : rules) names.push_back(rule.key);
  complain(value.line, "unknown key '" + value.key + "'; did you mean '" + tasks::nearest_name(value.key, names) + "'?");
}

/// Keys whose default would be another model in silence: sizes, mechanism, the format whose bits a bound counts.
std::vector<std::string> needed_keys(const LayerText& layer) {
  std::vector<std::string> keys{"width"};
  const auto need = [&](std::initializer_list<const char*> more) { keys.insert(keys.end(), more.begin(), more.end()); };
  const std::string& role = layer.role;
  const bool random = role == "random" || role == "idle";
  if (layer.kind == 'R') need({"mechanism", "state"});
  if (layer.kind == 'R' && (random || role == "carry" || role == "collect")) need({"columns"});
  if (layer.kind == 'F') need({"accumulator"});
  if (layer.kind == 'S') need({"block", "blocks-read"});
  if (layer.kind == 'S' && role == "members") need({"state"});
  if (role == "fetch") need({"level", "at"});
  if (role == "row" || role == "collect") need({"level"});
  if (random) need({"modulus", "seed"});
  return keys;
}

void check_toy(const Configuration& configuration) {
  const ToyText& toy = configuration.toy;
  const std::pair<const char*, bool> needed[] = {{"toy-layers", !toy.layers.empty()}, {"toy-states", !toy.states.empty()}, {"toy-message", toy.message != 0}};
  for (const auto& [key, given] : needed)
    if (!given) throw std::invalid_argument("configuration '" + configuration.name + "': a toy needs the key '" + key + "', which is missing");
}

void check_layer(const LayerText& layer) {
  if (layer.role.empty()) complain(layer.line, "this layer has no role; write for example 'role facts'");
  for (const std::string& key : needed_keys(layer))
    if (!layer.keys.contains(key))
      complain(layer.line, "this layer " + std::string(1, layer.kind) + " with role " + layer.role + " needs the key '" + key + "', which is missing; add a line '" + key + " ...'");
  if (layer.width % layer.heads != 0)
    complain(layer.line, "heads = " + std::to_string(layer.heads) + " does not divide width = " + std::to_string(layer.width) + "; choose a divisor");
  if (layer.kind == 'S' && layer.heads != 1) complain(layer.line, "a sparse layer has one head here; take heads 1");
  if (layer.forced_initial + layer.forced_local > layer.blocks_read)
    complain(layer.line, "forced blocks count in blocks-read = " + std::to_string(layer.blocks_read) + "; make it at least forced-initial + forced-local");
  if (layer.embedding.kind == Embedding::Kind::table && layer.embedding.table.front().size() != static_cast<std::size_t>(layer.width))
    complain(layer.line, "the rows of the embedding have " + std::to_string(layer.embedding.table.front().size()) + " numbers, but width is " +
                             std::to_string(layer.width));
  if (!layer.beta.empty() && !layer.mechanism.ends_with("delta-net"))
    complain(layer.line, "mechanism " + layer.mechanism + " has no beta; only delta-net and gated-delta-net have");
  if (!layer.decay.empty() && (layer.mechanism == "linear" || layer.mechanism == "delta-net"))
    complain(layer.line, "mechanism " + layer.mechanism + " has no decay; take retnet, gla, gated-delta-net or log-linear");
  if (layer.normaliser && (layer.mechanism != "linear" || layer.heads != 1))
    complain(layer.line, "a normaliser belongs to mechanism linear with heads 1");
}

}  // namespace

const std::vector<std::string>& family_names() {
  static const std::vector<std::string> names = {"E",  "T",   "LL-Eva", "LL-2-Sum",  "S",         "F1",
                                                 "H2", "H2+", "F2",     "hybrid-L3", "hybrid-L4", "full-L3", "full-L4"};
  return names;
}

std::string Configuration::string() const {
  std::string text = toy.layers;
  for (const LayerText& layer : layers) text += layer.kind;
  return text;
}

Configuration parse_configuration(const std::string& text) {
  Configuration configuration;
  configuration.text = text;
  std::istringstream stream(text);
  std::set<std::string> seen;
  std::size_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    line = line.substr(0, line.find('#'));
    const auto all = words(line);
    if (all.empty()) continue;
    Value value{number, all[0], ""};
    for (std::size_t i = 1; i < all.size(); ++i) value.text += (i > 1 ? " " : "") + all[i];
    read_line(value, configuration, seen);
  }
  const std::pair<const char*, const std::string*> needed[] = {{"name", &configuration.name}, {"family", &configuration.family},
                                                               {"origin", &configuration.origin}, {"task", &configuration.task},
                                                               {"sizes", &configuration.sizes}};
  for (const auto& [key, member] : needed)
    if (member->empty()) throw std::invalid_argument(std::string("configuration: '") + key + "' is missing");
  const bool toy = !configuration.toy.family.empty();
  if (toy && !configuration.layers.empty())
    throw std::invalid_argument("configuration '" + configuration.name + "': a toy has no layers; its string is toy-layers");
  if (configuration.layers.empty() && !toy) throw std::invalid_argument("configuration '" + configuration.name + "': no layer; write 'layer R', 'layer F' or 'layer S'");
  if (toy) check_toy(configuration);
  for (const LayerText& layer : configuration.layers) check_layer(layer);
  if (configuration.string().find('S') != std::string::npos && configuration.layers.size() != 1)
    throw std::invalid_argument("configuration '" + configuration.name + "': a sparse layer stands alone");
  task_of(configuration);
  return configuration;
}

std::unique_ptr<tasks::Task> task_of(const Configuration& configuration) {
  try {
    return tasks::make_task(configuration.task, configuration.sizes);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument("configuration '" + configuration.name + "': " + error.what());
  }
}

}  // namespace attest::search

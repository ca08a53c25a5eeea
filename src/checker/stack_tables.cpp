#include "checker/stack_tables.hpp"

#include <algorithm>

namespace attest::checker {

namespace {

constexpr std::int64_t most_label = (std::int64_t{1} << 31) - 1, most_position = (std::int64_t{1} << 20) - 1;
constexpr std::size_t most_state = std::size_t{1} << 18;

/// The words of one line, taken one by one.
class Words {
 public:
  Words(Reader& reader, const char* key) : words_(reader.words(key)), key_(key) {}
  std::string next() {
    if (at_ == words_.size()) throw Malformed(std::string("a line '") + key_ + "' is too short");
    return words_[at_++];
  }
  std::int64_t integer(std::int64_t least, std::int64_t most) { return parse_integer(next(), least, most, std::string("a number of a line '") + key_ + "'"); }
  std::int64_t label() { return integer(0, most_label); }
  std::int64_t position() { return integer(0, most_position); }
  std::size_t size(std::int64_t least, std::int64_t most) { return static_cast<std::size_t>(integer(least, most)); }
  bool done() const { return at_ == words_.size(); }
  void finish() const {
    if (!done()) throw Malformed(std::string("a line '") + key_ + "' is too long");
  }
  /// The words up to a '|' or the end; the '|' is taken too.
  std::vector<std::string> part() {
    const auto from = words_.begin() + static_cast<std::ptrdiff_t>(at_), to = std::find(from, words_.end(), "|");
    std::vector<std::string> part(from, to);
    more_ = to != words_.end();
    at_ += part.size() + (more_ ? 1 : 0);
    return part;
  }
  bool more() const { return more_; }
  /// All but the last `kept` words, joined.
  std::string text_before(std::size_t kept) {
    if (words_.size() < at_ + kept) throw Malformed(std::string("a line '") + key_ + "' is too short");
    std::string text;
    for (; at_ + kept < words_.size(); ++at_) text += (text.empty() ? "" : " ") + words_[at_];
    return text;
  }

 private:
  std::vector<std::string> words_;
  const char* key_;
  std::size_t at_ = 0;
  bool more_ = false;
};

/// A row of `least`..`most` numbers of the input format.
NumberRow drive_row(const std::vector<std::string>& words, const StackLayer& layer, std::size_t least, std::size_t most, const char* what) {
  NumberRow row(words);
  if (row.size() < least || row.size() > most || (row.size() != least && row.size() != most))
    throw Malformed(std::string(what) + " has " + std::to_string(row.size()) + " numbers");
  if (!row.held_by(layer.plan.input)) throw Malformed(std::string(what) + " holds a number that is none of the input format");
  return row;
}

void read_key(Reader& reader, StackLayer& layer, std::int64_t number) {
  Words words(reader, "key");
  words.integer(number, number);
  const std::int64_t head = words.integer(0, layer.heads - 1), position = words.position(), from = words.label();
  StackDrive drive;
  drive.key = drive_row(words.part(), layer, layer.d_k, layer.d_k, "a key");
  if (!words.more()) throw Malformed("a line 'key' has no value");
  drive.value = drive_row(words.part(), layer, layer.d_v, layer.d_v, "a value");
  const bool gate = layer.kind == LayerKind::gla || layer.kind == LayerKind::gated_delta_net, delta = layer.kind == LayerKind::delta_net || layer.kind == LayerKind::gated_delta_net;
  if (gate && !words.more()) throw Malformed("a line 'key' has no decay");
  if (words.more() && (gate || layer.kind == LayerKind::log_linear)) drive.decay = drive_row(words.part(), layer, 1, layer.d_k, "a decay");
  if (words.more() && delta) drive.beta = drive_row(words.part(), layer, 1, 1, "a beta");
  if (words.more()) throw Malformed("a line 'key' has too many parts");
  layer.key.add("key", {{head, position, from}, ""}, std::move(drive));
}

/// The outputs of all heads as they must be written.
std::string output_text(const std::string& text, const StackLayer& layer) {
  std::vector<std::string> part;
  std::int64_t heads = 0;
  std::size_t start = 0;
  const auto end_of_head = [&] {
    if (NumberRow(part).size() != layer.d_v) throw Malformed("an output of a line 'advance' has not D_V numbers");
    part.clear(), ++heads;
  };
  while (start <= text.size()) {
    const std::size_t stop = std::min(text.find(' ', start), text.size());
    const std::string word = text.substr(start, stop - start);
    if (word == "|") end_of_head();
    else part.push_back(word);
    start = stop + 1;
  }
  end_of_head();
  if (heads != layer.heads) throw Malformed("a line 'advance' has not an output for every head");
  return text;
}

Token parse_token(const std::string& text) { return Input(text).distinct().front(); }

std::string token_text(const std::string& text) {
  if (Input(text).size() != 1 || text.find('(') != std::string::npos) throw Malformed("'" + text.substr(0, 40) + "' is not one token");
  return text;
}

/// The labels of the tokens of a block, in runs.
std::string labels_text(const std::string& text, std::size_t block) {
  std::size_t labels = 0;
  std::string last;
  for (const std::string& run : split(text)) {
    const std::size_t open = run.find('(');
    const std::int64_t count = open == std::string::npos ? 1 : parse_integer(run.substr(0, open), 2, most_position, "the length of a run");
    const std::string label = open == std::string::npos ? run : run.substr(open + 1);
    parse_integer(label, 0, most_label, "a label of a message");
    if (label == last) throw Malformed("equal neighbours are written as one run, COUNT(LABEL");
    labels += static_cast<std::size_t>(count);
    last = label;
  }
  if (labels != block) throw Malformed("a message is about the tokens of one block");
  return text;
}

/// The lines of one table of one layer.
class TableReader {
 public:
  TableReader(Reader& reader, StackLayer& layer, std::int64_t number) : reader_(reader), layer_(layer), number_(number) {}

  /// Every line `key L ...` goes to `read`, which takes all words after L.
  template <class Read>
  void each(const char* key, Read&& read) {
    while (reader_.next_is(key)) {
      Words words(reader_, key);
      words.integer(number_, number_);
      read(words);
      words.finish();
    }
  }
  void queries() {
    each("query", [&](Words& words) {
      const std::int64_t head = words.integer(0, layer_.heads - 1), position = words.position(), from = words.label();
      layer_.query.add("query", {{head, position, from}, ""}, drive_row(words.part(), layer_, layer_.d_k, layer_.d_k, "a query"));
    });
  }
  void messages() {
    each("message", [&](Words& words) {
      const std::int64_t block = words.position();
      const std::string labels = labels_text(words.text_before(1), layer_.block);
      layer_.message.add("message", {{block}, labels}, bits_of_hex(words.next(), layer_.bits));
    });
  }
  void scores() {
    each("score", [&](Words& words) {
      const std::int64_t from = words.label();
      const std::string bits = held(words);
      layer_.score.add("score", {{from}, bits}, parse_number(words.next()));
    });
  }
  void passes() {
    each("pass", [&](Words& words) {
      const std::int64_t position = words.position();
      layer_.pass.add("pass", {{position, words.label()}, ""}, true);
    });
  }
  void advances() {
    each("advance", [&](Words& words) {
      const std::int64_t position = words.position(), from = words.label();
      const std::string outputs = output_text(words.text_before(2), layer_);
      if (words.next() != ">") throw Malformed("a line 'advance' has no '>' before its result");
      layer_.advance.add("advance", {{position, from}, outputs}, words.label());
    });
  }
  /// `next` of a state table (one label), `fold` of a fold table (two).
  void transitions(const char* key, int labels, Table<std::string>& table) {
    each(key, [&](Words& words) {
      std::string text = held(words);
      for (int i = 0; i < labels; ++i) text += " " + std::to_string(words.label());
      table.add(key, {{}, text}, bits_of_hex(words.next(), layer_.bits));
    });
  }
  void emits() {
    each("emit", [&](Words& words) {
      const std::int64_t position = words.position();
      std::string text = held(words);
      text += " " + std::to_string(words.label());
      layer_.emit.add("emit", {{position}, text}, words.label());
    });
  }

 private:
  std::string held(Words& words) const {
    std::string text = words.next();
    bits_of_hex(text, layer_.bits);
    return text;
  }
  Reader& reader_;
  StackLayer& layer_;
  std::int64_t number_;
};

void read_layer_tables(Reader& reader, StackLayer& layer, std::int64_t number) {
  TableReader tables(reader, layer, number);
  if (layer.is_table()) {
    if (layer.kind == LayerKind::state_table) tables.transitions("next", 1, layer.next);
    else tables.transitions("fold", 2, layer.fold);
    tables.passes();
    tables.emits();
    return;
  }
  while (reader.next_is("key")) read_key(reader, layer, number);
  if (layer.kind == LayerKind::sparse) tables.messages();
  tables.queries();
  if (layer.kind == LayerKind::sparse) tables.scores();
  else tables.passes();
  tables.advances();
}

LayerKind kind_of(const std::string& name) {
  static const std::map<std::string, LayerKind> kinds = {
      {"full", LayerKind::full}, {"linear", LayerKind::linear}, {"retnet", LayerKind::retnet}, {"gla", LayerKind::gla},
      {"delta-net", LayerKind::delta_net}, {"gated-delta-net", LayerKind::gated_delta_net}, {"log-linear", LayerKind::log_linear},
      {"sparse", LayerKind::sparse}, {"state-table", LayerKind::state_table}, {"fold-table", LayerKind::fold_table}};
  const auto kind = kinds.find(name);
  if (kind == kinds.end()) throw Malformed("'" + name + "' is not a known kind of layer");
  return kind->second;
}

std::string one_of(const std::string& word, const std::vector<std::string>& choices) {
  if (std::find(choices.begin(), choices.end(), word) == choices.end()) throw Malformed("'" + word + "' is none of a layer's choices");
  return word;
}

void read_arithmetic(Reader& reader, StackLayer& layer) {
  Plan& plan = layer.plan;
  if (layer.is_table()) return;
  plan.input = Arithmetic(reader.words("input"));
  if (layer.is_full()) plan.score = Arithmetic(reader.words("score")), plan.weight = Arithmetic(reader.words("weight"));
  plan.accumulator = Arithmetic(reader.words("accumulator"));
  if (!layer.is_full()) plan.state = Arithmetic(reader.words("state"));
  plan.output = Arithmetic(reader.words("output"));
  if (!layer.is_full()) return;
  const std::string softmax = reader.choice("softmax", {"naive", "two-pass", "online"});
  plan.two_pass = softmax == "two-pass";
  plan.online = softmax == "online";
  plan.base2 = reader.choice("exponential", {"natural", "base-2"}) == "base-2";
  plan.weights_first = reader.choice("normalisation", {"quotient", "weights-first"}) == "weights-first";
  plan.last_to_first = reader.choice("keys", {"first-to-last", "last-to-first"}) == "last-to-first";
  if (plan.online && (plan.weights_first || !plan.accumulator.sequential())) throw Malformed("online softmax sums left to right, as a quotient");
}

StackLayer read_layer(Reader& reader) {
  StackLayer layer;
  Words words(reader, "layer");
  layer.kind = kind_of(words.next());
  if (layer.is_table()) {
    layer.bits = words.size(layer.kind == LayerKind::fold_table ? 1 : 0, 64);
  } else {
    if (layer.kind != LayerKind::sparse) layer.heads = words.integer(1, 64);
    layer.d_k = words.size(1, 4096);
    layer.d_v = words.size(1, 4096);
  }
  if (layer.kind == LayerKind::linear) {
    layer.features = one_of(words.next(), {"identity", "relu", "elu+1"});
    layer.normalised = one_of(words.next(), {"normalised", "plain"}) == "normalised";
  }
  for (std::int64_t head = 0; layer.kind == LayerKind::retnet && head < layer.heads; ++head) layer.decays.push_back(parse_number(words.next()));
  if (layer.kind == LayerKind::sparse) {
    layer.block = words.size(1, most_position);
    layer.read = words.size(1, most_position);
    layer.first = words.size(0, most_position);
    layer.last = words.size(0, most_position);
    layer.bits = words.size(0, 1 << 16);
    if (layer.first + layer.last > layer.read) throw Malformed("a sparse layer reads at least its first and last blocks");
  }
  words.finish();
  read_arithmetic(reader, layer);
  for (const Real& decay : layer.decays)
    if (!layer.plan.state.holds(decay)) throw Malformed("a decay is no number of the state format");
  return layer;
}

}  // namespace

std::string to_text(const Token& token) {
  std::string text;
  for (const std::int64_t entry : token) text += (text.empty() ? "" : ":") + std::to_string(entry);
  return text;
}

std::size_t StackModel::full_layers() const {
  return static_cast<std::size_t>(std::count_if(layers.begin(), layers.end(), [](const StackLayer& layer) { return layer.is_full(); }));
}

void StackLayer::require_used() const {
  key.require_used(), query.require_used(), pass.require_used(), advance.require_used(), next.require_used();
  fold.require_used(), emit.require_used(), message.require_used(), score.require_used();
}

void StackModel::require_used() const {
  embed.require_used(), read.require_used(), generate.require_used();
  for (const StackLayer& layer : layers) layer.require_used();
}

StackModel read_stack(Reader& reader) {
  StackModel model;
  model.generated = reader.integer("generated", 0, 64);
  const std::int64_t count = reader.integer("layers", 1, 16);
  std::size_t state = 0;
  for (std::int64_t l = 0; l < count; ++l) {
    model.layers.push_back(read_layer(reader));
    const StackLayer& layer = model.layers.back();
    if (!layer.is_full()) state += static_cast<std::size_t>(layer.heads) * layer.d_k * layer.d_v;
    if (layer.kind == LayerKind::sparse && (count > 1 || model.generated > 0)) throw Malformed("a sparse layer stands alone, without generated tokens");
  }
  if (state > most_state) throw Malformed("the recurrent layers have more than 2^18 numbers of state");
  while (reader.next_is("embed")) {
    Words words(reader, "embed");
    const std::int64_t position = words.position();
    const std::string token = token_text(words.next());
    model.embed.add("embed", {{position}, token}, words.label());
    words.finish();
  }
  for (std::int64_t l = 0; l < count; ++l) read_layer_tables(reader, model.layers[static_cast<std::size_t>(l)], l);
  while (reader.next_is("read")) {
    Words words(reader, "read");
    const std::int64_t from = words.label();
    model.read.add("read", {{from}, ""}, words.integer(0, INT64_MAX));
    words.finish();
  }
  while (reader.next_is("generate")) {
    Words words(reader, "generate");
    const std::int64_t from = words.label();
    model.generate.add("generate", {{from}, ""}, parse_token(token_text(words.next())));
    words.finish();
  }
  return model;
}

}  // namespace attest::checker

// Implements family.hpp.
#include "search/family.hpp"

#include <algorithm>
#include <bit>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>

#include "bounds/composition_search.hpp"
#include "bounds/composition_theorems.hpp"
#include "bounds/state_theorems.hpp"
#include "tasks/composition.hpp"
#include "tasks/evaluation.hpp"
#include "tasks/two_sum.hpp"

namespace attest::search {
namespace {

using bounds::Integer;

Integer big(std::uint64_t value) { return Integer(std::to_string(value)); }

template <class T, class Base>
const T& as(const Configuration& configuration, const Base& base, const char* what) {
  const T* found = dynamic_cast<const T*>(&base);
  if (!found) throw std::invalid_argument("configuration '" + configuration.name + "': family " + configuration.family + " needs " + what);
  return *found;
}

bool log_linear(const Configuration& configuration) {
  return std::any_of(configuration.layers.begin(), configuration.layers.end(), [](const LayerText& l) { return l.mechanism == "log-linear"; });
}

bounds::Inequality recurrent_bound(const Configuration& c, const attention::Machine& machine, const tasks::Task& task) {
  const auto& recurrent = as<attention::RecurrentMachine>(c, machine, "recurrent layers only");
  const std::uint64_t n = task.stored(), bits = recurrent.state_bits(n);
  const auto* two_sum = dynamic_cast<const tasks::TwoSum*>(&task);
  const bool wants_two_sum = c.family == "T" || c.family == "LL-2-Sum";
  if (wants_two_sum && (!two_sum || !two_sum->distinct() || two_sum->U() == 0))
    throw std::invalid_argument("configuration '" + c.name + "': family " + c.family + " needs task two-sum with U and distinct=1");
  if (!wants_two_sum) as<tasks::Evaluation>(c, task, "task eva");
  if (c.family == "E") return bounds::evaluate(bounds::EvaState{big(bits), big(n)});
  if (c.family == "T") return bounds::evaluate(bounds::TwoSumState{big(bits), big(n), big(static_cast<std::uint64_t>(two_sum->U()))});
  const std::uint64_t live = static_cast<std::uint64_t>(std::popcount(n));
  if (!log_linear(c) || bits % live != 0)
    throw std::invalid_argument("configuration '" + c.name + "': family " + c.family + " needs log-linear layers only");
  return bounds::evaluate(bounds::LogLinear{big(bits / live), big(n), wants_two_sum ? big(static_cast<std::uint64_t>(two_sum->U())) : Integer(0)});
}

bounds::Inequality sparse_bound(const Configuration& c, const attention::Machine& machine, const tasks::Task& task) {
  const auto& sparse = as<attention::SparseMachine>(c, machine, "a sparse layer");
  const auto& two_sum = as<tasks::TwoSum>(c, task, "task two-sum");
  return bounds::evaluate(bounds::Sparse{big(sparse.message_bits()), big(two_sum.stored()), big(sparse.block_length()), big(sparse.blocks_read()),
                                         big(static_cast<std::uint64_t>(two_sum.U()))});
}

bounds::Inequality composition_bound(const Configuration& c, const attention::Machine& machine, const tasks::Task& task) {
  const auto& hybrid = as<attention::HybridMachine>(c, machine, "a full layer");
  const auto& composition = as<tasks::Composition>(c, task, "task l-seqcomp");
  const std::string layers = hybrid.layers();
  const std::size_t full = static_cast<std::size_t>(std::count(layers.begin(), layers.end(), 'F'));
  const int L = c.family == "F1" ? 1 : 2;
  const std::size_t wanted = c.family == "F2" ? 2 : 1;
  const bool pure = c.family == "F1" || c.family == "F2";
  if (composition.L() != L || composition.order() != tasks::Composition::TokenOrder::standard || full != wanted || (pure && layers.size() != full))
    throw std::invalid_argument("configuration '" + c.name + "': family " + c.family + " needs L=" + std::to_string(L) + " in the standard order and " +
                                (pure ? std::string(wanted, 'F') + " as layers" : "one full layer among recurrent ones"));
  const Integer m = static_cast<long>(composition.m());
  if (c.family == "F1") return bounds::evaluate(bounds::OneFull{big(hybrid.message_bits(0)), m});
  const Integer n1 = static_cast<long>(composition.factors()[0]);
  if (c.family == "F2")
    return bounds::evaluate(bounds::TwoFull{big(std::max(hybrid.message_bits(0), hybrid.message_bits(1))), m, n1});
  const Integer b = big(hybrid.message_bits(0)), pre = big(hybrid.state_bits(0)), post = big(hybrid.state_bits(1));
  if (c.family == "H2") return bounds::evaluate(bounds::HybridOneFull{b, pre, post, m, n1});
  return bounds::best_hybrid_one_full_plus(b, pre, post, m, n1);
}

}  // namespace

bool has_bound(const std::string& family) { return family.find("-L") == std::string::npos; }

bounds::Inequality bound_of(const Configuration& configuration, const attention::Machine& machine) {
  const auto task = task_of(configuration);
  const std::string& family = configuration.family;
  if (!has_bound(family))
    throw std::invalid_argument("family " + family + ": no finite theorem bites at such sizes; attack it directly");
  if (family == "S") return sparse_bound(configuration, machine, *task);
  if (family == "F1" || family == "F2" || family.starts_with("H2")) return composition_bound(configuration, machine, *task);
  return recurrent_bound(configuration, machine, *task);
}

double bits_over_bound(const bounds::Inequality& inequality) { return inequality.reached; }

Share share_of(const attention::Machine& machine, const tasks::Task& task, std::uint64_t samples, std::uint64_t seed,
               const std::function<bool()>& stop) {
  tasks::Random random(seed);
  Share share;
  std::map<std::int64_t, std::uint64_t> truths;
  for (; share.of < samples && !(stop && stop()); ++share.of) {
    const tasks::Tokens tokens = task.uniform(random);
    const std::int64_t truth = task.oracle(tokens);
    share.constant = std::max(share.constant, ++truths[truth]);
    share.right += machine.answer(tokens) == truth;
  }
  return share;
}

std::string folder_name(const std::string& family) {
  std::string name;
  for (char c : family) {
    if (c == '+') name += "-plus";
    else name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return name;
}

namespace {

std::string place_of(const Configuration& c) { return c.file.empty() ? "configuration '" + c.name + "'" : c.file; }

[[noreturn]] void bad(const std::string& place, const std::string& what) {
  throw BadConfiguration(place + ": " + what + "; correct the file, or remove it");
}

}  // namespace

Model load_model(const Configuration& configuration) {
  Model model;
  try {
    model.task = task_of(configuration);
    model.machine = build(configuration);
    if (has_bound(configuration.family)) model.bound = bound_of(configuration, *model.machine);
  } catch (const std::logic_error& wrong) {  // invalid_argument and what the formats and bounds refuse (out of range, undefined)
    bad(place_of(configuration), wrong.what());
  }
  return model;
}

Model load_model_below_bound(const Configuration& configuration) {
  Model model = load_model(configuration);
  if (model.bound && !model.bound->holds)
    throw BadConfiguration(place_of(configuration) + ": is not below its bound: " + model.bound->left + " < " + model.bound->right + " is false (" +
                           model.bound->theorem + "); a family holds only what must fail: give it fewer bits, or remove it");
  return model;
}

Configuration load_configuration(const std::string& file) {
  std::error_code error;
  std::ifstream stream(file, std::ios::binary);
  if (!stream || !std::filesystem::is_regular_file(file, error))
    throw UnreadableConfigurations("cannot read the configuration '" + file + "'; it must be a readable file");
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (stream.bad()) throw UnreadableConfigurations("cannot read the configuration '" + file + "' to its end");
  try {
    Configuration configuration = parse_configuration(text);
    configuration.file = file;
    return configuration;
  } catch (const std::invalid_argument& wrong) {
    bad(file, wrong.what());
  }
}

std::vector<Configuration> load_family(const std::string& folder, const std::string& family) {
  const std::filesystem::path place = std::filesystem::path(folder) / folder_name(family);
  std::vector<std::filesystem::path> files;
  try {
    for (const auto& entry : std::filesystem::directory_iterator(place))
      if (entry.path().extension() == ".txt") files.push_back(entry.path());
  } catch (const std::filesystem::filesystem_error& error) {
    throw UnreadableConfigurations("cannot read the configurations of family " + family + " in '" + place.string() + "': " + error.code().message());
  }
  if (files.empty()) throw UnreadableConfigurations("no configuration of family " + family + " in '" + place.string() + "': put its .txt files there");
  std::sort(files.begin(), files.end());
  std::vector<Configuration> all;
  for (const auto& file : files) {
    all.push_back(load_configuration(file.string()));
    if (all.back().family != family)
      bad(file.string(), "family " + all.back().family + " in the folder of family " + family);
  }
  return all;
}

Share recorded_share(const Configuration& configuration) {
  std::istringstream stream(configuration.text);
  for (std::string line; std::getline(stream, line);) {
    std::istringstream words(line);
    std::string hash, key;
    Share share;
    char slash = 0;
    if (words >> hash >> key >> share.right >> slash >> share.of && hash == "#" && key == "share" && slash == '/') return share;
  }
  return {};
}

}  // namespace attest::search

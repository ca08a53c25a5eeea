// The families of configurations: which theorem each stands under, whether a configuration is strictly below its bound,
// how good it is on uniform inputs, and where its files are.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "attention/machine.hpp"
#include "bounds/inequality.hpp"
#include "search/configuration.hpp"

namespace attest::search {

/// A configuration file that does not parse, build or stay below its bound: one line with the file, what is wrong and what to do.
struct BadConfiguration : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// A folder or a file of configurations that cannot be read, or a folder without any.
struct UnreadableConfigurations : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The theorem's inequality at this configuration's sizes, with the bits that the *machine* reports (what an adversary
/// would see), not those that the text intends. inequality.holds: strictly below the bound, so the model must fail.
/// L >= 3 families have no finite theorem at such sizes: std::invalid_argument, as for a task or layer string that is not
/// the family's.
bounds::Inequality bound_of(const Configuration&, const attention::Machine&);
/// Whether bound_of knows the family.
bool has_bound(const std::string& family);

/// Bits that the theorem counts over those that it demands (left over right).
double bits_over_bound(const bounds::Inequality&);

/// Answers on uniform inputs.
struct Share {
  std::uint64_t right = 0, of = 0;
  std::uint64_t constant = 0;  ///< right answers of the best constant on the same inputs: what no memory at all achieves
  double constant_value() const { return of == 0 ? 0 : static_cast<double>(constant) / static_cast<double>(of); }
  double value() const { return of == 0 ? 0 : static_cast<double>(right) / static_cast<double>(of); }
};
/// `stop` is asked before every input; the share is then of fewer.
Share share_of(const attention::Machine&, const tasks::Task&, std::uint64_t samples, std::uint64_t seed,
               const std::function<bool()>& stop = {});

/// A configuration with everything that an attack needs.
struct Model {
  std::unique_ptr<tasks::Task> task;
  std::unique_ptr<attention::Machine> machine;
  std::optional<bounds::Inequality> bound;  ///< empty for a family without a finite theorem
};
/// Builds it; throws BadConfiguration where layers, task, sizes and family do not fit each other.
Model load_model(const Configuration&);
/// The same, and BadConfiguration unless the model is strictly below its family's bound (where there is one).
Model load_model_below_bound(const Configuration&);

/// Files `folder/family/*.txt` in the order of their names. Throws BadConfiguration for a file that is wrong, and
/// UnreadableConfigurations for a folder or file that cannot be read.
std::vector<Configuration> load_family(const std::string& folder, const std::string& family);
/// One file; errors as load_family.
Configuration load_configuration(const std::string& file);
/// The folder's name of a family: lower case, '+' written out.
std::string folder_name(const std::string& family);

/// "# share R/N seed S" of the file's comments: what was measured when it was written. of = 0 when there is none.
Share recorded_share(const Configuration&);

}  // namespace attest::search

#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

#include "config/build.hpp"

namespace postern {

/// Every setting as a flag of a subcommand, and `--config`. It outlives the parsing.
class SettingFlags {
 public:
  void define(CLI::App& app);
  /// The file once more, as an argument.
  void define_file_argument(CLI::App& app);
  /// How values are written, for the end of `--help`.
  static std::string legend();
  /// What was given, in the environment and, stronger, as flags.
  ConfigSources sources(Problems& problems) const;

 private:
  /// --config, or its variable of the environment.
  std::string file(Problems& problems) const;

  std::string option_file_;
  std::string argument_file_;
  std::map<const Option*, std::vector<std::string>> values_;
};

}  // namespace postern

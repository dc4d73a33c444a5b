#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/option.hpp"
#include "config/problem.hpp"

namespace postern {

/// A setting that somebody made; its values are accepted by the option.
struct Assignment {
  const Option* option;
  std::vector<std::string> values;
  Origin origin;
};

/// A configuration file as read: what stands at its top level, in each [[listener]], and its rules.
struct ConfigFile {
  struct Listener {
    Origin origin;
    std::vector<Assignment> assignments;
  };
  std::vector<Assignment> defaults;
  std::vector<Listener> listeners;
  std::vector<PolicyRule> rules;  ///< for every listener
};

/// Reads TOML. Whatever is wrong is added to `problems` with its line and column, all of it, and left out.
ConfigFile parse_config_file(std::string_view text, const std::string& path, Problems& problems);
/// The same from a file, which may be missing.
ConfigFile read_config_file(const std::string& path, Problems& problems);

/// The settings among the variables of an environment ("NAME=value"). An empty one, or one that is near to
/// the name of a setting, is an error; one that resembles none is somebody else's (Kubernetes makes such),
/// and only worth a warning. POSTERN_CONFIG is not a setting and passed over.
std::vector<Assignment> read_environment(std::span<const char* const> environment, Problems& problems);

/// Adds the setting unless a value is not accepted: that is a problem.
void assign(std::vector<Assignment>& to, Assignment assignment, Problems& problems);

/// "there is no setting 'x'; did you mean 'y'?"
std::string no_such_setting(std::string_view name);

}  // namespace postern

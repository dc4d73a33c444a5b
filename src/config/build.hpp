#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/source.hpp"

namespace postern {

/// Where a configuration comes from, so that it can be made again at a reload.
struct ConfigSources {
  std::string file;               ///< empty: none
  std::vector<Assignment> given;  ///< flags and environment, the stronger ones last: they override the file
  std::vector<Assignment> assumed =
      {};  ///< what holds where nobody says anything; no `listen` beside [[listener]]
};

/// A configuration with the memory of who said what.
struct BuiltConfig {
  using Origins = std::map<std::string, Origin, std::less<>>;

  Configuration configuration;
  std::vector<Origins> origins;  ///< of the settings of each listener
  Draft defaults;                ///< what holds for a listener that says nothing

  /// Where a listener's setting was made; where it is made at all, if it was not.
  Origin origin_of(std::size_t listener, std::string_view setting) const;
};

/// This machine's name, or `localhost` when it has none that can be said.
std::string own_hostname();

/// Puts together what was said: defaults of our own, the top level of the file, each [[listener]], flags. A
/// `listen` among the flags stands for all listeners of the file. Whether it fits together is not looked at.
BuiltConfig build_config(const ConfigFile& file, const std::vector<Assignment>& given, Problems& problems);

/// Reads, builds and checks. The configuration may be used when there are no errors among `problems`.
BuiltConfig load_config(const ConfigSources& sources, Problems& problems);

}  // namespace postern

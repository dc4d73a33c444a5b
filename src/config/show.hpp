#pragma once

#include <string>

#include "config/build.hpp"

namespace postern {

/// The configuration as a file in which nothing is left to defaults: read again, it is the same. Names files
/// of keys, never what is in them.
std::string show_config(const BuiltConfig& built);

}  // namespace postern

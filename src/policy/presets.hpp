#pragma once

#include <string_view>
#include <vector>

#include "policy/config.hpp"

namespace postern {

/// The rules of a preset as they would stand in a file; empty for `tag`.
std::string_view preset_text(Preset preset);

/// The same, read. Their origin is "preset enforce" and a line of that text.
std::vector<PolicyRule> preset_rules(Preset preset);

}  // namespace postern

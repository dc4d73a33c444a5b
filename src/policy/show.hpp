#pragma once

#include <span>
#include <string>

#include "policy/config.hpp"

namespace postern {

/// Rules as [[policy.rule]]: read again, they are the same but for their origin.
std::string show_rules(std::span<const PolicyRule> rules);

/// A preset's rules in a comment, to be looked at, or copied and changed; empty for `tag`.
std::string show_preset(Preset preset);

}  // namespace postern

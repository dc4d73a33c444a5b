#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"
#include "policy/config.hpp"

namespace postern {

/// Reads a text that has [[policy.rule]] and nothing else. Whatever is wrong is added to `problems` with its
/// line and column, and the rule is left out. `source` is what the text is called there.
std::vector<PolicyRule> parse_policy_rules(std::string_view text, const std::string& source,
                                           Problems& problems);

}  // namespace postern

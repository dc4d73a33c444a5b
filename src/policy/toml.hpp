#pragma once

#include <string>
#include <vector>

#include "config/problem.hpp"
#include "config/toml_parse.hpp"
#include "policy/config.hpp"

namespace postern {

/// Reads what stands at `policy` in a file: the rules, in their order. Whatever is wrong is added to
/// `problems` with its line and column, and the rule is left out. `source` is the name of the file.
std::vector<PolicyRule> read_policy_rules(const toml::node& policy, const std::string& source,
                                          Problems& problems);

}  // namespace postern

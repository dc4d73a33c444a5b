#pragma once

#include <vector>

#include "config/problem.hpp"
#include "policy/config.hpp"

namespace postern {

/// What cannot be meant, whatever the listeners are: conditions that exclude each other, and rules that have
/// no say because of those around them. `has_preset`: rules of a preset follow at some listener.
void check_order(const std::vector<PolicyRule>& rules, bool has_preset, Problems& problems);

}  // namespace postern

#pragma once

#include <vector>

#include "config/listener_config.hpp"
#include "config/problem.hpp"

namespace postern {

/// What of a rule does not fit the listeners, of which there is at least one.
void check_rule(const PolicyRule& rule, const std::vector<ListenerConfig>& listeners, Problems& problems);

}  // namespace postern

#pragma once

#include "config/build.hpp"

namespace postern {

/// What of the rules does not fit the listeners, and what in them probably is not meant.
void check_policy(const BuiltConfig& built, Problems& problems);

}  // namespace postern

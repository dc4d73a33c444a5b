#pragma once

#include "config/build.hpp"

namespace postern {

/// Where listeners are and where they deliver, taken together: places that are none or that overlap, and mail
/// that would go round in circles. Names of hosts are not looked up: but for `localhost`, one that means this
/// machine is not known as such.
void check_places(const BuiltConfig& built, Problems& problems);

}  // namespace postern

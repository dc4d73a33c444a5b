#pragma once

#include <string>
#include <vector>

#include "config/configuration.hpp"

namespace postern {

/// What is not as it was, for the log of a reload: "max-sessions: 2000 -> 100", "queue of 127.0.0.1:25:
/// before -> after", a line for each setting, listeners with the same change together. Long values are left
/// out. Listeners that come and go are not in it.
std::vector<std::string> changes_between(const Configuration& before, const Configuration& after);

}  // namespace postern

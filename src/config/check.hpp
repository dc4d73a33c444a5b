#pragma once

#include "config/build.hpp"

namespace postern {

/// What does not fit together, and what probably is not meant. Looks at nothing outside.
void check_config(const BuiltConfig& built, Problems& problems);

/// What the machine has to say: files that cannot be read, certificates that expire.
void check_files(const BuiltConfig& built, net::WallTime now, Problems& problems);

}  // namespace postern

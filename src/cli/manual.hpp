#pragma once

#include <string>

#include "cli/outline.hpp"

namespace postern {

/// postern(1), in roff: the commands as `root` has them, exit statuses, environment.
std::string format_manual(const OutlineCommand& root);

/// postern.toml(5), in roff: every setting, from the table that the program itself reads files by.
std::string format_file_manual();

}  // namespace postern

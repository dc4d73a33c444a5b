#pragma once

#include <string>
#include <vector>

#include "cli/outline.hpp"
#include "cli/roff.hpp"

namespace postern {

/// "--tls off|may", with its parts in bold and italics.
std::string roff_term(const OutlineOption& option);

/// The sections SYNOPSIS and COMMANDS: all commands that have none below them.
void print_synopsis(const std::vector<CalledCommand>& all, ManualPage& page);
void print_commands(const std::vector<CalledCommand>& all, ManualPage& page);

}  // namespace postern

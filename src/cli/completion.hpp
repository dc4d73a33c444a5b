#pragma once

#include <string>
#include <string_view>

#include "cli/outline.hpp"

namespace postern {

// Completion of commands, options, choices and files, as scripts for three shells. They need nothing but the
// shell itself, and run nothing: all they know is in them. Whatever a help text says, it stays text.

std::string format_bash_completion(const OutlineCommand& root);
std::string format_zsh_completion(const OutlineCommand& root);
std::string format_fish_completion(const OutlineCommand& root);

/// `text` as one word for sh, bash and zsh: in single quotes. Control characters become blanks.
std::string shell_quote(std::string_view text);
/// The same for fish, where a backslash means something between single quotes.
std::string fish_quote(std::string_view text);

/// What a help text says before its first semicolon: as much as fits beside an option.
std::string brief(std::string_view help);

/// The name of a shell's function for a command: "_postern_config_show". Words are of ASCII letters, digits,
/// `_` and `-`, which becomes `_`.
std::string function_name(std::string_view path);

}  // namespace postern

#include "cli/completion.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace postern {

namespace {

/// In single quotes, with `quote` and `backslash` for these two characters.
std::string quote_with(std::string_view text, std::string_view quote, std::string_view backslash) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += quote;
    } else if (c == '\\') {
      quoted += backslash;
    } else {
      quoted += base::is_control(c) ? ' ' : c;
    }
  }
  return quoted + "'";
}

}  // namespace

std::string shell_quote(std::string_view text) {
  return quote_with(text, "'\\''", "\\");
}

std::string fish_quote(std::string_view text) {
  return quote_with(text, "\\'", "\\\\");
}

std::string brief(std::string_view help) {
  return std::string(help.substr(0, help.find(';')));
}

std::string function_name(std::string_view path) {
  std::string name = "_" + std::string(path);
  std::ranges::replace_if(name, [](char c) { return !base::is_alnum(c); }, '_');
  return name;
}

}  // namespace postern

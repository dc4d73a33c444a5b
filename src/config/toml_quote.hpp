#pragma once

#include <string>
#include <string_view>

namespace postern {

/// A basic string of TOML: what must be escaped there is the quote, the backslash, and controls.
std::string toml_quote(std::string_view text);

}  // namespace postern

#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "config/problem.hpp"

namespace postern {

/// What toml++ takes for granted is not so.
struct TomlSurprise : std::logic_error {
  using std::logic_error::logic_error;
};

}  // namespace postern

// toml++ 3.3 takes some of its input for granted, such as a key behind "[": in a debug build such a file
// aborts the process, in a release build it is undefined what happens. Here it throws in both.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(expression) ((expression) ? void() : throw ::postern::TomlSurprise(#expression))
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

namespace postern {

/// Reads TOML. When it is none, that is added to `problems` with line and column, and there is nothing.
std::optional<toml::table> parse_toml(std::string_view text, const std::string& source, Problems& problems);

}  // namespace postern

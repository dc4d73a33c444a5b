#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::smtp {

// The xtext of RFC 3461 §4: any octets in printable ASCII without blanks, `+` and `=`.

/// Everything but %x21-7E, and `+` and `=`, becomes +XX.
std::string encode_xtext(std::string_view text);

/// Nothing when `text` is not xtext. Hexadecimal digits of either case are taken.
std::optional<std::string> decode_xtext(std::string_view text);

}  // namespace postern::smtp

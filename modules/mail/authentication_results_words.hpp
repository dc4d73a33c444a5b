#pragma once

#include <string_view>

#include "base/ascii.hpp"

namespace postern::mail {

// The characters of RFC 8601 §2.2, for those who print and read the field.

constexpr bool is_eight_bit(char c) {
  return static_cast<unsigned char>(c) > 127;
}

/// RFC 5321 §4.1.2: Keyword, letters, digits and hyphens.
constexpr bool is_keyword_character(char c) {
  return base::is_alnum(c) || c == '-';
}

/// RFC 2045 §5.1: token, anything printable but the tspecials; UTF-8 by RFC 8601 §2.5.
constexpr bool is_token_character(char c) {
  constexpr std::string_view tspecials = "()<>@,;:\\\"/[]?=";
  return is_eight_bit(c) || (base::is_graphic(c) && tspecials.find(c) == tspecials.npos);
}

}  // namespace postern::mail

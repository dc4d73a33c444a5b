#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::base {

// ASCII only, whatever the locale: mail's grammars are octets, and a locale must not change them.

constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_alpha(char c) {
  return is_upper(c) || is_lower(c);
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_alnum(char c) {
  return is_alpha(c) || is_digit(c);
}
/// WSP of RFC 5234: blank or tab.
constexpr bool is_wsp(char c) {
  return c == ' ' || c == '\t';
}
/// WSP, CR or LF: what may stand inside folding white space.
constexpr bool is_space(char c) {
  return is_wsp(c) || c == '\r' || c == '\n';
}
/// A printable ASCII character other than the blank: %x21-7E.
constexpr bool is_graphic(char c) {
  return c > 0x20 && c < 0x7f;
}
constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}
constexpr char to_lower(char c) {
  return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c;
}
constexpr char to_upper(char c) {
  return is_lower(c) ? static_cast<char>(c - ('a' - 'A')) : c;
}

/// The value of a hexadecimal digit of either case, nothing for any other character.
constexpr std::optional<int> hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = to_lower(c);
  if (lower >= 'a' && lower <= 'f') return lower - 'a' + 10;
  return std::nullopt;
}

std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

/// Equal without regard to ASCII case.
bool iequals(std::string_view a, std::string_view b);
bool istarts_with(std::string_view text, std::string_view prefix);
bool iends_with(std::string_view text, std::string_view suffix);

/// `text` without the is_space characters at its ends.
std::string_view trim(std::string_view text);

/// The pieces between separators; "a,,b" has three, "" has one (empty).
std::vector<std::string_view> split(std::string_view text, char separator);

/// An unsigned decimal number of digits only that fits T; nothing for anything else, the empty text included.
std::optional<unsigned long long> parse_decimal(std::string_view text);

/// `text` with control characters (the C1 set in its UTF-8 form too) and backslashes written as \xNN, all
/// else kept: safe to log or to show on a terminal as part of one line, whoever sent it.
std::string escape_controls(std::string_view text);

}  // namespace postern::base

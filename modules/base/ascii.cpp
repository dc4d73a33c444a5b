#include "base/ascii.hpp"

#include <algorithm>
#include <charconv>

namespace postern::base {

namespace {

bool same_letter(char a, char b) {
  return to_lower(a) == to_lower(b);
}

template <class Change>
std::string mapped(std::string_view text, Change change) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), change);
  return result;
}

}  // namespace

std::string to_lower(std::string_view text) {
  return mapped(text, [](char c) { return to_lower(c); });
}

std::string to_upper(std::string_view text) {
  return mapped(text, [](char c) { return to_upper(c); });
}

bool iequals(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, same_letter);
}

bool istarts_with(std::string_view text, std::string_view prefix) {
  return iequals(text.substr(0, prefix.size()), prefix);
}

bool iends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && iequals(text.substr(text.size() - suffix.size()), suffix);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const auto at = text.find(separator);
    pieces.push_back(text.substr(0, at));
    if (at == text.npos) return pieces;
    text.remove_prefix(at + 1);
  }
}

std::optional<unsigned long long> parse_decimal(std::string_view text) {
  unsigned long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

namespace {

/// How many octets `text` begins with that a terminal would obey instead of show; 0 when it shows the first.
/// It obeys control characters, and those of Unicode that end a line or turn the direction of writing, so
/// that text seems to say another thing (UAX #9 §2).
std::size_t harmful_length(std::string_view text) {
  if (is_control(text[0])) return 1;
  const auto is = [text](std::string_view lead, char first, char last) {
    return text.size() > lead.size() && text.starts_with(lead) && text[lead.size()] >= first &&
           text[lead.size()] <= last;
  };
  // The C1 set; U+061C.
  if (is("\xc2", '\x80', '\x9f') || is("\xd8", '\x9c', '\x9c')) return 2;
  // U+200E and U+200F; U+2028 to U+202E, which begin with two ends of line; U+2066 to U+2069.
  const bool is_harmful =
      is("\xe2\x80", '\x8e', '\x8f') || is("\xe2\x80", '\xa8', '\xae') || is("\xe2\x81", '\xa6', '\xa9');
  return is_harmful ? 3 : 0;
}

void append_escaped(std::string& out, std::string_view octets) {
  static constexpr std::string_view digits = "0123456789abcdef";
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    out += "\\x";
    out += digits[octet >> 4];
    out += digits[octet & 15];
  }
}

}  // namespace

std::string escape_controls(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto harmful = text[0] == '\\' ? 1 : harmful_length(text);
    if (harmful == 0) result += text[0];
    append_escaped(result, text.substr(0, harmful));
    text.remove_prefix(std::max<std::size_t>(harmful, 1));
  }
  return result;
}

}  // namespace postern::base

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

std::string escape_controls(std::string_view text) {
  static constexpr std::string_view digits = "0123456789abcdef";
  const auto is_c1 = [](char first, char second) {
    return first == '\xc2' && second >= '\x80' && second <= '\x9f';
  };
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool begins_c1 = at + 1 < text.size() && is_c1(c, text[at + 1]);
    const bool ends_c1 = at > 0 && is_c1(text[at - 1], c);
    if (!is_control(c) && c != '\\' && !begins_c1 && !ends_c1) {
      result += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    result += "\\x";
    result += digits[octet >> 4];
    result += digits[octet & 15];
  }
  return result;
}

}  // namespace postern::base

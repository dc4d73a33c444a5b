#include "mail/printable.hpp"

#include <cstdint>

#include "base/ascii.hpp"

namespace postern::mail {

namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// How long the sequence is that an octet announces, and what its second octet may be: RFC 3629 §4 rules out
// overlong forms, surrogates and what lies beyond U+10FFFF by that octet alone.
struct Lead {
  std::size_t length = 0;
  std::uint8_t second_min = 0x80;
  std::uint8_t second_max = 0xbf;
};

Lead lead(std::uint8_t octet) {
  if (octet < 0x80) return {.length = 1};
  if (octet < 0xc2) return {};
  if (octet < 0xe0) return {.length = 2};
  if (octet == 0xe0) return {.length = 3, .second_min = 0xa0};
  if (octet == 0xed) return {.length = 3, .second_max = 0x9f};
  if (octet < 0xf0) return {.length = 3};
  if (octet == 0xf0) return {.length = 4, .second_min = 0x90};
  if (octet < 0xf4) return {.length = 4};
  if (octet == 0xf4) return {.length = 4, .second_max = 0x8f};
  return {};
}

// U+0080 to U+009F.
bool is_c1_control(std::string_view sequence) {
  return sequence.size() == 2 && sequence[0] == '\xc2' && static_cast<unsigned char>(sequence[1]) < 0xa0;
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto [length, second_min, second_max] = lead(static_cast<std::uint8_t>(text.front()));
  if (length < 2) return length;
  if (text.size() < length) return 0;
  const auto second = static_cast<std::uint8_t>(text[1]);
  if (second < second_min || second > second_max) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  return length;
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto length = utf8_length(text);
    const auto sequence = text.substr(0, length);
    const bool is_shown = length > 0 && !base::is_control(text.front()) && !is_c1_control(sequence);
    if (is_shown) {
      result += sequence;
      text.remove_prefix(length);
    } else {
      result += '?';
      text.remove_prefix(1);
    }
  }
  return result;
}

std::string_view shortened(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && is_continuation(text[limit])) --limit;
  return text.substr(0, limit);
}

}  // namespace postern::mail

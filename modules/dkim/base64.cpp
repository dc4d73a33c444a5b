#include "dkim/base64.hpp"

#include <array>
#include <cstdint>

#include "base/ascii.hpp"

namespace postern::dkim {
namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::int8_t no_digit = -1;

constexpr auto values = [] {
  std::array<std::int8_t, 256> table{};
  table.fill(no_digit);
  for (std::size_t value = 0; value < digits.size(); ++value)
    table[static_cast<unsigned char>(digits[value])] = static_cast<std::int8_t>(value);
  return table;
}();

// Octets come out whenever eight bits are there.
class BitReader {
 public:
  void take(std::int8_t digit, std::string& out) {
    bits_ = bits_ << 6 | static_cast<std::uint32_t>(digit);
    count_ += 6;
    if (count_ < 8) return;
    count_ -= 8;
    out += static_cast<char>(bits_ >> count_ & 0xff);
  }
  unsigned left() const { return count_; }

 private:
  std::uint32_t bits_ = 0;
  unsigned count_ = 0;
};

}  // namespace

std::optional<std::string> parse_base64(std::string_view text) {
  std::string octets;
  octets.reserve(text.size() * 3 / 4);
  BitReader bits;
  unsigned padding = 0;
  for (const char c : text) {
    if (base::is_space(c)) continue;
    const auto digit = values[static_cast<unsigned char>(c)];
    if (c == '=')
      ++padding;
    else if (digit == no_digit || padding > 0)
      return std::nullopt;
    else
      bits.take(digit, octets);
  }
  // What is left of the last digit: none, two or four bits; six are a digit without a second.
  const unsigned room = bits.left() / 2;
  if (room > 2 || padding > room) return std::nullopt;
  return octets;
}

std::string format_base64(std::string_view octets) {
  std::string text;
  text.reserve((octets.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : octets) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) text += digits[bits >> (count - 6) & 63];
  }
  if (count > 0) text += digits[bits << (6 - count) & 63];
  text.resize((text.size() + 3) / 4 * 4, '=');
  return text;
}

}  // namespace postern::dkim

#include "smtp/xtext.hpp"

#include "base/ascii.hpp"
#include "base/scanner.hpp"

namespace postern::smtp {
namespace {

// xchar = any ASCII CHAR between "!" (33) and "~" (126) inclusive, except for "+" and "="
bool is_xchar(char c) {
  return base::is_graphic(c) && c != '+' && c != '=';
}

// hexchar = ASCII "+" immediately followed by two upper case hexadecimal digits
std::optional<char> take_hexchar(base::ScannerView& in) {
  if (!in.take('+') || in.rest().size() < 2) return std::nullopt;
  const auto high = base::hex_value(in.take());
  const auto low = base::hex_value(in.take());
  if (!high || !low) return std::nullopt;
  return static_cast<char>(*high * 16 + *low);
}

}  // namespace

std::string encode_xtext(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_xchar(c)) {
      out += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    out += {'+', digits[octet / 16], digits[octet % 16]};
  }
  return out;
}

std::optional<std::string> decode_xtext(std::string_view text) {
  std::string out;
  base::ScannerView in(text);
  while (!in.at_end()) {
    if (is_xchar(in.peek())) {
      out += in.take();
      continue;
    }
    const auto octet = take_hexchar(in);
    if (!octet) return std::nullopt;
    out += *octet;
  }
  return out;
}

}  // namespace postern::smtp

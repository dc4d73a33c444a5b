#include "config/toml_quote.hpp"

#include "base/ascii.hpp"

namespace postern {

std::string toml_quote(std::string_view text) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    if (base::is_control(c)) {
      quoted += std::string("\\u00") + digits[static_cast<unsigned char>(c) >> 4] + digits[c & 15];
    } else {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace postern

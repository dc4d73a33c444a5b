#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/ascii.hpp"

namespace postern::spf {

/// `text` for a message, whoever sent it: in quotes, its first 60 octets, what is not visible ASCII as "?".
inline std::string quoted(std::string_view text) {
  constexpr std::size_t enough = 60;
  auto quote = "'" + std::string(text.substr(0, enough)) + (text.size() > enough ? "...'" : "'");
  std::ranges::replace_if(quote, [](char c) { return !base::is_graphic(c); }, '?');
  return quote;
}

}  // namespace postern::spf

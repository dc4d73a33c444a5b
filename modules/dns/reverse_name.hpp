#pragma once

#include <ranges>
#include <string>

#include "base/ip_address.hpp"
#include "dns/name.hpp"

namespace postern::dns {

/// Where the PTR records of an address are: 4.3.2.1.in-addr.arpa (RFC 1035 §3.5), or 32 nibbles under
/// ip6.arpa (RFC 3596 §2.5). An IPv4-mapped address is asked for as it is: unmap it first.
inline Name reverse_name(const base::IpAddress& address) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const auto octet : std::views::reverse(address.octets())) {
    if (address.is_v4()) {
      text += std::to_string(octet) + ".";
    } else {
      text += {digits[octet & 15], '.', digits[octet >> 4], '.'};
    }
  }
  return *Name::parse(text + (address.is_v4() ? "in-addr.arpa" : "ip6.arpa"));
}

}  // namespace postern::dns

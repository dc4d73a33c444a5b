#include "base/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "base/ascii.hpp"

namespace postern::base {

IpAddress IpAddress::v4(const std::array<std::uint8_t, 4>& octets) {
  IpAddress address;
  std::ranges::copy(octets, address.octets_.begin());
  return address;
}

IpAddress IpAddress::v6(const std::array<std::uint8_t, 16>& octets) {
  IpAddress address;
  address.length_ = 16;
  address.octets_ = octets;
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string terminated(text);
  if (terminated.find('\0') != terminated.npos) return std::nullopt;
  std::array<std::uint8_t, 4> quad{};
  if (inet_pton(AF_INET, terminated.c_str(), quad.data()) == 1) return v4(quad);
  std::array<std::uint8_t, 16> octets{};
  if (inet_pton(AF_INET6, terminated.c_str(), octets.data()) == 1) return v6(octets);
  return std::nullopt;
}

IpAddress IpAddress::unmapped() const {
  static constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (is_v4() || !std::equal(mapped.begin(), mapped.end(), octets_.begin())) return *this;
  return v4({octets_[12], octets_[13], octets_[14], octets_[15]});
}

std::string format(const IpAddress& address) {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(address.is_v4() ? AF_INET : AF_INET6, address.octets().data(), text, sizeof text);
  return text;
}

namespace {

/// A network of IPv4-mapped addresses as that of the addresses they map.
Network unmapped(const Network& network) {
  constexpr int mapped_prefix = 96;
  const auto address = network.address.unmapped();
  if (address == network.address || network.prefix < mapped_prefix) return network;
  return {address, network.prefix - mapped_prefix};
}

}  // namespace

std::optional<Network> Network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const int longest = address->is_v4() ? 32 : 128;
  if (slash == text.npos) return unmapped({*address, longest});
  const auto prefix = parse_decimal(text.substr(slash + 1));
  if (!prefix || *prefix > static_cast<unsigned>(longest)) return std::nullopt;
  return unmapped({*address, static_cast<int>(*prefix)});
}

bool Network::contains(const IpAddress& other) const {
  if (address.is_v4() != other.is_v4()) return false;
  const auto ours = address.octets();
  const auto theirs = other.octets();
  const auto whole = static_cast<std::size_t>(prefix / 8);
  if (!std::equal(ours.begin(), ours.begin() + static_cast<std::ptrdiff_t>(whole), theirs.begin())) {
    return false;
  }
  const int rest = prefix % 8;
  return rest == 0 || (ours[whole] ^ theirs[whole]) >> (8 - rest) == 0;
}

}  // namespace postern::base

#include "policy/network_set.hpp"

#include <algorithm>
#include <array>

namespace postern {

namespace {

template <std::size_t length>
std::array<std::uint8_t, length> masked(std::span<const std::uint8_t> octets, int prefix) {
  std::array<std::uint8_t, length> kept{};
  for (std::size_t index = 0; index < length; ++index) {
    const int bits = std::clamp(prefix - static_cast<int>(index) * 8, 0, 8);
    kept[index] = static_cast<std::uint8_t>(octets[index] & (0xff00 >> bits));
  }
  return kept;
}

base::IpAddress first_of(const base::Network& network) {
  const auto octets = network.address.octets();
  if (network.address.is_v4()) return base::IpAddress::v4(masked<4>(octets, network.prefix));
  return base::IpAddress::v6(masked<16>(octets, network.prefix));
}

}  // namespace

void NetworkSet::add(const base::Network& network) {
  by_prefix_[network.prefix].insert(first_of(network));
}

std::optional<base::Network> NetworkSet::find(const base::IpAddress& address) const {
  const auto wanted = address.unmapped();
  for (const auto& [prefix, networks] : by_prefix_) {
    if (wanted.is_v4() && prefix > 32) continue;
    const base::Network candidate{first_of({wanted, prefix}), prefix};
    if (networks.contains(candidate.address)) return candidate;
  }
  return std::nullopt;
}

}  // namespace postern

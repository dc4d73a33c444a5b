#pragma once

#include <map>
#include <optional>
#include <set>

#include "base/ip_address.hpp"

namespace postern {

/// Many networks to look one address up in: a search for each length of prefix that occurs.
class NetworkSet {
 public:
  void add(const base::Network& network);
  /// The smallest network that has the address; nothing when none does. An IPv4-mapped IPv6 address counts
  /// as the IPv4 address.
  std::optional<base::Network> find(const base::IpAddress& address) const;

 private:
  std::map<int, std::set<base::IpAddress>, std::greater<>> by_prefix_;
};

}  // namespace postern

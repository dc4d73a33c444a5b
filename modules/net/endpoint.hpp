#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.hpp"

namespace postern::net {

/// Where to listen or to connect: `host:port`, `[v6]:port` or `unix:/path`.
struct Endpoint {
  std::string host;  ///< a name or an address without brackets; empty for a unix socket
  std::uint16_t port = 0;
  std::string path;  ///< of a unix socket

  /// Nothing when the text has none of the three forms. `default_port` 0 makes the port obligatory.
  static std::optional<Endpoint> parse(std::string_view text, std::uint16_t default_port = 0);
  bool is_unix() const { return !path.empty(); }
  auto operator<=>(const Endpoint&) const = default;
};

/// As parse reads it.
std::string format(const Endpoint& endpoint);

/// The other end of a connection: an address and port, or a unix socket. Neither when it was gone before it
/// could be asked for.
struct Peer {
  std::optional<base::IpAddress> address;
  std::uint16_t port = 0;
  bool is_unix = false;
};

/// "192.0.2.1:25", "[2001:db8::1]:25", "unix socket" or "unknown".
std::string format(const Peer& peer);

}  // namespace postern::net

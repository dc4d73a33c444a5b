#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.hpp"

namespace postern::net {

/// Where to listen or to connect: `host:port`, `[v6]:port`, `unix:/path` or `unix:@name` (Linux's abstract
/// sockets, which have no file).
struct Endpoint {
  std::string host;  ///< a name or an address without brackets; empty for a unix socket
  std::uint16_t port = 0;
  std::string path;  ///< of a unix socket; begins with `@` when abstract

  /// Nothing when the text has none of the four forms. `default_port` 0 makes the port obligatory.
  static std::optional<Endpoint> parse(std::string_view text, std::uint16_t default_port = 0);
  /// As parse, and `*:port` besides: every address of both families, to listen on.
  static std::optional<Endpoint> parse_to_listen(std::string_view text);
  bool is_unix() const { return !path.empty(); }
  bool is_abstract() const { return path.starts_with('@'); }
  auto operator<=>(const Endpoint&) const = default;
};

/// As parse reads it.
std::string format(const Endpoint& endpoint);

/// The process at the other end of a unix socket, as it was when it connected or listened.
struct Credentials {
  std::uint32_t uid = 0;
  std::int32_t pid = 0;
};

/// The other end of a connection: an address and port, or a unix socket. Neither when it was gone before it
/// could be asked for.
struct Peer {
  std::optional<base::IpAddress> address;
  std::uint16_t port = 0;
  bool is_unix = false;
  std::optional<Credentials> credentials = std::nullopt;  ///< of a unix socket only
};

/// "192.0.2.1:25", "[2001:db8::1]:25", "unix socket" or "unknown".
std::string format(const Peer& peer);

}  // namespace postern::net

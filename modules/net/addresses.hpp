#pragma once

#include <asio/generic/stream_protocol.hpp>
#include <optional>
#include <vector>

#include "net/endpoint.hpp"

namespace postern::net {

using SocketAddress = asio::generic::stream_protocol::endpoint;

/// The socket address of an endpoint that needs no look-up (an address, a unix path), else nothing.
std::optional<SocketAddress> socket_address(const Endpoint& endpoint);

/// Looks a host name up by getaddrinfo: blocks. Throws std::system_error when there is no address.
std::vector<SocketAddress> look_up(const Endpoint& endpoint);

}  // namespace postern::net

#include "net/addresses.hpp"

#include <netdb.h>

#include <asio/error.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/local/stream_protocol.hpp>
#include <system_error>

#include "base/handle.hpp"

namespace postern::net {

namespace {

/// As sun_path has it: an abstract name begins with NUL.
std::string socket_path(const Endpoint& endpoint) {
  auto path = endpoint.path;
  if (endpoint.is_abstract()) path.front() = '\0';
  return path;
}

}  // namespace

std::optional<SocketAddress> socket_address(const Endpoint& endpoint) {
  if (endpoint.is_unix()) return SocketAddress(asio::local::stream_protocol::endpoint(socket_path(endpoint)));
  std::error_code not_an_address;
  const auto address = asio::ip::make_address(endpoint.host, not_an_address);
  if (not_an_address) return std::nullopt;
  return SocketAddress(asio::ip::tcp::endpoint(address, endpoint.port));
}

std::vector<SocketAddress> look_up(const Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const auto port = std::to_string(endpoint.port);
  if (const int code = getaddrinfo(endpoint.host.c_str(), port.c_str(), &hints, &found); code != 0) {
    const auto error =
        code == EAI_AGAIN ? asio::error::host_not_found_try_again : asio::error::host_not_found;
    throw std::system_error(error, endpoint.host);
  }
  const base::Handle<addrinfo, freeaddrinfo> owner(found);
  std::vector<SocketAddress> addresses;
  for (const auto* entry = found; entry != nullptr; entry = entry->ai_next) {
    addresses.emplace_back(entry->ai_addr, entry->ai_addrlen, entry->ai_protocol);
  }
  return addresses;
}

}  // namespace postern::net

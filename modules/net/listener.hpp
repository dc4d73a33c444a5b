#pragma once

#include <asio/awaitable.hpp>
#include <asio/basic_socket_acceptor.hpp>
#include <asio/generic/stream_protocol.hpp>
#include <asio/io_context.hpp>
#include <optional>
#include <string>

#include "net/endpoint.hpp"
#include "net/socket_file.hpp"
#include "net/socket_stream.hpp"

namespace postern::net {

struct ListenOptions {
  SocketFileOptions file;  ///< of a unix socket with a path
  /// How many connections may wait to be accepted; the system's net.core.somaxconn caps it.
  int backlog = asio::socket_base::max_listen_connections;
};

/// A listening socket: TCP, or a unix socket whose file it makes (replacing a stale one) and removes.
///
/// `*` is every address of both families, or of IPv4 where the system has no IPv6; `[::]` is IPv6 only, so
/// that it can stand beside `0.0.0.0`.
class Listener {
 public:
  /// Binds and listens. Throws std::system_error with what the system says (address_in_use also for a unix
  /// socket that another process listens on), or std::runtime_error in words when the options name an unknown
  /// user or group. A host name is not looked up: addresses, `localhost` (127.0.0.1) and `*` only, else
  /// invalid_argument.
  Listener(asio::io_context& context, const Endpoint& endpoint, const ListenOptions& options = {});
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// The next connection, made for `context`'s thread. Throws std::system_error.
  asio::awaitable<Socket> accept(asio::io_context& context);
  void close();
  /// The port that was bound, when 0 was asked for.
  std::uint16_t port() const;

 private:
  enum class Families : std::uint8_t { one, both };
  void bind(const Endpoint& endpoint);
  std::error_code try_bind(const Endpoint& endpoint, Families families);

  asio::basic_socket_acceptor<asio::generic::stream_protocol> acceptor_;
  std::optional<SocketFile> file_;
};

}  // namespace postern::net

#pragma once

#include <asio/awaitable.hpp>
#include <asio/basic_socket_acceptor.hpp>
#include <asio/generic/stream_protocol.hpp>
#include <asio/io_context.hpp>

#include "net/endpoint.hpp"
#include "net/socket_stream.hpp"

namespace postern::net {

/// A listening socket: TCP, or a unix socket whose file it makes (replacing a stale one) and removes.
class Listener {
 public:
  /// Binds and listens. Throws std::system_error with what the system says. A host name is not looked up:
  /// addresses, `localhost` and `*` (every address, both families) only, else invalid_argument.
  Listener(asio::io_context& context, const Endpoint& endpoint);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// The next connection, made for `executor`'s thread. Throws std::system_error.
  asio::awaitable<Socket> accept(asio::io_context& context);
  void close();
  /// The port that was bound, when 0 was asked for.
  std::uint16_t port() const;

 private:
  Endpoint endpoint_;
  asio::basic_socket_acceptor<asio::generic::stream_protocol> acceptor_;
};

}  // namespace postern::net

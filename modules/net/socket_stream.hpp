#pragma once

#include <asio/generic/stream_protocol.hpp>
#include <system_error>

#include "net/deadline.hpp"
#include "net/stream.hpp"

namespace postern::net {

using Socket = asio::generic::stream_protocol::socket;

/// A TCP or unix connection.
class SocketStream final : public Stream {
 public:
  SocketStream(World& world, Socket socket);

  /// Connects a socket that is not connected yet, within the deadline. What the network says is returned,
  /// since a host may have another address to try.
  asio::awaitable<std::error_code> connect(asio::generic::stream_protocol::endpoint remote);

  asio::awaitable<std::size_t> read_some(std::span<char> into) override;
  asio::awaitable<void> write(std::span<const asio::const_buffer> buffers) override;
  std::size_t read_ready(std::span<char> into) override;
  std::size_t write_ready(std::span<const char> octets) noexcept override;
  void set_deadline(TimePoint when) override { deadline_.set(when); }
  PeerState peer_state() override;
  bool has_unread() override;
  const Peer& peer() const override { return peer_; }
  Peer local() const override;
  void close() noexcept override;
  void abort() noexcept override;

 private:
  void adopt_connected();
  /// A cancellation that the deadline caused is a time-out.
  std::error_code explained(std::error_code code) const;
  void throw_on(std::error_code code) const;

  Socket socket_;
  Peer peer_;
  Deadline deadline_;
};

}  // namespace postern::net

#pragma once

#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

#include "net/endpoint.hpp"
#include "net/tls_facts.hpp"

namespace postern::net {

using TimePoint = std::chrono::steady_clock::time_point;

/// What the kernel knows of the other end, beyond what has been read.
enum class PeerState : std::uint8_t {
  open,
  finished,  ///< it has sent its end of stream (perhaps behind octets not read yet)
  gone,      ///< it has reset the connection
};

/// A connection as a sequence of octets each way: TCP, a unix socket or memory, under TLS or not. One reader
/// and one writer at a time.
class Stream {
 public:
  virtual ~Stream() = default;
  /// Waits for octets and reads at least one; 0 means end of stream. Throws std::system_error: timed_out when
  /// the deadline passes, operation_aborted when cancelled, else what the network said. `into` must outlive
  /// the call.
  virtual asio::awaitable<std::size_t> read_some(std::span<char> into) = 0;
  /// Writes all the buffers in order, in as few packets as possible; they must outlive the call. Throws as
  /// read_some; what had been written by then is unknown.
  virtual asio::awaitable<void> write(std::span<const asio::const_buffer> buffers) = 0;
  /// Reads what is there already: never waits, and gives 0 when there is nothing, whatever the reason. Not
  /// while a read_some is in progress.
  virtual std::size_t read_ready(std::span<char> into) = 0;
  /// Writes what the transport takes without waiting and gives how much that was: for last words, whose loss
  /// does no harm. Not while a write is in progress.
  virtual std::size_t write_ready(std::span<const char> octets) noexcept = 0;
  /// Every operation, the one in progress included, must end by `when`. Stays until moved.
  virtual void set_deadline(TimePoint when) = 0;
  /// Looks without waiting and without consuming.
  virtual PeerState peer_state() = 0;
  /// Whether octets have come that nobody has read. Looks without waiting and without consuming.
  virtual bool has_unread() = 0;
  /// The other end, as the transport knows it.
  virtual const Peer& peer() const = 0;
  /// Our own end: where the peer connected to. No address where the transport has none.
  virtual Peer local() const { return {}; }
  /// Nothing when the connection is not under TLS. Valid as long as the stream.
  virtual const TlsFacts* tls() const { return nullptr; }
  /// Ends the connection in both directions; what the peer has not read may still reach it.
  virtual void close() noexcept = 0;
  /// Ends it so that the peer sees a reset where the transport can say so: an unfinished message must look
  /// unfinished.
  virtual void abort() noexcept = 0;
};

}  // namespace postern::net

#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "net/world.hpp"
#include "smtp/line_framer.hpp"
#include "smtp/reply.hpp"

namespace postern {

/// The client's connection as command lines, message octets and replies. Replies to commands that came
/// together go out together (RFC 2920 §3.2): they are sent when the next read would have to wait.
///
/// Everything throws std::system_error when the wire breaks; the end of the client's stream is
/// asio::error::eof.
class ClientChannel {
 public:
  ClientChannel(net::World& world, std::unique_ptr<net::Stream> stream)
      : world_(world), stream_(std::move(stream)) {}

  /// The next command line; waits at most `limit` (then: timed_out). Never NeedMore.
  asio::awaitable<smtp::LineFramer::Event> next_line(std::chrono::seconds limit);
  /// Octets of a message: what is already here, or what comes next. Valid until the next call.
  asio::awaitable<std::string_view> next_octets(std::chrono::seconds limit);
  /// Gives back what of those came after the message.
  void unread(std::string_view octets) { framer_.feed(octets); }

  void reply(const smtp::Reply& reply) { pending_ += smtp::format_reply(reply); }
  asio::awaitable<void> flush();
  /// Sends `last` and closes, if the client still takes it; throws nothing but operation_aborted.
  asio::awaitable<void> close_with(smtp::Reply last);
  void close() { stream_->close(); }

  /// Whether the client is still there to hear the final reply: it has not reset the connection, nor ended
  /// its stream without having sent a QUIT. Does not wait.
  asio::awaitable<bool> is_waiting();
  /// A wait for the next command ends now, as timed_out. Nothing happens to a session that is doing
  /// something.
  void interrupt_idle();

  const net::Peer& peer() const { return stream_->peer(); }

 private:
  asio::awaitable<std::size_t> read(std::span<char> into, std::chrono::seconds limit);

  net::World& world_;
  std::unique_ptr<net::Stream> stream_;
  smtp::LineFramer framer_;
  std::string pending_;
  std::unique_ptr<char[]> block_;  // while a message comes in
  std::string early_;              // octets of a message that came with its DATA command
  bool idle_ = false;
};

}  // namespace postern

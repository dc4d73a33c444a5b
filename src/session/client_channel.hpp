#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "net/tls.hpp"
#include "net/world.hpp"
#include "smtp/line_framer.hpp"
#include "smtp/proxy_header_parser.hpp"
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
      : world_(world), stream_(std::move(stream)), peer_(stream_->peer()) {}

  /// Reads a PROXY header and nothing behind it.
  asio::awaitable<base::Result<smtp::ProxyHeader, smtp::ProxyError>> proxy_header(std::chrono::seconds limit);
  /// Sends what there is to say, forgets what the client has sent already (CVE-2011-0411), and does the
  /// handshake. What it gives is why that failed, and then the connection is closed; empty when it did not.
  asio::awaitable<std::string> start_tls(std::shared_ptr<const net::TlsServer> server,
                                         std::chrono::seconds limit);
  /// Nothing before start_tls().
  const net::TlsFacts* tls() const { return stream_ ? stream_->tls() : nullptr; }

  /// The next command line; waits at most `limit` (then: timed_out). Never NeedMore.
  asio::awaitable<smtp::LineFramer::Event> next_line(std::chrono::seconds limit);
  /// The next command line if it is here already, or NeedMore.
  smtp::LineFramer::Event buffered_line() { return framer_.next(); }
  /// Octets of a message: what is already here, or what comes next. Valid until the next call.
  asio::awaitable<std::string_view> next_octets(std::chrono::seconds limit);
  /// Gives back what of those came after the message.
  void unread(std::string_view octets) { framer_.feed(octets); }

  /// However long each may be allowed to last, no wait for the client goes on beyond `when`.
  void set_last_moment(net::TimePoint when) { last_moment_ = when; }

  void reply(const smtp::Reply& reply) { pending_ += smtp::format_reply(reply); }
  asio::awaitable<void> flush();
  /// Sends `last` and closes, if the client still takes it; throws nothing but operation_aborted.
  asio::awaitable<void> close_with(smtp::Reply last);
  void close();

  /// Whether the client is still there to hear the final reply: it has not reset the connection, nor ended
  /// its stream without having sent a QUIT. Does not wait.
  asio::awaitable<bool> is_waiting();
  /// A wait for the next command ends now, as timed_out, or as soon as it begins. Nothing happens to a
  /// session that is doing something else.
  void interrupt_idle();

  const net::Peer& peer() const { return peer_; }
  net::Peer local() const { return stream_ ? stream_->local() : net::Peer{}; }

 private:
  asio::awaitable<std::size_t> read(std::span<char> into, net::TimePoint deadline);

  net::World& world_;
  std::unique_ptr<net::Stream> stream_;  // none once TLS has failed
  net::Peer peer_;
  smtp::LineFramer framer_;
  std::string pending_;
  net::TimePoint last_moment_ = net::TimePoint::max();
  std::unique_ptr<char[]> block_;  // while a message comes in
  std::string early_;              // octets of a message that came with its DATA command
  bool idle_ = false;
  bool interrupted_ = false;
};

}  // namespace postern

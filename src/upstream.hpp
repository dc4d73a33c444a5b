#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gate.hpp"
#include "net/world.hpp"
#include "reply_table.hpp"
#include "smtp/extensions.hpp"
#include "smtp/reply_parser.hpp"

namespace postern {

/// One connection to the next server: a dialogue of commands and replies in step. What goes wrong on the wire
/// is an answer like any other (UpstreamFailure), because the client's session outlives it; after one, only
/// abandon() is of use. operation_aborted is thrown when the caller is cancelled.
class Upstream {
 public:
  /// `world` outlives the connection.
  Upstream(net::World& world, std::shared_ptr<const Gate> gate)
      : world_(world), gate_(std::move(gate)), config_(gate_->config) {}

  /// Connects, reads the greeting and says EHLO, or HELO to a server that refuses EHLO. The answer is the
  /// last reply read and `stage()` where that was: a positive one at Stage::hello means that the connection
  /// is ready.
  asio::awaitable<UpstreamAnswer> open();
  /// Sends `command` (without CRLF) and waits for its reply.
  asio::awaitable<UpstreamAnswer> exchange(Stage stage, std::string command);
  /// Sends what replies will follow, commands with their CRLF or a part of a message, without waiting for
  /// them. What is given is why it could not be sent.
  asio::awaitable<std::optional<UpstreamFailure>> post(Stage stage, std::string octets);
  /// Waits for the next reply, as long as the stage allows.
  asio::awaitable<UpstreamAnswer> reply(Stage stage);
  /// What the server said of its own accord before it hung up, or before it was done: waits no time.
  asio::awaitable<UpstreamAnswer> parting_reply();
  /// Says QUIT without waiting for the reply, and closes.
  asio::awaitable<void> quit();
  /// Closes at once. What was written of a message must not look complete: the peer sees a reset.
  void abandon();

  bool is_open() const { return stream_ != nullptr; }
  /// Whether anything has come beyond the replies that were read. Of use when no reply is due.
  bool has_unread() const { return parser_.has_leftover() || stream_->has_unread(); }
  /// Still in step: open, and nothing has come that nobody asked for. A server that timed out an idle
  /// connection says 421 or just closes.
  bool is_in_step() const;
  const smtp::Extensions& extensions() const { return extensions_; }
  Stage stage() const { return stage_; }

 private:
  asio::awaitable<UpstreamAnswer> guarded(asio::awaitable<smtp::Reply> dialogue);
  asio::awaitable<smtp::Reply> open_dialogue();
  asio::awaitable<smtp::Reply> exchange_dialogue(std::string command);
  asio::awaitable<smtp::Reply> expect();
  asio::awaitable<std::error_code> try_send(std::string_view octets);
  asio::awaitable<void> send(std::string_view octets);
  void allow(std::chrono::seconds time);

  net::World& world_;
  std::shared_ptr<const Gate> gate_;
  const ListenerConfig& config_;
  std::unique_ptr<net::Stream> stream_;
  smtp::ReplyParser parser_;
  smtp::Extensions extensions_;
  Stage stage_ = Stage::connect;
};

}  // namespace postern

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/world.hpp"
#include "server/gate.hpp"
#include "smtp/extensions.hpp"
#include "smtp/reply_parser.hpp"
#include "smtp/xclient.hpp"
#include "upstream/reply_table.hpp"

namespace postern {

/// Where a connection goes and what it begins with.
struct UpstreamTarget {
  std::shared_ptr<const Gate> gate;
  std::size_t server = 0;  ///< of the gate's upstream servers
  /// Whom to name by PROXY and XCLIENT, as far as the gate says so; none: nobody, as for a look at what the
  /// server offers. A connection that has named somebody is for that client only.
  std::optional<smtp::Xclient> client;
  bool tls = true;  ///< false: in the clear, even where the gate says that there may be TLS
};

/// One connection to a next server: a dialogue of commands and replies in step. What goes wrong on the wire
/// is an answer like any other (UpstreamFailure), because the client's session outlives it; after one, only
/// abandon() is of use. operation_aborted is thrown when the caller is cancelled.
class Upstream {
 public:
  /// `world` outlives the connection.
  Upstream(net::World& world, UpstreamTarget target)
      : world_(world), target_(std::move(target)), time_(target_.gate->config.time) {}

  /// Connects and does all that comes before MAIL: PROXY header, TLS, greeting, EHLO (LHLO; HELO to an SMTP
  /// server that refuses EHLO), XCLIENT. The answer is that to the last step and `stage()` which step that
  /// was: a positive one at Stage::hello means that the connection is ready.
  asio::awaitable<UpstreamAnswer> open();
  /// Sends `command` (without CRLF) and waits for its reply, as long as the stage allows and not over `most`.
  asio::awaitable<UpstreamAnswer> exchange(Stage stage, std::string command,
                                           std::chrono::seconds most = std::chrono::seconds::max());
  /// Sends what replies will follow, commands with their CRLF or a part of a message, without waiting for
  /// them. What is given is why it could not be sent.
  asio::awaitable<std::optional<UpstreamFailure>> post(Stage stage, std::string octets);
  /// Waits for the next reply, as long as the stage allows.
  asio::awaitable<UpstreamAnswer> reply(Stage stage);
  /// What the server said of its own accord before it hung up, or before it was done: waits hardly at all.
  asio::awaitable<UpstreamAnswer> parting_reply();
  /// Says QUIT without waiting for the reply, and closes.
  asio::awaitable<void> quit();
  /// Closes at once. What was written of a message must not look complete: the peer sees a reset.
  void abandon();

  /// Whether anything has come beyond the replies that were read. Of use when no reply is due.
  bool has_unread() const { return parser_.has_leftover() || stream_->has_unread(); }
  /// Still in step: open, and nothing has come that nobody asked for. A server that timed out an idle
  /// connection says 421 or just closes.
  bool is_in_step() const;
  bool is_under_tls() const { return stream_ && stream_->tls() != nullptr; }
  /// It has had as many MAILs as the server takes in one connection (RFC 9422 §4.1, MAILMAX).
  bool is_used_up() const;
  /// What the last EHLO offered. REQUIRETLS is not there without a verified certificate (RFC 8689 §4.2.1).
  const smtp::Extensions& extensions() const { return extensions_; }
  Stage stage() const { return stage_; }
  const UpstreamTarget& target() const { return target_; }
  /// Whether it was opened by the same rules as this gate has: of an older gate before a reload, perhaps.
  bool follows(const Gate& gate) const;
  const net::Endpoint& endpoint() const { return config().servers[target_.server].endpoint; }
  /// What the system or TLS said of the last failure, in words; may be empty.
  const std::string& trouble() const { return trouble_; }

 private:
  /// Thrown where a reply should have been.
  struct NoReply {
    UpstreamFailure failure;
  };

  // The opening (open.cpp)
  asio::awaitable<smtp::Reply> open_dialogue();
  asio::awaitable<smtp::Reply> greet();
  asio::awaitable<smtp::Reply> hello();
  /// These two give what they were given when there is nothing to do.
  asio::awaitable<smtp::Reply> start_tls(smtp::Reply hello_in_the_clear);
  asio::awaitable<smtp::Reply> name_client(smtp::Reply hello_to_us);
  asio::awaitable<void> shake_hands();
  void learn(smtp::Reply hello);

  asio::awaitable<UpstreamAnswer> guarded(asio::awaitable<smtp::Reply> dialogue);
  asio::awaitable<smtp::Reply> exchange_dialogue(std::string command,
                                                 std::chrono::seconds most = std::chrono::seconds::max());
  asio::awaitable<smtp::Reply> expect();
  asio::awaitable<std::optional<UpstreamFailure>> try_send(std::string_view octets);
  asio::awaitable<void> send(std::string_view octets);
  UpstreamFailure failure_of(std::error_code code);
  void allow(std::chrono::seconds time);
  const UpstreamConfig& config() const { return target_.gate->config.upstream; }

  net::World& world_;
  UpstreamTarget target_;
  const TimeLimits& time_;
  std::unique_ptr<net::Stream> stream_;
  smtp::ReplyParser parser_;
  smtp::Extensions extensions_;
  Stage stage_ = Stage::connect;
  std::uint32_t mails_ = 0;
  std::string trouble_;
};

}  // namespace postern

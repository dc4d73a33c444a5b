#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "envelope.hpp"
#include "gate.hpp"
#include "smtp/dot_codec.hpp"
#include "upstream.hpp"

namespace postern {

/// The live envelope: carries one session's transactions to the upstream, command by command, and says what
/// the client hears. The connection opens at the first MAIL and is used again for the session's next
/// messages. When it is lost before DATA has begun, the envelope is replayed once on a new one; after that
/// nothing is tried again.
///
///     reply = co_await relay.mail(...); reply = co_await relay.rcpt(...);
///     refusal = co_await relay.begin_data();
///     co_await relay.write(...)...; reply = co_await relay.finish();     // or relay.abandon()
class Relay {
 public:
  /// Called when the upstream and we do not understand each other.
  using OnMisunderstanding = std::function<void(Stage, const UpstreamAnswer&)>;

  /// `world` and `gate` outlive it.
  Relay(net::World& world, const Gate& gate, OnMisunderstanding on_misunderstanding);

  /// The client's reply to MAIL and to RCPT. `client` is passed on where the upstream takes XFORWARD.
  asio::awaitable<smtp::Reply> mail(EnvelopeCommand sender, smtp::Xforward client);
  asio::awaitable<smtp::Reply> rcpt(EnvelopeCommand recipient);
  /// Nothing when the upstream awaits the message, else the client's final reply.
  asio::awaitable<std::optional<smtp::Reply>> begin_data();
  /// A part of the message, in any chunking. After a failure the rest is dropped, and finish() tells.
  asio::awaitable<void> write(std::string_view octets);
  /// Sends what is left with the final dot, and gives the upstream's final reply.
  asio::awaitable<smtp::Reply> finish();
  /// Ends the upstream's transaction without a message.
  asio::awaitable<void> reset();
  /// Drops the connection at once: a message that has begun stays unfinished.
  void abandon();
  /// Ends the connection in good order.
  asio::awaitable<void> quit();

  const Envelope& envelope() const { return envelope_; }
  /// The upstream's own last word on the current transaction, for the log; empty when it has said nothing.
  const std::string& last_word() const { return last_word_; }

 private:
  asio::awaitable<Conclusion> perform(Stage stage, EnvelopeCommand command);
  asio::awaitable<Conclusion> attempt(Stage stage, const EnvelopeCommand& command, bool fresh);
  asio::awaitable<Conclusion> open();
  asio::awaitable<Conclusion> forward_client();
  asio::awaitable<Conclusion> replay_envelope();
  asio::awaitable<Conclusion> say(Stage stage, const EnvelopeCommand& command);
  Conclusion settle(Stage stage, const UpstreamAnswer& answer);

  net::World& world_;
  const Gate& gate_;
  OnMisunderstanding on_misunderstanding_;
  std::unique_ptr<Upstream> upstream_;
  Envelope envelope_;
  bool in_transaction_ = false;
  bool lost_ = false;
  smtp::DotEncoder encoder_;
  std::string outgoing_;
  std::string last_word_;
};

}  // namespace postern

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "server/gate.hpp"
#include "upstream/envelope.hpp"
#include "upstream/message.hpp"
#include "upstream/pool.hpp"
#include "upstream/relay_batch.hpp"
#include "upstream/upstream.hpp"

namespace postern {

/// The live envelope: carries one session's transactions to the upstream as they come, and says what the
/// client hears. The connection opens at the first MAIL and is used again for the session's next messages.
/// When it is lost before DATA has begun, the envelope is replayed once on a new one; after that nothing is
/// tried again.
///
///     relay.begin(gate, client);
///     replies = co_await relay.envelope({mail, rcpt, rcpt});   // and again: the client's batches
///     refusal = co_await relay.begin_data(Framing::data);
///     co_await relay.write(...)...; co_await relay.settle();
///     replies = co_await relay.finish();                       // or relay.abandon()
class Relay {
 public:
  /// Called with what an administrator should know: the upstream and we do not understand each other.
  using OnTrouble = std::function<void(std::string trouble)>;

  /// `world` outlives it, and so does `pool`, where there is one.
  Relay(net::World& world, OnTrouble on_trouble, Pool* pool = nullptr);

  /// A transaction begins, for this client and by the rules of this gate. Nothing is said upstream yet.
  void begin(std::shared_ptr<const Gate> gate, UpstreamClient client);
  /// The client's MAIL, if none is open, and RCPTs: what came in one batch goes on in one, where the upstream
  /// takes pipelining. A reply for each command, in order; after a MAIL that is refused, RCPTs hear 503.
  asio::awaitable<std::vector<smtp::Reply>> envelope(std::vector<EnvelopeCommand> commands);
  /// The transaction that was told so far is ended, and this envelope told to the upstream of `gate`, which
  /// may be another one. Nothing when all of it was accepted, else the client's final reply, for all of these
  /// recipients: to come again.
  asio::awaitable<std::optional<smtp::Reply>> retell(std::shared_ptr<const Gate> gate, Envelope envelope);
  /// Nothing when the upstream awaits the message, else the client's final reply, for all recipients. A
  /// message that came in chunks and is binary, or has these `stray` octets, cannot go on by DATA.
  asio::awaitable<std::optional<smtp::Reply>> begin_data(Framing framing, const smtp::StrayOctets& stray);
  /// A part of the message, in any chunking. After a failure the rest is dropped, and finish() tells.
  asio::awaitable<void> write(std::string_view octets);
  /// Waits for all that the upstream still has to say or to take before the end. A client that gave up must
  /// be noticed after this and before finish(), which commits at once.
  asio::awaitable<void> settle();
  /// Sends what is left with the end of the message, and gives the upstream's final reply; those for each
  /// accepted recipient, in their order, when it is an LMTP server.
  asio::awaitable<std::vector<smtp::Reply>> finish();
  /// Ends the upstream's transaction without a message.
  asio::awaitable<void> reset();
  /// Drops the connection at once: a message that has begun stays unfinished.
  void abandon();
  /// Ends the connection in good order, or leaves it to the pool.
  asio::awaitable<void> quit();

  const Envelope& accepted() const { return envelope_; }
  /// The server that the current transaction goes to, for the log; empty when none was asked.
  const std::string& server() const { return server_; }
  /// The upstream's own last word on the current transaction, for the log; empty when it has said nothing.
  const std::string& last_word() const { return last_word_; }

 private:
  /// Why this command of an envelope that was accepted elsewhere will be refused here each time; empty when
  /// it may be taken later.
  std::string trouble_with(const EnvelopeCommand& command, const smtp::Reply& refusal) const;
  asio::awaitable<std::optional<smtp::Reply>> say(smtp::Verb verb);
  asio::awaitable<void> perform(Batch& batch);
  asio::awaitable<void> attempt(Batch& batch);
  asio::awaitable<void> find_connection(bool for_new_transaction);
  /// Whether the connection at hand may carry the new transaction.
  bool is_of_use() const;
  /// To a client without an address: a PROXY header cannot say so, only that the connection is our own, and
  /// the upstream would treat the client as it treats us.
  std::optional<smtp::Reply> refuse_to_connect() const;
  asio::awaitable<Conclusion> open();
  /// Whom the connection is to be told of before EHLO's end, if anybody.
  std::optional<smtp::Xclient> client_to_name() const;
  std::size_t group_size(std::span<const Step> steps) const;
  /// What stopped it, if anything did: the answer to all that was not asked.
  asio::awaitable<std::optional<smtp::Reply>> take(std::span<const Step> steps, Batch& batch);
  std::optional<smtp::Reply> apply_preamble(const Step& step, const UpstreamAnswer& answer);
  void apply_own(const Step& step, const UpstreamAnswer& answer, Batch& batch);
  Conclusion apply(Stage stage, const UpstreamAnswer& answer);
  std::string explain(Stage stage, const UpstreamAnswer& answer) const;

  net::World& world_;
  OnTrouble on_trouble_;
  Pool* pool_;
  std::shared_ptr<const Gate> gate_;
  std::unique_ptr<Upstream> upstream_;
  Envelope envelope_;
  bool in_transaction_ = false;  // the connection at hand has been told the envelope
  bool lost_ = false;            // what ended the last attempt
  bool heard_ = false;           // the upstream has answered some of the batch
  std::optional<UpstreamMessage> message_;
  std::string server_;
  std::string last_word_;
};

}  // namespace postern

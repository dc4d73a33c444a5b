#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "policy/recipient_groups.hpp"
#include "server/gate.hpp"
#include "server/log.hpp"
#include "session/admission.hpp"
#include "session/client.hpp"
#include "session/client_channel.hpp"
#include "session/intake.hpp"
#include "session/proxy_watch.hpp"
#include "smtp/chunking.hpp"
#include "smtp/command.hpp"
#include "smtp/transaction.hpp"
#include "stamp/stamp.hpp"
#include "upstream/relay.hpp"
#include "verify/authenticator.hpp"

namespace postern {

/// What a thread has for its sessions; all of it outlives them.
struct Services {
  CheckTools tools;
  const Log& log;
  Admission& admission;
  Pool* pool = nullptr;  ///< of idle upstream connections, if any are kept
};

/// One client's connection, from its first octet to its end.
class Session {
 public:
  /// `services` outlive it.
  Session(const Services& services, std::shared_ptr<const LiveGate> live,
          std::unique_ptr<net::Stream> stream);

  /// The whole dialogue. Throws nothing: whatever happens ends this session, and only this one.
  asio::awaitable<void> run();
  /// The program stops: a session whose message has begun goes on to the message's end, any other says 421
  /// now.
  void stop();

 private:
  /// One transaction: from MAIL to its end, whatever that is.
  struct Mail {
    Mail(const Services& services, const Gate& gate, const Place& place)
        : octets(services.admission, place),
          checks(services.tools, gate),
          message(services.tools.world, gate.config, octets, checks) {}

    TransactionRecord record;
    OctetsInFlight octets;
    Authenticator checks;
    Intake message;
    std::vector<std::string> upstreams;         ///< those that were to have some of the groups
    std::vector<std::string> upstream_replies;  ///< what they said at last
    smtp::ChunkDecoder chunks;
    net::TimePoint last_moment;  ///< for the message to be here
    bool begun = false;          ///< DATA or the first BDAT was accepted
    bool committed = false;      ///< some recipients have it
    bool binary = false;         ///< BODY=BINARYMIME (RFC 3030)
    bool utf8 = false;           ///< SMTPUTF8 (RFC 6531)
    Framing framing = Framing::data;
    smtp::StrayOctets stray;  ///< that were let pass
  };
  /// A command of a batch: refused by us, or the next of those that went upstream.
  struct Asked {
    smtp::Verb verb;
    std::string mailbox;
    std::optional<smtp::Reply> refusal;
  };

  // The connection (session.cpp)
  asio::awaitable<void> dialogue();
  smtp::Reply greeting() const;
  asio::awaitable<void> meet();
  asio::awaitable<void> learn_proxied_client();
  /// Nothing when there is one; otherwise what the client hears.
  std::optional<smtp::Reply> find_place();
  asio::awaitable<void> start_tls();
  asio::awaitable<smtp::LineFramer::Event> next_event();
  asio::awaitable<void> serve(smtp::LineFramer::Event event);
  void refuse_line(const smtp::LineFramer::Event& event);
  void refuse_proxy_header();
  asio::awaitable<void> obey(smtp::Command command);
  void say(const smtp::Reply& reply);
  /// Says the reply to a command, and what follows from it for the state of the dialogue.
  void answer(smtp::Verb verb, const smtp::Reply& reply);
  asio::awaitable<void> leave(std::exception_ptr failure);
  /// What is said to who took too long.
  smtp::Reply late_reply() const;

  // What a client may ask for beside a transaction (session_hello.cpp)
  asio::awaitable<void> on_hello(const smtp::Command& command);
  asio::awaitable<void> on_starttls();
  asio::awaitable<void> on_xclient(const smtp::Command& command);
  void on_xforward(const smtp::Command& command);
  smtp::Offer what_we_offer() const;
  /// All that was said between greeting and now is forgotten.
  asio::awaitable<void> begin_anew();

  // The envelope (session_envelope.cpp)
  asio::awaitable<void> on_envelope(smtp::Command first);
  void begin_mail(const smtp::Command& command);
  /// Puts a command into the batch, unless we refuse it ourselves.
  void ask(smtp::Command command, std::vector<Asked>& asked, std::vector<EnvelopeCommand>& batch);
  /// And the RCPTs that came with it.
  void gather_recipients(std::vector<Asked>& asked, std::vector<EnvelopeCommand>& batch);
  asio::awaitable<void> settle(std::vector<Asked> asked, std::vector<smtp::Reply> answers);
  /// `pending` is the batch so far, which has not been answered.
  std::optional<smtp::Reply> refuse(const smtp::Command& command,
                                    const std::vector<EnvelopeCommand>& pending) const;
  /// SMTP has one reply for a whole message: its recipients must all be such as are decided alike.
  bool is_decided_apart(const smtp::Path& one, const smtp::Path& other) const;
  /// SMTP cannot say two things at the dot, and LMTP may have as many to say as there are recipients.
  bool is_one_by_one() const;

  // The message (session_message.cpp)
  asio::awaitable<void> on_data();
  asio::awaitable<void> on_bdat(smtp::Chunk chunk);
  /// A chunk was refused, and with it the transaction.
  asio::awaitable<void> give_up(smtp::Reply refusal);
  /// What the decoder finds until it has come to an end.
  template <class Decoder>
  asio::awaitable<void> take_in(Decoder& decoder, Intake& message);
  asio::awaitable<void> discard(std::uint64_t octets);
  asio::awaitable<void> finish_message(const smtp::StrayOctets& stray);
  /// Ends the current transaction, logged with `ending`.
  asio::awaitable<void> end_mail(Ending ending);

  // What becomes of it (session_decision.cpp)
  /// One reply for all, or for LMTP one for each recipient.
  asio::awaitable<std::vector<smtp::Reply>> judge_and_deliver();
  std::vector<RecipientGroup> decide(const Verdict& verdict);
  asio::awaitable<std::vector<smtp::Reply>> carry_out(const Verdict& verdict,
                                                      const std::vector<RecipientGroup>& groups);
  asio::awaitable<std::vector<smtp::Reply>> deliver(const Verdict& verdict, const RecipientGroup& group,
                                                    const Envelope& envelope);
  /// For the log: the relay's next transaction forgets where this one went and what came of it.
  void note_upstream();
  /// Sees to it that the upstream of the group has been told its recipients; else the client's reply.
  asio::awaitable<std::optional<smtp::Reply>> reach(const RecipientGroup& group, const Envelope& envelope);
  std::string header_for(const RecipientGroup& group, const Verdict& verdict);

  const ListenerConfig& config() const { return gate_->config; }
  /// Whether who is at the other end may speak for others.
  bool is_trusted(const net::Peer& peer) const;
  /// Whether this client would be offered it, EHLO or not.
  bool may_say(std::string_view extension) const;
  bool may_forward() const { return is_trusted(client_.peer()); }
  bool is_over() const { return over_ || farewell_.has_value(); }
  bool is_lmtp() const { return protocol_ == smtp::Protocol::lmtp; }

  const Services& services_;
  std::shared_ptr<const LiveGate> live_;
  std::shared_ptr<const Gate> gate_;  // in force for the current transaction, or since the last
  net::World& world_;
  const smtp::Protocol protocol_;  // whatever a reload says: the client has been greeted in it
  ClientChannel channel_;
  Client client_;
  Relay relay_;
  smtp::Transaction transaction_;
  ProxyWatch proxy_watch_;
  std::optional<Place> place_;
  smtp::Extensions usable_;                      // after our EHLO; nothing after HELO
  std::optional<smtp::LineFramer::Event> next_;  // read ahead, not looked at
  std::unique_ptr<Mail> mail_;
  std::size_t commands_ = 0;
  std::size_t errors_ = 0;
  bool stopping_ = false;
  bool over_ = false;                    // ends without a word
  std::optional<smtp::Reply> farewell_;  // said, or to be said: the session ends with it
};

}  // namespace postern

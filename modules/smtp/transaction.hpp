#pragma once

#include <cstdint>
#include <optional>

#include "smtp/command.hpp"
#include "smtp/reply.hpp"

namespace postern::smtp {

/// What is spoken: SMTP, or LMTP (RFC 2033), which begins with LHLO instead of HELO or EHLO and answers the
/// end of a message once for each accepted recipient.
enum class Protocol : std::uint8_t { smtp, lmtp };

/// Which command is legal when (RFC 5321 §4.1.4, RFC 2033 §4, RFC 3030 §2): a session's place in its
/// dialogue.
///
///     if (auto refusal = transaction.refuse(verb)) ...      // out of order: say this
///     transaction.on_accepted(verb);                        // after we have answered 2xx or 354
///     transaction.on_refused(verb);                         // after 4xx or 5xx
///
/// For BDAT two things are different. Its octets come whether it is legal or not, and must be consumed before
/// any answer. And whatever it is refused for, refuse() included, on_refused() must be told: a message that
/// lacks a chunk must never be completed.
class Transaction {
 public:
  enum class State : std::uint8_t {
    connected,           ///< no HELO, EHLO or LHLO yet
    greeted,             ///< between transactions
    mail,                ///< a sender, no RCPT yet
    recipients_refused,  ///< RCPTs, none of them accepted
    recipients,          ///< at least one recipient
    data,                ///< between the chunks of a message that BDAT sends
  };

  explicit Transaction(Protocol protocol = Protocol::smtp) : protocol_(protocol) {}

  State state() const { return state_; }
  /// Whether a MAIL was accepted whose message has not begun, or has begun with BDAT and has not ended.
  bool is_open() const { return state_ > State::greeted; }

  /// The reply to a command that is not legal now, or nothing.
  [[nodiscard]] std::optional<Reply> refuse(Verb verb) const;
  /// The command was legal and was done. After DATA (its 354) the transaction is over but for its message,
  /// whatever becomes of that: a MAIL may follow. BDAT is a chunk that was not the last. After XCLIENT and
  /// STARTTLS the session is where it was when the client connected.
  void on_accepted(Verb verb);
  /// The command was refused. A refused BDAT ends the transaction: those that the client has already sent
  /// after it are then out of order (RFC 3030 §2).
  void on_refused(Verb verb);
  /// The last chunk was received and answered, in whatever way: the transaction is over.
  void on_last_chunk();

 private:
  void end();

  Protocol protocol_;
  State state_ = State::connected;
};

}  // namespace postern::smtp

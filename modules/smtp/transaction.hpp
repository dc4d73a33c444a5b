#pragma once

#include <cstdint>
#include <optional>

#include "smtp/command.hpp"
#include "smtp/reply.hpp"

namespace postern::smtp {

/// Which command is legal when (RFC 5321 §4.1.4): a session's place in its dialogue.
///
///     if (auto refusal = transaction.refuse(verb)) ...      // out of order: say this
///     transaction.on_accepted(verb);                        // after we have answered 2xx or 354
///     transaction.on_refused(verb);                         // after 4xx or 5xx
class Transaction {
 public:
  enum class State : std::uint8_t {
    connected,           ///< no HELO or EHLO yet
    greeted,             ///< between transactions
    mail,                ///< a sender, no RCPT yet
    recipients_refused,  ///< RCPTs, none of them accepted
    recipients,          ///< at least one recipient
  };

  State state() const { return state_; }
  /// Whether a MAIL was accepted whose message has not begun.
  bool is_open() const { return state_ > State::greeted; }

  /// The reply to a command that is not legal now, or nothing.
  [[nodiscard]] std::optional<Reply> refuse(Verb verb) const;
  /// The command was legal and was done. After DATA (its 354) the transaction is over but for its message,
  /// whatever becomes of that: a MAIL may follow.
  void on_accepted(Verb verb);
  /// The command was legal and was refused.
  void on_refused(Verb verb);

 private:
  State state_ = State::connected;
};

}  // namespace postern::smtp

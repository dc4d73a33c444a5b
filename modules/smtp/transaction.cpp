#include "smtp/transaction.hpp"

#include <array>
#include <cstddef>

#include "smtp/replies.hpp"

namespace postern::smtp {
namespace {

using Rule = Reply (*)();
struct Row {
  Verb verb;
  std::array<Rule, 6> rules;  // by State: the refusal, or null where the verb is legal
};

constexpr Rule legal = nullptr;
constexpr Rule no_ehlo = replies::need_greeting;
constexpr Rule no_mail = replies::need_mail;
constexpr Rule no_rcpt = replies::need_recipient;
constexpr Rule refused = replies::no_valid_recipients;
constexpr Rule nested = replies::nested_mail;
constexpr Rule inside = replies::inside_transaction;
constexpr Rule chunks = replies::inside_chunks;
constexpr Rule astray = replies::chunk_out_of_order;

// RFC 5321 §4.1.4. EHLO and HELO may come again and then begin anew; "the NOOP, HELP, EXPN, VRFY, and RSET
// commands can be used at any time during a session, or without previously initializing a session"; so may
// QUIT (§4.1.1.10). RFC 3030 §2: DATA and BDAT do not mix. RFC 3207 §4: STARTTLS is only for a client that
// has seen it offered. XCLIENT_README: at any time except inside a transaction. An unknown verb is refused
// where it is parsed; which of HELO, EHLO and LHLO the protocol has is no matter of order, see refuse().
// clang-format off
constexpr std::array<Row, 17> table{{
    //                 connected  greeted   mail      recipients_refused  recipients  data
    {Verb::helo,     {{legal,     legal,    legal,    legal,              legal,      legal}}},
    {Verb::ehlo,     {{legal,     legal,    legal,    legal,              legal,      legal}}},
    {Verb::lhlo,     {{legal,     legal,    legal,    legal,              legal,      legal}}},
    {Verb::mail,     {{no_ehlo,   legal,    nested,   nested,             nested,     chunks}}},
    {Verb::rcpt,     {{no_ehlo,   no_mail,  legal,    legal,              legal,      chunks}}},
    {Verb::data,     {{no_ehlo,   no_mail,  no_rcpt,  refused,            legal,      chunks}}},
    {Verb::bdat,     {{no_ehlo,   astray,   no_rcpt,  astray,             legal,      legal}}},
    {Verb::rset,     {{legal,     legal,    legal,    legal,              legal,      legal}}},
    {Verb::noop,     {{legal,     legal,    legal,    legal,              legal,      legal}}},
    {Verb::vrfy,     {{legal,     legal,    legal,    legal,              legal,      legal}}},
    {Verb::expn,     {{legal,     legal,    legal,    legal,              legal,      legal}}},
    {Verb::help,     {{legal,     legal,    legal,    legal,              legal,      legal}}},
    {Verb::quit,     {{legal,     legal,    legal,    legal,              legal,      legal}}},
    {Verb::starttls, {{no_ehlo,   legal,    inside,   inside,             inside,     inside}}},
    {Verb::xforward, {{no_ehlo,   legal,    inside,   inside,             inside,     inside}}},
    {Verb::xclient,  {{legal,     legal,    inside,   inside,             inside,     inside}}},
    {Verb::unknown,  {{legal,     legal,    legal,    legal,              legal,      legal}}},
}};
// clang-format on

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].verb != static_cast<Verb>(i)) return false;
  }
  return table.back().verb == Verb::unknown;
}
static_assert(is_in_order(), "the table has one row for each verb, in their order");

// RFC 2033 §4.1: "the HELO and EHLO commands of ESMTP are replaced by the LHLO command" in LMTP, and neither
// protocol has the other's.
bool is_of_other_protocol(Verb verb, Protocol protocol) {
  if (verb == Verb::lhlo) return protocol == Protocol::smtp;
  return (verb == Verb::helo || verb == Verb::ehlo) && protocol == Protocol::lmtp;
}

}  // namespace

std::optional<Reply> Transaction::refuse(Verb verb) const {
  if (is_of_other_protocol(verb, protocol_)) {
    return protocol_ == Protocol::lmtp ? replies::this_is_lmtp() : replies::this_is_smtp();
  }
  const auto rule = table[static_cast<std::size_t>(verb)].rules[static_cast<std::size_t>(state_)];
  if (rule == legal) return std::nullopt;
  if (rule == no_ehlo && protocol_ == Protocol::lmtp) return replies::need_lhlo();
  // RFC 2033 §4.2: without an accepted recipient DATA fails with a 503; RFC 5321 §3.3 leaves SMTP the choice.
  if (rule == refused && protocol_ == Protocol::lmtp) return replies::need_recipient();
  return rule();
}

void Transaction::on_accepted(Verb verb) {
  switch (verb) {
    case Verb::helo:
    case Verb::ehlo:
    case Verb::lhlo:
      state_ = State::greeted;
      return;
    case Verb::mail:
      state_ = State::mail;
      return;
    case Verb::rcpt:
      state_ = State::recipients;
      return;
    case Verb::bdat:
      state_ = State::data;
      return;
    case Verb::data:
    case Verb::rset:
      end();
      return;
    case Verb::starttls:  // RFC 3207 §4.2: all that the client has said is forgotten
    case Verb::xclient:   // XCLIENT_README: back to the state after the greeting
      state_ = State::connected;
      return;
    case Verb::noop:
    case Verb::vrfy:
    case Verb::expn:
    case Verb::help:
    case Verb::quit:
    case Verb::xforward:
    case Verb::unknown:
      return;
  }
}

void Transaction::on_refused(Verb verb) {
  if (verb == Verb::rcpt && state_ == State::mail) state_ = State::recipients_refused;
  if (verb == Verb::bdat) end();
}

void Transaction::on_last_chunk() {
  end();
}

void Transaction::end() {
  if (is_open()) state_ = State::greeted;
}

}  // namespace postern::smtp

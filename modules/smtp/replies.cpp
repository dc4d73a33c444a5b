#include "smtp/replies.hpp"

#include <cassert>
#include <utility>

namespace postern::smtp::replies {
namespace {

Reply reply(int code, std::string text) {
  return Reply{.code = code, .lines = {std::move(text)}};
}

std::string quoted(std::string_view keyword) {
  return '"' + std::string(keyword) + '"';
}

// The first of the three that applies.
std::string name_of(const StrayOctets& stray) {
  assert(stray.any());
  return stray.bare_lf ? "bare <LF>" : stray.bare_cr ? "bare <CR>" : "NUL";
}

}  // namespace

// RFC 5321 §4.2: the greeting and the answers to HELO and EHLO begin with our name. RFC 2034 §4: without
// enhanced code.
Reply greeting(std::string_view hostname) {
  return reply(220, std::string(hostname) + " ESMTP Postern");
}

// RFC 2033 §4.1 leaves the text to us.
Reply lmtp_greeting(std::string_view hostname) {
  return reply(220, std::string(hostname) + " LMTP Postern");
}

Reply helo(std::string_view hostname) {
  return reply(250, std::string(hostname));
}

Reply ehlo(std::string_view hostname, const std::vector<std::string>& keywords) {
  auto answer = helo(hostname);
  answer.lines.insert(answer.lines.end(), keywords.begin(), keywords.end());
  return answer;
}

Reply ok() {
  return reply(250, "2.0.0 Ok");
}

// RFC 2034 §4: no enhanced code for a 3xx.
Reply start_data() {
  return reply(354, "End data with <CR><LF>.<CR><LF>");
}

// RFC 5321 §3.5.3: a relay that does not know the next server's users says 252.
Reply cannot_verify() {
  return reply(252, "2.0.0 Cannot verify, but will try to deliver");
}

Reply help() {
  return reply(214, "2.0.0 See RFC 5321");
}

// RFC 3207 §4: "220 Ready to start TLS".
Reply ready_for_tls() {
  return reply(220, "2.0.0 Ready to start TLS");
}

// RFC 3030 §2: "250 ... octets received" for each chunk.
Reply chunk_received(std::uint64_t octets) {
  return reply(250, "2.0.0 " + std::to_string(octets) + " octets received");
}

Reply closing() {
  return reply(221, "2.0.0 Bye");
}

// RFC 3463 §3.6: X.5.2, "the syntax was wrong or the command is unrecognized"; X.5.1, "out of sequence or
// unsupported"; X.5.4, invalid arguments.
Reply unknown_command() {
  return reply(500, "5.5.2 Command not recognized");
}

Reply not_implemented() {
  return reply(502, "5.5.1 Command not implemented");
}

// X.5.6 would name it, but is for authentication exchanges only (RFC 4954 §6).
Reply line_too_long() {
  return reply(500, "5.5.2 Line too long");
}

Reply stray_octets_in_command() {
  return reply(500, "5.5.2 Commands end with <CR><LF>; a bare <CR>, bare <LF> or NUL is not allowed");
}

Reply bad_argument(std::string_view what) {
  return reply(501, "5.5.4 " + std::string(what));
}

// RFC 3463 §3.2: X.1.7 and X.1.3, bad mailbox address syntax of sender and destination.
Reply bad_sender_address() {
  return reply(501, "5.1.7 Bad sender address syntax");
}

Reply bad_recipient_address() {
  return reply(501, "5.1.3 Bad recipient address syntax");
}

Reply bad_parameter(std::string_view keyword) {
  return bad_argument("Bad value of parameter " + quoted(keyword));
}

Reply duplicate_parameter(std::string_view keyword) {
  return bad_argument("Parameter " + quoted(keyword) + " given twice");
}

// RFC 5321 §4.1.1.11: 555 for parameters that are not recognized or not implemented.
Reply unknown_parameter(std::string_view keyword) {
  return reply(555, "5.5.4 Parameter " + quoted(keyword) + " not recognized");
}

// RFC 6531 §3.5: 553 for MAIL and RCPT; X.6.7 is of its §4.3.
Reply needs_smtputf8() {
  return reply(553, "5.6.7 Address is not ASCII and SMTPUTF8 was not requested");
}

// RFC 2033 §4.1 recommends 500 for HELO and EHLO.
Reply this_is_lmtp() {
  return reply(500, "5.5.1 This is LMTP, say LHLO");
}

Reply this_is_smtp() {
  return reply(500, "5.5.1 This is SMTP, say EHLO");
}

// RFC 3207 §4: 530, and 454 for a temporary reason; X.7.0, for reasons of security that no other code names.
Reply tls_required() {
  return reply(530, "5.7.0 Must issue a STARTTLS command first");
}

Reply tls_not_available() {
  return reply(454, "4.7.0 TLS not available due to temporary reason");
}

Reply tls_already_active() {
  return reply(503, "5.5.1 TLS is already active");
}

// XFORWARD_README and XCLIENT_README: 550 for a client that is not authorized.
Reply xforward_denied() {
  return reply(550, "5.7.0 Not authorized to use XFORWARD");
}

Reply xclient_denied() {
  return reply(550, "5.7.0 Not authorized to use XCLIENT");
}

// RFC 5321 §4.1.4: commands out of order are answered 503.
Reply need_greeting() {
  return reply(503, "5.5.1 Send EHLO or HELO first");
}

Reply need_lhlo() {
  return reply(503, "5.5.1 Send LHLO first");
}

Reply nested_mail() {
  return reply(503, "5.5.1 Nested MAIL command");
}

Reply need_mail() {
  return reply(503, "5.5.1 Need MAIL command");
}

Reply need_recipient() {
  return reply(503, "5.5.1 Need RCPT command");
}

// RFC 5321 §3.3: DATA without an accepted recipient is 503 or 554; this is the case of refused ones.
Reply no_valid_recipients() {
  return reply(554, "5.5.1 No valid recipients");
}

Reply inside_transaction() {
  return reply(503, "5.5.1 Not allowed inside a mail transaction");
}

// RFC 3030 §2: DATA in a message of chunks is 503, and so is any BDAT for a message that has ended or failed;
// §3: so is DATA in a transaction with BODY=BINARYMIME.
Reply inside_chunks() {
  return reply(503, "5.5.1 Not allowed between the chunks of a message");
}

Reply chunk_out_of_order() {
  return reply(503, "5.5.1 No message to add to: this chunk was discarded");
}

Reply binary_needs_bdat() {
  return reply(503, "5.5.1 BODY=BINARYMIME needs BDAT");
}

// RFC 5321 §4.5.3.1.10: 452, not 552, so that the client sends the rest in another transaction.
Reply too_many_recipients() {
  return reply(452, "4.5.3 Too many recipients");
}

// X.5.3, too many recipients, tells a client that queues to bring the others in another transaction.
Reply one_recipient_at_a_time() {
  return reply(452, "4.5.3 One recipient at a time, try again later");
}

Reply recipient_decided_apart() {
  return reply(452, "4.5.3 This recipient needs a transaction of its own, try again later");
}

// RFC 1870 §6.1 and §6.3
Reply message_too_big() {
  return reply(552, "5.3.4 Message too big");
}

Reply header_too_big() {
  return reply(552, "5.3.4 Message header too big");
}

Reply system_full() {
  return reply(452, "4.3.1 Insufficient system storage");
}

Reply too_many_octets_in_flight() {
  return reply(452, "4.3.1 Too many messages at a time, try again later");
}

// RFC 5321 §3.8: 421 is what a server says that closes the connection by itself. X.7.0: for policy reasons.
Reply too_many_errors() {
  return reply(421, "4.7.0 Too many errors");
}

Reply too_many_commands() {
  return reply(421, "4.7.0 Too many commands");
}

Reply too_many_connections() {
  return reply(421, "4.3.2 Too many connections, try again later");
}

Reply too_many_connections_from_you() {
  return reply(421, "4.7.0 Too many connections from your network, try again later");
}

Reply timed_out() {
  return reply(421, "4.4.2 Timed out waiting for the client");
}

Reply message_took_too_long() {
  return reply(421, "4.4.2 Message took too long to arrive");
}

Reply shutting_down() {
  return reply(421, "4.3.2 Service shutting down");
}

// X.3.5, system incorrectly configured: whose mail it is can try again.
Reply unexpected_proxy_header() {
  return reply(421, "4.3.5 A PROXY header is not expected here");
}

// RFC 5321 §2.3.8 and §4.1.1.4 forbid them, §7.9 lets a server refuse: 554, the transaction failed; X.6.0,
// for a fault of the content that no other code names. The first of the three that applies is said.
Reply stray_octets(const StrayOctets& stray) {
  return reply(554, "5.6.0 Message refused: it contains a " + name_of(stray) + " (RFC 5321 section 2.3.8)");
}

// A message of chunks that would have to go on by DATA. X.6.3, "the message content must be converted ... and
// such conversion is not possible", which RFC 3030 §3 gives for binary content.
Reply cannot_reframe(const StrayOctets& stray) {
  return reply(
      554, "5.6.3 Message refused: the next server takes no BDAT, and DATA cannot carry a " + name_of(stray));
}

// RFC 5321 §6.3; X.4.6, routing loop detected.
Reply mail_loop() {
  return reply(554, "5.4.6 Too many Received fields: mail is looping");
}

Reply local_error() {
  return reply(451, "4.3.0 Local error in processing");
}

// RFC 3463 §3.4 and §3.5: X.3.2, system not accepting messages; X.4.1, no answer from host; X.4.2, bad
// connection; X.3.5, system incorrectly configured.
Reply upstream_never_reached() {
  return reply(421, "4.3.2 Next server has not been reached yet, try again later");
}

Reply upstream_unreachable() {
  return reply(451, "4.4.1 Cannot reach the next server");
}

Reply upstream_timed_out() {
  return reply(451, "4.4.2 Next server does not answer");
}

Reply upstream_lost() {
  return reply(451, "4.4.2 Connection to the next server lost");
}

// LMTP: the next server has answered for other recipients of the message, and not for this one.
Reply upstream_reply_missing() {
  return reply(451, "4.4.2 Connection to the next server lost before its answer for this recipient");
}

Reply upstream_misconfigured() {
  return reply(451, "4.3.5 Next server refuses our dialogue");
}

Reply refused_when_retold() {
  return reply(451, "4.3.0 Next server changed its mind about this message; try again later");
}

// X.7.4, security features not supported; X.7.5, cryptographic failure.
Reply upstream_without_tls() {
  return reply(451, "4.7.4 Next server offers no TLS");
}

Reply upstream_tls_failed() {
  return reply(451, "4.7.5 TLS with the next server failed");
}

// RFC 8689 §4.2.1 and §5: the message must not go on, and its sender is to know why; X.7.30, REQUIRETLS
// support required.
Reply cannot_require_tls() {
  return reply(550, "5.7.30 REQUIRETLS support required");
}

}  // namespace postern::smtp::replies

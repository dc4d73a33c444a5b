#include "upstream/reply_table.hpp"

#include <algorithm>
#include <array>

#include "smtp/replies.hpp"

namespace postern {

namespace {

smtp::Reply failure_reply(Stage stage, UpstreamFailure failure) {
  using enum UpstreamFailure;
  switch (failure) {
    case unreachable:
      return smtp::replies::upstream_unreachable();
    case timed_out:
      return stage == Stage::connect ? smtp::replies::upstream_unreachable()
                                     : smtp::replies::upstream_timed_out();
    case no_tls:
      return smtp::replies::upstream_without_tls();
    case tls_failed:
      return smtp::replies::upstream_tls_failed();
    case lost:
    case unreadable:
      break;
  }
  return smtp::replies::upstream_lost();
}

/// What does not pass by itself, as a lost connection does.
bool is_misunderstanding(UpstreamFailure failure) {
  using enum UpstreamFailure;
  return failure == unreadable || failure == no_tls || failure == tls_failed;
}

/// Before a client's command is at stake: connection set-up, and what is our own idea.
bool is_preamble(Stage stage) {
  return stage <= Stage::xforward || stage == Stage::reset;
}

/// Replies that speak of how we talk, not of the mail. An enhanced code x.1.x speaks of an address all the
/// same (Postfix: "501 5.1.7 Bad sender address syntax"), and its sender should hear that at once.
bool is_about_our_dialogue(const smtp::Reply& reply) {
  static constexpr std::array codes{500, 501, 502, 503, 504, 530, 535, 538};
  if (std::ranges::find(codes, reply.code) == codes.end()) return false;
  const auto status = smtp::enhanced_status(reply);
  return !status || status->subject != 1;
}

Conclusion misunderstood() {
  return {.client = smtp::replies::upstream_misconfigured(), .discard = true, .misunderstanding = true};
}

Conclusion conclude_reply(Stage stage, smtp::Reply reply) {
  const bool hoped_for = is_hoped_for(stage, reply);
  const bool is_answer = stage == Stage::mail || stage == Stage::rcpt || stage == Stage::message;
  if (hoped_for && !is_answer) return {.accepted = true};
  if (hoped_for) return {.client = smtp::with_enhanced_code(std::move(reply)), .accepted = true};
  if (reply.is_positive() || reply.is_intermediate()) return misunderstood();
  if (is_preamble(stage)) return {.client = smtp::replies::upstream_unreachable(), .discard = true};
  if (reply.code == 421) {
    // It is closing, we are not (RFC 5321 §3.8): the client may go on with us.
    reply.code = 451;
    return {.client = smtp::with_enhanced_code(std::move(reply)), .discard = true};
  }
  if (is_about_our_dialogue(reply)) return misunderstood();
  return {.client = smtp::with_enhanced_code(std::move(reply))};
}

}  // namespace

std::string_view to_string(Stage stage) {
  using enum Stage;
  switch (stage) {
    case connect:
      return "connecting";
    case greeting:
      return "the greeting";
    case hello:
      return "EHLO";
    case tls:
      return "STARTTLS";
    case xclient:
      return "XCLIENT";
    case xforward:
      return "XFORWARD";
    case mail:
      return "MAIL";
    case rcpt:
      return "RCPT";
    case data:
      return "DATA";
    case message:
      return "the message";
    case reset:
      return "RSET";
  }
  return "?";
}

std::string_view to_string(UpstreamFailure failure) {
  using enum UpstreamFailure;
  switch (failure) {
    case unreachable:
      return "cannot connect";
    case timed_out:
      return "timed out";
    case lost:
      return "connection lost";
    case unreadable:
      return "not an SMTP reply";
    case no_tls:
      return "offers no TLS";
    case tls_failed:
      return "TLS failed";
  }
  return "?";
}

std::string describe(Stage stage, const UpstreamAnswer& answer) {
  const auto* failure = std::get_if<UpstreamFailure>(&answer);
  if (!failure) return smtp::one_line(std::get<smtp::Reply>(answer));
  using enum UpstreamFailure;
  std::string text(to_string(*failure));
  if (*failure == timed_out || *failure == lost || *failure == unreadable) {
    text += " at ";
    text += to_string(stage);
  }
  return text;
}

bool is_hoped_for(Stage stage, const smtp::Reply& reply) {
  using enum Stage;
  switch (stage) {
    case greeting:
    case tls:
    case xclient:
      return reply.code == 220;
    case rcpt:
      return reply.code >= 250 && reply.code <= 252;
    case data:
      return reply.code == 354;
    case connect:
    case hello:
    case xforward:
    case mail:
    case message:
    case reset:
      break;
  }
  return reply.code == 250;
}

Conclusion conclude(Stage stage, const UpstreamAnswer& answer) {
  if (const auto* failure = std::get_if<UpstreamFailure>(&answer)) {
    return {.client = failure_reply(stage, *failure),
            .discard = true,
            .misunderstanding = is_misunderstanding(*failure)};
  }
  return conclude_reply(stage, std::get<smtp::Reply>(answer));
}

}  // namespace postern

#include "smtp/replies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace postern::smtp {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Replies, AreWhatTheStandardsSay) {
  struct Case {
    Reply reply;
    int code;
    const char* status;
  };
  const std::vector<Case> table{
      {replies::ok(), 250, "2.0.0"},
      {replies::cannot_verify(), 252, "2.0.0"},
      {replies::help(), 214, "2.0.0"},
      {replies::ready_for_tls(), 220, "2.0.0"},
      {replies::chunk_received(18446744073709551615u), 250, "2.0.0"},
      {replies::closing(), 221, "2.0.0"},
      {replies::unknown_command(), 500, "5.5.2"},
      {replies::not_implemented(), 502, "5.5.1"},
      {replies::line_too_long(), 500, "5.5.2"},
      {replies::stray_octets_in_command(), 500, "5.5.2"},
      {replies::bad_argument("x"), 501, "5.5.4"},
      {replies::bad_sender_address(), 501, "5.1.7"},
      {replies::bad_recipient_address(), 501, "5.1.3"},
      {replies::bad_parameter("X"), 501, "5.5.4"},
      {replies::duplicate_parameter("X"), 501, "5.5.4"},
      {replies::unknown_parameter("X"), 555, "5.5.4"},
      {replies::needs_smtputf8(), 553, "5.6.7"},
      {replies::this_is_lmtp(), 500, "5.5.1"},
      {replies::this_is_smtp(), 500, "5.5.1"},
      {replies::tls_required(), 530, "5.7.0"},
      {replies::tls_not_available(), 454, "4.7.0"},
      {replies::tls_already_active(), 503, "5.5.1"},
      {replies::xforward_denied(), 550, "5.7.0"},
      {replies::xclient_denied(), 550, "5.7.0"},
      {replies::need_greeting(), 503, "5.5.1"},
      {replies::need_lhlo(), 503, "5.5.1"},
      {replies::nested_mail(), 503, "5.5.1"},
      {replies::need_mail(), 503, "5.5.1"},
      {replies::need_recipient(), 503, "5.5.1"},
      {replies::no_valid_recipients(), 554, "5.5.1"},
      {replies::inside_transaction(), 503, "5.5.1"},
      {replies::inside_chunks(), 503, "5.5.1"},
      {replies::chunk_out_of_order(), 503, "5.5.1"},
      {replies::binary_needs_bdat(), 503, "5.5.1"},
      {replies::too_many_recipients(), 452, "4.5.3"},
      {replies::one_recipient_at_a_time(), 452, "4.5.3"},
      {replies::recipient_decided_apart(), 452, "4.5.3"},
      {replies::unexpected_proxy_header(), 421, "4.3.5"},
      {replies::message_too_big(), 552, "5.3.4"},
      {replies::header_too_big(), 552, "5.3.4"},
      {replies::system_full(), 452, "4.3.1"},
      {replies::too_many_octets_in_flight(), 452, "4.3.1"},
      {replies::too_many_errors(), 421, "4.7.0"},
      {replies::too_many_commands(), 421, "4.7.0"},
      {replies::too_many_connections(), 421, "4.3.2"},
      {replies::too_many_connections_from_you(), 421, "4.7.0"},
      {replies::timed_out(), 421, "4.4.2"},
      {replies::message_took_too_long(), 421, "4.4.2"},
      {replies::shutting_down(), 421, "4.3.2"},
      {replies::stray_octets({.bare_lf = true}), 554, "5.6.0"},
      {replies::cannot_reframe({.bare_cr = true}), 554, "5.6.3"},
      {replies::mail_loop(), 554, "5.4.6"},
      {replies::local_error(), 451, "4.3.0"},
      {replies::upstream_never_reached(), 421, "4.3.2"},
      {replies::upstream_unreachable(), 451, "4.4.1"},
      {replies::upstream_timed_out(), 451, "4.4.2"},
      {replies::upstream_lost(), 451, "4.4.2"},
      {replies::upstream_reply_missing(), 451, "4.4.2"},
      {replies::upstream_misconfigured(), 451, "4.3.5"},
      {replies::refused_when_retold(), 451, "4.3.0"},
      {replies::upstream_without_tls(), 451, "4.7.4"},
      {replies::upstream_tls_failed(), 451, "4.7.5"},
      {replies::cannot_require_tls(), 550, "5.7.30"},
      {replies::upstream_without_tls(), 451, "4.7.4"},
      {replies::upstream_tls_failed(), 451, "4.7.5"},
      {replies::cannot_require_tls(), 550, "5.7.30"},
  };
  for (const auto& [reply, code, status] : table) {
    SCOPED_TRACE(one_line(reply));
    EXPECT_EQ(reply.code, code);
    ASSERT_TRUE(enhanced_status(reply));
    EXPECT_EQ(format(*enhanced_status(reply)), status);
    EXPECT_EQ(enhanced_status(reply)->category, code / 100);  // RFC 2034 §4
    EXPECT_LE(format_reply(reply).size(), max_reply_line);
  }
}

TEST(Replies, OfTheSessionsBeginningHaveNoEnhancedCode) {  // RFC 2034 §4, RFC 5321 §4.2
  EXPECT_EQ(format_reply(replies::greeting("mx.example.org")), "220 mx.example.org ESMTP Postern\r\n");
  EXPECT_EQ(format_reply(replies::lmtp_greeting("mx.example.org")), "220 mx.example.org LMTP Postern\r\n");
  EXPECT_EQ(format_reply(replies::helo("mx.example.org")), "250 mx.example.org\r\n");
  EXPECT_EQ(format_reply(replies::ehlo("mx.example.org", {"PIPELINING", "SIZE 9"})),
            "250-mx.example.org\r\n250-PIPELINING\r\n250 SIZE 9\r\n");
  EXPECT_EQ(format_reply(replies::start_data()), "354 End data with <CR><LF>.<CR><LF>\r\n");
}

TEST(Replies, NameTheStrayOctet) {
  EXPECT_THAT(one_line(replies::stray_octets({.bare_lf = true, .bare_cr = true})), HasSubstr("bare <LF>"));
  EXPECT_THAT(one_line(replies::stray_octets({.bare_cr = true, .nul = true})), HasSubstr("bare <CR>"));
  EXPECT_THAT(one_line(replies::stray_octets({.nul = true})), HasSubstr("NUL"));
  EXPECT_THAT(one_line(replies::cannot_reframe({.bare_cr = true})), HasSubstr("bare <CR>"));
}

TEST(Replies, NameTheParameter) {
  EXPECT_THAT(replies::unknown_parameter("FUTURE").lines, ElementsAre(HasSubstr("\"FUTURE\"")));
}

}  // namespace
}  // namespace postern::smtp

#include "upstream/reply_table.hpp"

#include <gtest/gtest.h>

namespace postern {
namespace {

using enum Stage;
using enum UpstreamFailure;

struct Row {
  Stage stage;
  UpstreamAnswer answer;
  std::string client;  ///< code and enhanced code; empty: the dialogue goes on
  bool accepted;
  bool discard;
  bool misunderstanding;
};

UpstreamAnswer said(int code, std::string text) {
  return smtp::Reply{.code = code, .lines = {std::move(text)}};
}

std::string beginning(const std::optional<smtp::Reply>& reply) {
  if (!reply) return "";
  const auto line = smtp::one_line(*reply);
  return line.substr(0, line.find(' ', 4));
}

class ReplyTable : public testing::TestWithParam<Row> {};

TEST_P(ReplyTable, SaysWhatFollows) {
  const auto& row = GetParam();
  const auto conclusion = conclude(row.stage, row.answer);
  EXPECT_EQ(beginning(conclusion.client), row.client);
  EXPECT_EQ(conclusion.accepted, row.accepted);
  EXPECT_EQ(conclusion.discard, row.discard);
  EXPECT_EQ(conclusion.misunderstanding, row.misunderstanding);
}

// relay.md, one row after the other.
INSTANTIATE_TEST_SUITE_P(
    TheirWord, ReplyTable,
    testing::Values(Row{mail, said(250, "2.1.0 Ok"), "250 2.1.0", true, false, false},
                    Row{rcpt, said(251, "forwarded"), "251 2.0.0", true, false, false},
                    Row{rcpt, said(252, "2.1.5 perhaps"), "252 2.1.5", true, false, false},
                    Row{message, said(250, "2.0.0 queued"), "250 2.0.0", true, false, false},
                    Row{mail, said(451, "4.7.1 later"), "451 4.7.1", false, false, false},
                    Row{rcpt, said(550, "5.1.1 no"), "550 5.1.1", false, false, false},
                    Row{rcpt, said(452, "full"), "452 4.0.0", false, false, false},
                    Row{message, said(554, "no"), "554 5.0.0", false, false, false},
                    Row{data, said(354, "go on"), "", true, false, false},
                    Row{data, said(554, "5.5.1 none"), "554 5.5.1", false, false, false},
                    Row{data, said(451, "4.3.0 later"), "451 4.3.0", false, false, false}));

INSTANTIATE_TEST_SUITE_P(ItIsClosing, ReplyTable,
                         testing::Values(Row{mail, said(421, "4.3.2 down"), "451 4.3.2", false, true, false},
                                         Row{rcpt, said(421, "4.3.2 down"), "451 4.3.2", false, true, false},
                                         Row{data, said(421, "4.3.2 down"), "451 4.3.2", false, true, false},
                                         Row{message, said(421, "down"), "451 4.0.0", false, true, false}));

INSTANTIATE_TEST_SUITE_P(AboutOurDialogue, ReplyTable,
                         testing::Values(Row{mail, said(500, "what?"), "451 4.3.5", false, true, true},
                                         Row{mail, said(501, "5.5.4 syntax"), "451 4.3.5", false, true, true},
                                         Row{rcpt, said(502, "no"), "451 4.3.5", false, true, true},
                                         Row{data, said(503, "5.5.1 order"), "451 4.3.5", false, true, true},
                                         Row{rcpt, said(504, "no"), "451 4.3.5", false, true, true},
                                         Row{mail, said(530, "5.7.0 auth"), "451 4.3.5", false, true, true},
                                         Row{mail, said(535, "no"), "451 4.3.5", false, true, true},
                                         Row{mail, said(538, "no"), "451 4.3.5", false, true, true},
                                         Row{mail, said(354, "go on"), "451 4.3.5", false, true, true},
                                         Row{data, said(250, "Ok"), "451 4.3.5", false, true, true},
                                         Row{message, said(354, "go on"), "451 4.3.5", false, true, true}));

// Positive all the same, and no success: 221 closes, 252 has verified nobody but a recipient.
INSTANTIATE_TEST_SUITE_P(AnotherSuccess, ReplyTable,
                         testing::Values(Row{greeting, said(250, "hello"), "451 4.3.5", false, true, true},
                                         Row{hello, said(220, "hello"), "451 4.3.5", false, true, true},
                                         Row{tls, said(250, "Ok"), "451 4.3.5", false, true, true},
                                         Row{xclient, said(250, "Ok"), "451 4.3.5", false, true, true},
                                         Row{xforward, said(220, "Ok"), "451 4.3.5", false, true, true},
                                         Row{mail, said(251, "Ok"), "451 4.3.5", false, true, true},
                                         Row{rcpt, said(221, "Bye"), "451 4.3.5", false, true, true},
                                         Row{rcpt, said(253, "Ok"), "451 4.3.5", false, true, true},
                                         Row{message, said(221, "Bye"), "451 4.3.5", false, true, true},
                                         Row{message, said(252, "Ok"), "451 4.3.5", false, true, true},
                                         Row{reset, said(221, "Bye"), "451 4.3.5", false, true, true}));

INSTANTIATE_TEST_SUITE_P(
    AboutAnAddress, ReplyTable,
    testing::Values(Row{mail, said(501, "5.1.7 syntax"), "501 5.1.7", false, false, false},
                    Row{rcpt, said(501, "5.1.3 syntax"), "501 5.1.3", false, false, false}));

INSTANTIATE_TEST_SUITE_P(BeforeTheMail, ReplyTable,
                         testing::Values(Row{greeting, said(220, "hello"), "", true, false, false},
                                         Row{greeting, said(554, "no"), "451 4.4.1", false, true, false},
                                         Row{hello, said(550, "no"), "451 4.4.1", false, true, false},
                                         Row{hello, said(421, "busy"), "451 4.4.1", false, true, false},
                                         Row{xforward, said(250, "Ok"), "", true, false, false},
                                         Row{xforward, said(501, "no"), "451 4.4.1", false, true, false},
                                         Row{tls, said(220, "Go ahead"), "", true, false, false},
                                         Row{tls, said(454, "no"), "451 4.4.1", false, true, false},
                                         Row{xclient, said(220, "hello"), "", true, false, false},
                                         Row{xclient, said(550, "no"), "451 4.4.1", false, true, false},
                                         Row{reset, said(250, "Ok"), "", true, false, false},
                                         Row{reset, said(500, "no"), "451 4.4.1", false, true, false}));

INSTANTIATE_TEST_SUITE_P(NoReply, ReplyTable,
                         testing::Values(Row{connect, unreachable, "451 4.4.1", false, true, false},
                                         Row{connect, timed_out, "451 4.4.1", false, true, false},
                                         Row{greeting, timed_out, "451 4.4.2", false, true, false},
                                         Row{rcpt, timed_out, "451 4.4.2", false, true, false},
                                         Row{message, timed_out, "451 4.4.2", false, true, false},
                                         Row{message, lost, "451 4.4.2", false, true, false},
                                         Row{tls, no_tls, "451 4.7.4", false, true, true},
                                         Row{tls, tls_failed, "451 4.7.5", false, true, true},
                                         Row{data, unreadable, "451 4.4.2", false, true, true}));

TEST(ReplyTableLines, AreKeptWithTheirCodes) {
  const smtp::Reply reply{.code = 550, .lines = {"5.7.1 first", "5.7.1 second"}};
  EXPECT_EQ(conclude(message, reply).client, reply);
}

}  // namespace
}  // namespace postern

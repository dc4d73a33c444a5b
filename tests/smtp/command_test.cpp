#include "smtp/command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "smtp/replies.hpp"

namespace postern::smtp {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;

TEST(Command, IsTakenApart) {
  struct Case {
    std::string line;
    Verb verb;
    std::string argument;
  };
  const std::vector<Case> table{
      {"EHLO mail.example.org", Verb::ehlo, "mail.example.org"},
      {"ehlo [192.0.2.1]", Verb::ehlo, "[192.0.2.1]"},
      {"HELO  my_pc ", Verb::helo, "my_pc"},
      {"EHLO \u00fc.example", Verb::ehlo, "\u00fc.example"},
      {"LHLO foo.edu", Verb::lhlo, "foo.edu"},  // RFC 2033 §4.3
      {"DATA", Verb::data, ""},
      {"data \t", Verb::data, ""},
      {"RSET", Verb::rset, ""},
      {"QuIt", Verb::quit, ""},
      {"STARTTLS", Verb::starttls, ""},
      {"NOOP", Verb::noop, ""},
      {"NOOP anything \xff", Verb::noop, "anything \xff"},
      {"VRFY alice", Verb::vrfy, "alice"},
      {"EXPN list", Verb::expn, "list"},
      {"HELP MAIL", Verb::help, "MAIL"},
      {"HELP", Verb::help, ""},
      {"XFORWARD NAME=a ADDR=192.0.2.1", Verb::xforward, "NAME=a ADDR=192.0.2.1"},
      {"xclient NAME=a LOGIN=b", Verb::xclient, "NAME=a LOGIN=b"},
  };
  for (const auto& [line, verb, argument] : table) {
    const auto command = parse_command(line);
    ASSERT_TRUE(command) << line;
    EXPECT_EQ(command->verb, verb) << line;
    EXPECT_EQ(command->argument, argument) << line;
  }
}

TEST(Command, MailHasAPathAndParameters) {
  const auto command = parse_command("mail from:<a@b> SIZE=1000 body=8BITMIME");
  ASSERT_TRUE(command);
  EXPECT_EQ(command->verb, Verb::mail);
  EXPECT_EQ(command->argument, "from:<a@b> SIZE=1000 body=8BITMIME");
  EXPECT_EQ(command->path, (Path{.local = "a", .domain = "b"}));
  EXPECT_THAT(command->parameters, ElementsAre(Parameter{"SIZE", "1000"}, Parameter{"BODY", "8BITMIME"}));
}

TEST(Command, RcptHasAPathAndParameters) {  // RFC 3461 §10.1
  const auto command =
      parse_command("RCPT TO:<Alice@Example.COM> NOTIFY=SUCCESS ORCPT=rfc822;Alice@Example.COM");
  ASSERT_TRUE(command);
  EXPECT_EQ(command->verb, Verb::rcpt);
  EXPECT_EQ(command->path, (Path{.local = "Alice", .domain = "Example.COM"}));
  EXPECT_EQ(command->parameters.size(), 2u);
}

TEST(Command, BdatHasAChunk) {
  struct Case {
    std::string line;
    Chunk chunk;
  };
  const std::vector<Case> table{
      {"BDAT 86 LAST", {.size = 86, .last = true}},  // RFC 3030 §4.1
      {"BDAT 100000", {.size = 100000}},             // RFC 3030 §4.2
      {"bdat 0 last ", {.size = 0, .last = true}},
      {"BDAT  007\t  Last", {.size = 7, .last = true}},
      {"BDAT 18446744073709551615", {.size = 18446744073709551615u}},
  };
  for (const auto& [line, chunk] : table) {
    const auto command = parse_command(line);
    ASSERT_TRUE(command) << line;
    EXPECT_EQ(command->verb, Verb::bdat);
    EXPECT_EQ(command->chunk, chunk) << line;
  }
}

TEST(Command, ForgivesCommonSlips) {
  for (const auto* line : {"MAIL FROM: <a@b>", "MAIL FROM:a@b", "MAIL  From:  a@b", "MAIL FROM:<a@b> "}) {
    const auto command = parse_command(line);
    ASSERT_TRUE(command) << line;
    EXPECT_EQ(format_path(command->path), "<a@b>");
  }
}

TEST(Command, ThatIsNone) {
  struct Case {
    std::string line;
    Verb verb;
    Reply reply;
  };
  const std::vector<Case> table{
      {"", Verb::unknown, replies::unknown_command()},
      {" QUIT", Verb::unknown, replies::unknown_command()},
      {"XYZZY", Verb::unknown, replies::unknown_command()},
      {"MAILFROM:<a@b>", Verb::unknown, replies::unknown_command()},
      {"QUITS", Verb::unknown, replies::unknown_command()},
      {"NOOP\nRSET", Verb::unknown, replies::stray_octets_in_command()},
      {"NOOP\rRSET", Verb::unknown, replies::stray_octets_in_command()},
      {"NOOP \0"s, Verb::unknown, replies::stray_octets_in_command()},
      {"MAIL FROM:<>x", Verb::mail, replies::bad_sender_address()},
      {"MAIL FROM:", Verb::mail, replies::bad_sender_address()},
      {"MAIL FROM:<a@b>SIZE=1", Verb::mail, replies::bad_sender_address()},
      {"MAIL FROM:<\xff@b>", Verb::mail, replies::bad_sender_address()},
      {"RCPT TO:<>", Verb::rcpt, replies::bad_recipient_address()},
      {"RCPT TO:<a@b>,<c@d>", Verb::rcpt, replies::bad_recipient_address()},
      {"RCPT TO:<a@b> ORCPT=x", Verb::rcpt, replies::bad_parameter("ORCPT")},
      {"MAIL FROM:<a@b> SIZE=x", Verb::mail, replies::bad_parameter("SIZE")},
      {"MAIL FROM:<a@b> RET=HDRS ret=FULL", Verb::mail, replies::duplicate_parameter("RET")},
  };
  for (const auto& [line, verb, reply] : table) {
    const auto command = parse_command(line);
    ASSERT_FALSE(command) << line;
    EXPECT_EQ(command.error().verb, verb) << line;
    EXPECT_EQ(command.error().reply, reply) << line;
  }
}

TEST(Command, WithABadArgumentIsA501) {
  for (const std::string& line : std::vector<std::string>{"EHLO",
                                                          "EHLO ",
                                                          "HELO a b",
                                                          "EHLO a\x01",
                                                          "EHLO \xff",
                                                          "LHLO",
                                                          "DATA now",
                                                          "RSET x",
                                                          "QUIT now",
                                                          "STARTTLS tls",
                                                          "MAIL",
                                                          "MAIL <a@b>",
                                                          "MAIL TO:<a@b>",
                                                          "RCPT FROM:<a@b>",
                                                          "MAIL FROM :<a@b>",
                                                          "MAIL FROM:<" + std::string(2000, 'a') + "@b>",
                                                          "MAIL FROM:<a@b> =1",
                                                          "BDAT",
                                                          "BDAT LAST",
                                                          "BDAT -1",
                                                          "BDAT +1",
                                                          "BDAT 1x",
                                                          "BDAT 0x10",
                                                          "BDAT 10 FIRST",
                                                          "BDAT 10LAST",
                                                          "BDAT 10 LAST LAST",
                                                          "BDAT 18446744073709551616"}) {
    const auto command = parse_command(line);
    ASSERT_FALSE(command) << line;
    EXPECT_NE(command.error().verb, Verb::unknown) << line;
    EXPECT_EQ(command.error().reply.code, 501) << line;
    EXPECT_THAT(command.error().reply.lines.front(), ::testing::StartsWith("5.5.4 ")) << line;
  }
}

TEST(Verb, IsWrittenAsItIsSent) {
  EXPECT_EQ(to_string(Verb::mail), "MAIL");
  EXPECT_EQ(to_string(Verb::bdat), "BDAT");
  EXPECT_EQ(to_string(Verb::xclient), "XCLIENT");
  EXPECT_EQ(to_string(Verb::unknown), "");
}

}  // namespace
}  // namespace postern::smtp

#include "check/facts.hpp"

#include <gmock/gmock.h>

namespace postern {
namespace {

using testing::Contains;
using testing::HasSubstr;

std::string hint(const std::string& received) {
  mail::HeaderBlock header;
  header.append(mail::HeaderField::raw("Received: " + received + "\r\n"));
  return received_hint(header);
}

TEST(ReceivedHint, NamesAddressAndHelo) {
  EXPECT_EQ(hint("from mail.example.com (x.example [192.0.2.1])\r\n by mx.example.org with ESMTP"),
            "--ip 192.0.2.1 --helo mail.example.com");
  EXPECT_EQ(hint("from [192.0.2.1] (unknown [IPv6:2001:db8::1]) by mx.example.org"), "--ip 2001:db8::1");
}

TEST(ReceivedHint, IsSilentWithoutAnAddressOfTheClient) {
  EXPECT_EQ(hint("by mx.example.org id 1"), "");
  EXPECT_EQ(hint("from mail.example.com by mx.example.org ([192.0.2.1])"), "");
  EXPECT_EQ(received_hint({}), "");
}

TEST(CheckFacts, CommandBeatsReturnPathBeatsMbox) {
  const std::string text = "Received: x\r\nReturn-Path: <path@example.com>\r\n\r\n";
  CheckCommand command;
  EXPECT_EQ(facts_of(command, {.octets = text, .envelope_sender = "mbox@example.com"}).arrival.sender,
            "path@example.com");
  EXPECT_EQ(
      facts_of(command, {.octets = "A: b\r\n\r\n", .envelope_sender = "mbox@example.com"}).arrival.sender,
      "mbox@example.com");
  command.sender = smtp::Path{"given", "example.com"};
  const auto facts = facts_of(command, {.octets = text});
  EXPECT_EQ(facts.arrival.sender, "given@example.com");
  EXPECT_TRUE(facts.is_sender_known);
}

TEST(CheckFacts, SenderOfTheBodyIsNone) {
  const auto facts = facts_of({}, {.octets = "A: b\r\n\r\nReturn-Path: <path@example.com>\r\n"});
  EXPECT_FALSE(facts.is_sender_known);
  EXPECT_THAT(facts.notes, Contains(HasSubstr("the sender is not known")));
  EXPECT_THAT(facts.notes, Contains(HasSubstr("the client is not known")));
}

TEST(CheckFacts, NullSenderIsKnown) {
  const auto facts = facts_of({}, {.octets = "Return-Path: <>\r\n\r\n"});
  EXPECT_TRUE(facts.is_sender_known);
  EXPECT_EQ(facts.arrival.sender, "");
}

}  // namespace
}  // namespace postern

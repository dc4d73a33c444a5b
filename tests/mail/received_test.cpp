#include "mail/received.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/header_field.hpp"

namespace postern::mail {
namespace {

using namespace std::chrono;
using namespace std::string_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

ReceivedTrace sample() {
  return {.helo = "mail.example.com",
          .client_name = "mx1.example.com",
          .client_address = base::IpAddress::parse("192.0.2.1"),
          .hostname = "mx.example.org",
          .protocol = "ESMTP",
          .id = "4hk2w9",
          .recipient = "bob@example.org",
          .time = sys_days(2026y / July / 4) + 9h + 5min};
}

TEST(FormatReceived, SaysWhoByWhomHowForWhomAndWhen) {
  EXPECT_EQ(format_received(sample()),
            "Received: from mail.example.com (mx1.example.com [192.0.2.1])\r\n"
            "    by mx.example.org with ESMTP id 4hk2w9\r\n"
            "    for <bob@example.org>; Sat, 4 Jul 2026 09:05:00 +0000\r\n");
}

TEST(FormatReceived, LeavesOutForWithoutRecipient) {
  auto trace = sample();
  trace.recipient.clear();
  EXPECT_THAT(format_received(trace), HasSubstr(" id 4hk2w9; Sat, 4 Jul"));
}

TEST(FormatReceived, TagsIPv6) {
  auto trace = sample();
  trace.client_address = base::IpAddress::parse("2001:DB8::1");
  EXPECT_THAT(format_received(trace), HasSubstr(" (mx1.example.com [IPv6:2001:db8::1])\r\n"));
}

TEST(FormatReceived, LeavesOutAnUnknownName) {
  auto trace = sample();
  trace.client_name.clear();
  EXPECT_THAT(format_received(trace), HasSubstr("from mail.example.com ([192.0.2.1])\r\n"));
}

TEST(FormatReceived, HasNoAddressForAUnixSocket) {
  auto trace = sample();
  trace.client_address.reset();
  EXPECT_THAT(format_received(trace), StartsWith("Received: from mail.example.com\r\n    by "));
}

TEST(FormatReceived, KeepsAnAddressLiteralInHelo) {
  auto trace = sample();
  trace.helo = "[IPv6:2001:db8::7]";
  EXPECT_THAT(format_received(trace), StartsWith("Received: from [IPv6:2001:db8::7] (mx1"));
}

TEST(FormatReceived, MakesHeloAndNameHarmless) {
  auto trace = sample();
  trace.helo = "a) by evil (\r\nX: \0\xff;"s;
  trace.client_name = "b]\r\n\x7f(c";
  EXPECT_THAT(format_received(trace),
              StartsWith("Received: from a??by?evil????X:???? (b]????c [192.0.2.1])\r\n"));
  trace.helo = "";
  EXPECT_THAT(format_received(trace), StartsWith("Received: from unknown ("));
}

TEST(FormatReceived, CutsAHeloLongerThanADomain) {
  auto trace = sample();
  trace.helo = std::string(5000, 'x');
  EXPECT_THAT(format_received(trace), StartsWith("Received: from " + std::string(255, 'x') + " (mx1"));
}

TEST(FormatReceived, MakesTheRecipientHarmless) {
  auto trace = sample();
  trace.recipient = "\"b\r\nob\"@b\xc3\xbc\x63her.example\xff";
  EXPECT_THAT(format_received(trace), HasSubstr("for <\"b??ob\"@b\xc3\xbc\x63her.example?>; "));
}

TEST(FormatReceived, IsOneField) {
  const auto field = HeaderField::raw(format_received(sample()));
  EXPECT_EQ(field.name(), "Received");
  EXPECT_EQ(unfold(field.body()).find_first_of("\r\n"), std::string::npos);
}

}  // namespace
}  // namespace postern::mail

#include "smtp/xclient.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::smtp {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Xclient parsed(std::string_view argument, Xclient known = {}) {
  auto client = parse_xclient(argument, std::move(known));
  EXPECT_TRUE(client) << argument;
  return client ? *client : Xclient{};
}

TEST(Xclient, ReadsTheExampleOfPostfix) {  // XCLIENT_README, "XCLIENT Example"
  EXPECT_EQ(parsed("NAME=spike.porcupine.org ADDR=168.100.189.2"),
            (Xclient{.name = "spike.porcupine.org", .addr = base::IpAddress::v4({168, 100, 189, 2})}));
}

TEST(Xclient, ReadsEveryAttributeInAnyCase) {
  const auto client = parsed(
      "name=a ADDR=ipv6:2001:db8::1 Port=1 proto=esmtp helo=b login=u+40example.org destaddr=192.0.2.2 "
      "DestPort=25");
  EXPECT_EQ(client.name, "a");
  EXPECT_EQ(client.addr, base::IpAddress::parse("2001:db8::1"));
  EXPECT_EQ(client.port, 1);
  EXPECT_EQ(client.proto, "ESMTP");
  EXPECT_EQ(client.helo, "b");
  EXPECT_EQ(client.login, "u@example.org");
  EXPECT_EQ(client.destaddr, base::IpAddress::parse("192.0.2.2"));
  EXPECT_EQ(client.destport, 25);
}

TEST(Xclient, KeepsWhatIsNotSent) {
  const Xclient known{.addr = base::IpAddress::v4({192, 0, 2, 1}), .helo = "a", .login = "b"};
  EXPECT_EQ(parsed("HELO=c LOGIN=[UNAVAILABLE]", known),
            (Xclient{.addr = base::IpAddress::v4({192, 0, 2, 1}), .helo = "c"}));
}

TEST(Xclient, KnowsWhatIsUnknown) {
  const auto known =
      parsed("NAME=a ADDR=192.0.2.1 PORT=1 PROTO=SMTP HELO=b LOGIN=c DESTADDR=192.0.2.2 DESTPORT=25");
  for (const std::string value : {"[UNAVAILABLE]", "[TEMPUNAVAIL]", "[tempunavail]", ""}) {
    std::string argument;
    for (const std::string name :
         {"NAME", "ADDR", "PORT", "PROTO", "HELO", "LOGIN", "DESTADDR", "DESTPORT"}) {
      argument += name + '=' + value + ' ';
    }
    EXPECT_EQ(parsed(argument, known), Xclient{}) << value;
  }
}

TEST(Xclient, LetsNothingThroughThatForgesALine) {
  EXPECT_EQ(parsed("LOGIN=a+0D+0Ab+00+FF").login, "a??b??");
}

TEST(Xclient, RefusesBadAttributes) {
  const auto long_value = "LOGIN=" + std::string(256, 'a');
  for (const std::string& argument :
       std::vector<std::string>{"", " ", "NAME", "IDENT=x", "SOURCE=LOCAL", "=a", "ADDR=localhost",
                                "ADDR=IPV6:x", "DESTADDR=[192.0.2.1]", "PORT=65536", "DESTPORT=-1",
                                "PROTO=LMTP", "PROTO=ESMTPS", long_value, "NAME=a IDENT=b"}) {
    const auto client = parse_xclient(argument);
    ASSERT_FALSE(client) << argument;
    EXPECT_EQ(client.error().code, 501);
    EXPECT_THAT(client.error().lines.front(), ::testing::StartsWith("5.5.4 "));
  }
}

TEST(FormatXclient, SendsWhatTheServerOffers) {
  const auto client = parsed("NAME=a ADDR=2001:db8::1 LOGIN=b+2Bc");
  EXPECT_THAT(format_xclient(client, "ADDR name LOGIN PORT COLOUR"),
              ElementsAre("XCLIENT NAME=a ADDR=IPV6:2001:db8::1 PORT=[UNAVAILABLE] LOGIN=b+2Bc"));
  EXPECT_THAT(format_xclient(client, ""), IsEmpty());
}

TEST(FormatXclient, RoundTrips) {
  const auto client =
      parsed("NAME=a ADDR=192.0.2.1 PORT=1 PROTO=ESMTP HELO=x+2By LOGIN=c DESTADDR=2001:db8::2 DESTPORT=25");
  const auto commands = format_xclient(client, xclient_attributes);
  ASSERT_THAT(commands, SizeIs(1));
  EXPECT_EQ(parsed(std::string_view(commands[0]).substr(8)), client);
}

TEST(FormatXclient, SplitsIntoShortCommands) {
  const Xclient client{
      .name = std::string(255, 'a'), .helo = std::string(255, 'b'), .login = std::string(255, 'c')};
  const auto commands = format_xclient(client, xclient_attributes);
  ASSERT_THAT(commands, SizeIs(3));
  Xclient again;
  for (const auto& command : commands) {
    EXPECT_LE(command.size(), 510u);
    again = parsed(std::string_view(command).substr(8), again);
  }
  EXPECT_EQ(again, client);
}

}  // namespace
}  // namespace postern::smtp

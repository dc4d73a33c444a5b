#include "smtp/xforward.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::smtp {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view all_attributes = "NAME ADDR PORT PROTO HELO IDENT SOURCE";

Xforward parsed(std::string_view argument, Xforward known = {}) {
  auto client = parse_xforward(argument, std::move(known));
  EXPECT_TRUE(client) << argument;
  return client ? *client : Xforward{};
}

TEST(Xforward, ReadsTheExampleOfPostfix) {  // XFORWARD_README, "XFORWARD Example"
  auto client = parsed("NAME=spike.porcupine.org ADDR=168.100.189.2 PROTO=ESMTP");
  client = parsed("HELO=spike.porcupine.org", client);
  EXPECT_EQ(client, (Xforward{.name = "spike.porcupine.org",
                              .addr = base::IpAddress::v4({168, 100, 189, 2}),
                              .proto = "ESMTP",
                              .helo = "spike.porcupine.org"}));
}

TEST(Xforward, ReadsEveryAttributeInAnyCase) {
  const auto client =
      parsed("name=a Addr=IpV6:2001:DB8::1 PORT=65535 proto=SMTP hElO=b ident=4F1 source=local");
  EXPECT_EQ(client.name, "a");
  EXPECT_EQ(client.addr, base::IpAddress::parse("2001:db8::1"));
  EXPECT_EQ(client.port, 65535);
  EXPECT_EQ(client.proto, "SMTP");
  EXPECT_EQ(client.helo, "b");
  EXPECT_EQ(client.ident, "4F1");
  EXPECT_EQ(client.source, Xforward::Source::local);
  EXPECT_EQ(parsed("SOURCE=REMOTE").source, Xforward::Source::remote);
}

TEST(Xforward, TakesIpv6WithoutPrefix) {
  EXPECT_EQ(parsed("ADDR=2001:db8::1").addr, base::IpAddress::parse("2001:db8::1"));
}

TEST(Xforward, KnowsWhatIsUnknown) {
  const Xforward known = parsed("NAME=a ADDR=192.0.2.1 PORT=25 PROTO=SMTP HELO=b IDENT=c SOURCE=LOCAL");
  for (const std::string value : {"[UNAVAILABLE]", "[TEMPUNAVAIL]", "[unavailable]", ""}) {
    std::string argument;
    for (const std::string name : {"NAME", "ADDR", "PORT", "PROTO", "HELO", "IDENT", "SOURCE"}) {
      argument += name + '=' + value + ' ';
    }
    EXPECT_EQ(parsed(argument, known), Xforward{}) << value;
  }
}

TEST(Xforward, DecodesXtextAndTakesPlainText) {
  EXPECT_EQ(parsed("HELO=a+2Bb+20c").helo, "a+b c");
  EXPECT_EQ(parsed("HELO=a+b").helo, "a+b");
  EXPECT_EQ(parsed("HELO=a=b").helo, "a=b");
  EXPECT_EQ(parsed("HELO=\xc3\xbc").helo, "\xc3\xbc");
}

TEST(Xforward, LetsNothingThroughThatForgesALine) {
  EXPECT_EQ(parsed("HELO=a+0D+0Ab+00+FF").helo, "a??b??");
}

TEST(Xforward, RefusesBadAttributes) {
  const auto long_value = "HELO=" + std::string(256, 'a');
  for (const std::string& argument : std::vector<std::string>{
           "", "  ", "NAME", "COLOUR=red", "=a", "ADDR=localhost", "ADDR=192.0.2.256", "ADDR=[192.0.2.1]",
           "PORT=65536", "PORT=-1", "PORT=smtp", "SOURCE=HERE", long_value, "NAME=a COLOUR=red"}) {
    const auto client = parse_xforward(argument);
    ASSERT_FALSE(client) << argument;
    EXPECT_EQ(client.error().code, 501);
    EXPECT_THAT(client.error().lines.front(), ::testing::StartsWith("5.5.4 "));
  }
}

TEST(FormatXforward, SendsWhatTheServerOffers) {
  const auto client = parsed("NAME=a ADDR=192.0.2.1 PORT=25 HELO=b+20c");
  EXPECT_THAT(format_xforward(client, "NAME ADDR helo PROTO COLOUR"),
              ElementsAre("XFORWARD NAME=a ADDR=192.0.2.1 PROTO=[UNAVAILABLE] HELO=b+20c"));
  EXPECT_THAT(format_xforward(client, ""), IsEmpty());
}

TEST(FormatXforward, RoundTrips) {
  const auto client =
      parsed("NAME=a ADDR=IPV6:2001:db8::1 PORT=1 PROTO=ESMTP HELO=x+2By IDENT=4F1 SOURCE=REMOTE");
  const auto commands = format_xforward(client, all_attributes);
  ASSERT_THAT(commands, SizeIs(1));
  EXPECT_EQ(commands[0],
            "XFORWARD NAME=a ADDR=IPV6:2001:db8::1 PORT=1 PROTO=ESMTP HELO=x+2By IDENT=4F1 SOURCE=REMOTE");
  EXPECT_EQ(parsed(std::string_view(commands[0]).substr(9)), client);
}

TEST(FormatXforward, SplitsIntoShortCommands) {
  const Xforward client{
      .name = std::string(255, 'a'), .helo = std::string(255, 'b'), .ident = std::string(255, 'c')};
  const auto commands = format_xforward(client, all_attributes);
  ASSERT_THAT(commands, SizeIs(3));
  Xforward again;
  for (const auto& command : commands) {
    EXPECT_LE(command.size(), 510u);
    again = parsed(std::string_view(command).substr(9), again);
  }
  EXPECT_EQ(again, client);
}

TEST(FormatXforward, CutsALongValueBetweenCharacters) {
  std::string helo;
  for (int i = 0; i < 200; ++i) helo += "\u00fc";
  const Xforward client{.helo = helo};
  const auto commands = format_xforward(client, "HELO");
  ASSERT_THAT(commands, SizeIs(1));
  std::string expected = "XFORWARD HELO=";
  for (int i = 0; i < 42; ++i) expected += "+C3+BC";  // 42 times 6 is 252, one more would be over 255
  EXPECT_EQ(commands[0], expected);
}

}  // namespace
}  // namespace postern::smtp

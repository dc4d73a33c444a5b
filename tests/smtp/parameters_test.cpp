#include "smtp/parameters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace postern::smtp {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

Parameters parsed(std::string_view text) {
  const auto parameters = parse_parameters(text);
  EXPECT_TRUE(parameters) << text;
  return parameters.value_or({});
}

TEST(Parameters, AreReadWithKeywordsInUpperCase) {
  EXPECT_THAT(parsed(" size=1000  BODY=8bitmime\tSMTPUTF8 "),
              ElementsAre(Parameter{"SIZE", "1000"}, Parameter{"BODY", "8bitmime"},
                          Parameter{"SMTPUTF8", std::nullopt}));
  EXPECT_THAT(parsed(""), IsEmpty());
  EXPECT_THAT(parsed("  "), IsEmpty());
}

TEST(Parameters, AreWrittenWithABlankBeforeEach) {
  EXPECT_EQ(format_parameters(parsed("size=1 smtputf8")), " SIZE=1 SMTPUTF8");
  EXPECT_EQ(format_parameters({}), "");
}

TEST(Parameters, OfBadSyntaxAreRefused) {
  for (const auto* text : {"=", "=1", "SIZE=", "-A=1", "A_B=1", "A=1=2", "A=\x01", "A,B", "\xc3\xbc"}) {
    const auto parameters = parse_parameters(text);
    ASSERT_FALSE(parameters) << text;
    EXPECT_EQ(parameters.error().code, 501);
    EXPECT_THAT(parameters.error().lines.front(), StartsWith("5.5.4 "));
  }
}

TEST(Parameters, GivenTwiceAreRefused) {
  const auto parameters = parse_parameters("SIZE=1 size=2");
  ASSERT_FALSE(parameters);
  EXPECT_EQ(parameters.error().code, 501);
}

TEST(Parameters, AreFound) {
  const auto parameters = parsed("A=1 B");
  ASSERT_NE(find_parameter(parameters, "A"), nullptr);
  EXPECT_EQ(find_parameter(parameters, "A")->value, "1");
  EXPECT_EQ(find_parameter(parameters, "C"), nullptr);
}

TEST(Parameters, OfMailWithGoodValues) {
  for (const auto* text : {
           "SIZE=0",
           "SIZE=18446744073709551615",
           "SIZE=99999999999999999999",  // RFC 1870 §5: 20 digits
           "BODY=7BIT",
           "BODY=8bitmime",
           "BODY=BINARYMIME",  // RFC 6152, RFC 3030
           "SMTPUTF8",         // RFC 6531
           "RET=HDRS ENVID=QQ314159",
           "RET=full",
           "ENVID=a+2Bb",  // RFC 3461 §10.1
           "AUTH=<>",
           "AUTH=e+3Dmc2@example.com",  // RFC 4954 §5
           "REQUIRETLS",                // RFC 8689 §6
           "BY=120;R",                  // RFC 2852 §4
           "BY=-30;n",
           "BY=0;N",
           "BY=+999999999;RT",
           "HOLDFOR=1",  // RFC 4865 §4
           "HOLDFOR=999999999",
           "HOLDUNTIL=2026-12-31T23:59:60Z",
           "HOLDUNTIL=2026-02-28t00:00:00.25+05:30",
           "MT-PRIORITY=-9",  // RFC 6710 §4
           "MT-PRIORITY=0",
           "MT-PRIORITY=9",
           "FUTURE=x",
           "FUTURE",
       }) {
    EXPECT_EQ(check_mail_parameters(parsed(text)), std::nullopt) << text;
  }
}

TEST(Parameters, OfMailWithBadValues) {
  const auto long_envid = "ENVID=" + std::string(101, 'a');
  for (const std::string& text : std::vector<std::string>{"SIZE",
                                                          "SIZE=1,",
                                                          "SIZE=-1",
                                                          "SIZE=1k",
                                                          "SIZE=100000000000000000000",
                                                          "BODY",
                                                          "BODY=9BIT",
                                                          "SMTPUTF8=1",
                                                          "RET",
                                                          "RET=ALL",
                                                          "ENVID",
                                                          "ENVID=a+b",
                                                          "ENVID=+1",
                                                          long_envid,
                                                          "AUTH",
                                                          "AUTH=+zz",
                                                          "REQUIRETLS=1",
                                                          "REQUIRETLS=YES",
                                                          "BY",
                                                          "BY=120",
                                                          "BY=120;",
                                                          "BY=;R",
                                                          "BY=120;X",
                                                          "BY=120;RTT",
                                                          "BY=0;R",
                                                          "BY=-1;R",
                                                          "BY=--1;N",
                                                          "BY=1234567890;N",
                                                          "HOLDFOR",
                                                          "HOLDFOR=0",
                                                          "HOLDFOR=-1",
                                                          "HOLDFOR=1234567890",
                                                          "HOLDFOR=1h",
                                                          "HOLDUNTIL",
                                                          "HOLDUNTIL=2026-12-31",
                                                          "HOLDUNTIL=2026-13-01T00:00:00Z",
                                                          "HOLDUNTIL=2026-12-32T00:00:00Z",
                                                          "HOLDUNTIL=2026-12-31T24:00:00Z",
                                                          "HOLDUNTIL=2026-12-31T00:00:00",
                                                          "HOLDUNTIL=2026-12-31T00:00:00.Z",
                                                          "HOLDUNTIL=2026-12-31T00:00:00Zx",
                                                          "HOLDUNTIL=2026-12-31T00:00:00+1:00",
                                                          "HOLDUNTIL=+026-12-31T00:00:00Z",
                                                          "HOLDFOR=60 HOLDUNTIL=2026-12-31T23:59:59Z",
                                                          "MT-PRIORITY",
                                                          "MT-PRIORITY=10",
                                                          "MT-PRIORITY=-0",
                                                          "MT-PRIORITY=+1",
                                                          "MT-PRIORITY=--1",
                                                          "MT-PRIORITY=01",
                                                          "MT-PRIORITY=-"}) {
    const auto refusal = check_mail_parameters(parsed(text));
    ASSERT_TRUE(refusal) << text;
    EXPECT_EQ(refusal->code, 501);
    EXPECT_THAT(refusal->lines.front(), StartsWith("5.5.4 "));
  }
}

TEST(Parameters, OfRcptWithGoodValues) {
  for (const auto* text : {
           "NOTIFY=SUCCESS ORCPT=rfc822;Alice@Example.COM",  // RFC 3461 §10.1
           "NOTIFY=NEVER",
           "NOTIFY=success,failure,delay",
           "NOTIFY=DELAY",
           "ORCPT=rfc822;a+2Bb@c",
           "ORCPT=utf-8;\xc3\xbc@c",
           "ORCPT=utf-8;\\x{FC}@c",  // RFC 6533 §3
           "FUTURE",
       }) {
    EXPECT_EQ(check_rcpt_parameters(parsed(text)), std::nullopt) << text;
  }
}

TEST(Parameters, OfRcptWithBadValues) {
  const auto long_orcpt = "ORCPT=rfc822;" + std::string(500, 'a');
  for (const std::string& text :
       std::vector<std::string>{"NOTIFY", "NOTIFY=ALWAYS", "NOTIFY=NEVER,DELAY", "NOTIFY=DELAY,DELAY",
                                "NOTIFY=DELAY,", "NOTIFY=,DELAY", "ORCPT", "ORCPT=a@b", "ORCPT=;a@b",
                                "ORCPT=rfc822;", "ORCPT=rfc822;a+b@c", long_orcpt}) {
    const auto refusal = check_rcpt_parameters(parsed(text));
    ASSERT_TRUE(refusal) << text;
    EXPECT_EQ(refusal->code, 501);
  }
}

TEST(Parameters, SayThatTheMessageIsBinary) {
  EXPECT_TRUE(is_binary(parsed("SIZE=1 BODY=BinaryMime")));
  EXPECT_FALSE(is_binary(parsed("BODY=8BITMIME")));
  EXPECT_FALSE(is_binary(parsed("BODY")));
  EXPECT_FALSE(is_binary({}));
}

TEST(DisownSender, TakesTheWordFromAuth) {  // RFC 4954 §5
  auto parameters = parsed("SIZE=1 AUTH=e+3Dmc2@example.com");
  disown_sender(parameters);
  EXPECT_EQ(format_parameters(parameters), " SIZE=1 AUTH=<>");
  auto others = parsed("SIZE=1");
  disown_sender(others);
  EXPECT_EQ(format_parameters(others), " SIZE=1");
}

TEST(DeclaredSize, IsTheNumber) {
  EXPECT_EQ(declared_size(parsed("BODY=7BIT SIZE=1000")), 1000u);
  EXPECT_EQ(declared_size(parsed("BODY=7BIT")), std::nullopt);
  EXPECT_EQ(declared_size(parsed("SIZE=99999999999999999999")), std::numeric_limits<std::uint64_t>::max());
}

}  // namespace
}  // namespace postern::smtp

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
           "FUTURE=x",
           "FUTURE",
       }) {
    EXPECT_EQ(check_mail_parameters(parsed(text)), std::nullopt) << text;
  }
}

TEST(Parameters, OfMailWithBadValues) {
  const auto long_envid = "ENVID=" + std::string(101, 'a');
  for (const std::string& text :
       std::vector<std::string>{"SIZE", "SIZE=1,", "SIZE=-1", "SIZE=1k", "SIZE=100000000000000000000", "BODY",
                                "BODY=9BIT", "SMTPUTF8=1", "RET", "RET=ALL", "ENVID", "ENVID=a+b", "ENVID=+1",
                                long_envid, "AUTH", "AUTH=+zz"}) {
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

TEST(DeclaredSize, IsTheNumber) {
  EXPECT_EQ(declared_size(parsed("BODY=7BIT SIZE=1000")), 1000u);
  EXPECT_EQ(declared_size(parsed("BODY=7BIT")), std::nullopt);
  EXPECT_EQ(declared_size(parsed("SIZE=99999999999999999999")), std::numeric_limits<std::uint64_t>::max());
}

}  // namespace
}  // namespace postern::smtp

#include "smtp/extensions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smtp/replies.hpp"

namespace postern::smtp {
namespace {

using ::testing::ElementsAre;

Extensions extensions(std::vector<std::string> lines) {
  return parse_extensions(replies::ehlo("mx.example.org", lines));
}

TEST(Extensions, AreReadFromAnEhloReply) {
  const auto offered = extensions({"SIZE 1000000", "8bitmime", "AUTH  PLAIN LOGIN ", "X_OLD"});
  EXPECT_TRUE(offered.offers("SIZE"));
  EXPECT_TRUE(offered.offers("8BITMIME"));
  EXPECT_TRUE(offered.offers("8BitMime"));
  EXPECT_TRUE(offered.offers("X_OLD"));
  EXPECT_FALSE(offered.offers("DSN"));
  EXPECT_FALSE(offered.offers("MX.EXAMPLE.ORG"));
  EXPECT_EQ(offered.argument("auth"), "PLAIN LOGIN");
  EXPECT_EQ(offered.argument("DSN"), "");
  EXPECT_EQ(offered.size_limit(), 1000000u);
}

TEST(Extensions, IgnoreWhatIsNoKeyword) {
  EXPECT_EQ(extensions({"", " DSN", "AUTH=LOGIN", "-", "\xff"}), extensions({"-"}));
}

TEST(Extensions, KeepTheFirstArgument) {
  EXPECT_EQ(extensions({"SIZE 1", "SIZE 2"}).size_limit(), 1u);
}

TEST(Extensions, KnowNoLimitWithoutANumber) {  // RFC 1870 §3
  for (const auto* line : {"SIZE", "SIZE 0", "SIZE x", "DSN"})
    EXPECT_EQ(extensions({line}).size_limit(), std::nullopt);
}

TEST(Advertise, NamesWhatIsOursWhateverTheUpstreamHas) {
  EXPECT_THAT(advertise({.size_limit = 1000}), ElementsAre("PIPELINING", "ENHANCEDSTATUSCODES", "SIZE 1000"));
}

TEST(Advertise, PromisesOnlyWhatTheUpstreamCanKeep) {
  EXPECT_THAT(advertise({.upstream = extensions({"DSN", "SMTPUTF8", "8BITMIME", "CHUNKING", "AUTH PLAIN",
                                                 "STARTTLS", "XFORWARD NAME"})}),
              ElementsAre("PIPELINING", "ENHANCEDSTATUSCODES", "SIZE", "8BITMIME", "SMTPUTF8", "DSN"));
}

TEST(Advertise, NamesTheSmallerSizeLessOurRoom) {
  const auto size = [](std::optional<std::uint64_t> ours, const char* theirs) {
    return advertise({.upstream = extensions({theirs}), .size_limit = ours, .room_for_our_fields = 100})[2];
  };
  EXPECT_EQ(size(5000, "SIZE 10000"), "SIZE 5000");
  EXPECT_EQ(size(10000, "SIZE 10000"), "SIZE 9900");
  EXPECT_EQ(size({}, "SIZE 10000"), "SIZE 9900");
  EXPECT_EQ(size(5000, "SIZE"), "SIZE 5000");
  EXPECT_EQ(size({}, "SIZE 0"), "SIZE");
  EXPECT_EQ(size(5000, "SIZE 100"), "SIZE 1");
}

TEST(Advertise, ShowsXforwardToThoseWhoMayUseIt) {
  EXPECT_EQ(advertise({.xforward = Offer::Xforward::without_ident}).back(),
            "XFORWARD NAME ADDR PORT PROTO HELO SOURCE");
  EXPECT_EQ(advertise({.xforward = Offer::Xforward::with_ident}).back(),
            "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE");
}

struct Case {
  Verb verb;
  Parameter parameter;
  std::string extension;
};

TEST(CheckOffered, WantsTheExtensionOfEachParameter) {
  const std::vector<Case> table{
      {Verb::mail, {"SIZE", "1"}, "SIZE"},
      {Verb::mail, {"BODY", "7BIT"}, "8BITMIME"},
      {Verb::mail, {"BODY", "8BITMIME"}, "8BITMIME"},
      {Verb::mail, {"BODY", "binarymime"}, "BINARYMIME"},
      {Verb::mail, {"SMTPUTF8", std::nullopt}, "SMTPUTF8"},
      {Verb::mail, {"RET", "FULL"}, "DSN"},
      {Verb::mail, {"ENVID", "x"}, "DSN"},
      {Verb::mail, {"AUTH", "<>"}, "AUTH"},
      {Verb::rcpt, {"NOTIFY", "NEVER"}, "DSN"},
      {Verb::rcpt, {"ORCPT", "rfc822;a@b"}, "DSN"},
  };
  const std::vector<std::string> all{"SIZE 9", "8BITMIME", "BINARYMIME", "SMTPUTF8", "DSN", "AUTH PLAIN"};
  for (const auto& [verb, parameter, extension] : table) {
    SCOPED_TRACE(parameter.keyword);
    const auto other = verb == Verb::mail ? Verb::rcpt : Verb::mail;
    auto others = all;
    std::erase_if(others, [&](const auto& line) { return line.starts_with(extension); });
    EXPECT_EQ(check_offered(verb, {parameter}, extensions({extension})), std::nullopt);
    EXPECT_EQ(check_offered(verb, {parameter}, extensions(others)),
              replies::unknown_parameter(parameter.keyword));
    EXPECT_EQ(check_offered(other, {parameter}, extensions(all)),
              replies::unknown_parameter(parameter.keyword));
  }
}

TEST(CheckOffered, RefusesWhatItDoesNotKnow) {  // RFC 5321 §4.1.1.11
  const auto refusal =
      check_offered(Verb::mail, {{"SIZE", "1"}, {"FUTURE", "x"}}, extensions({"SIZE", "FUTURE"}));
  EXPECT_EQ(refusal, replies::unknown_parameter("FUTURE"));
  EXPECT_EQ(refusal->code, 555);
}

}  // namespace
}  // namespace postern::smtp

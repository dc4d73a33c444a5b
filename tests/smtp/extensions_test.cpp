#include "smtp/extensions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smtp/replies.hpp"

namespace postern::smtp {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;

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

TEST(Advertise, PassesOnTheArgumentsOfTheUpstream) {
  EXPECT_THAT(
      advertise({.upstream = extensions(
                     {"DELIVERBY 240", "FUTURERELEASE 604800 2026-12-31T00:00:00Z", "MT-PRIORITY MIXER"})}),
      IsSupersetOf({"DELIVERBY 240", "FUTURERELEASE 604800 2026-12-31T00:00:00Z", "MT-PRIORITY MIXER"}));
  EXPECT_THAT(advertise({.upstream = extensions({"DELIVERBY", "MT-PRIORITY"})}),
              IsSupersetOf({"DELIVERBY", "MT-PRIORITY"}));
}

TEST(Advertise, OffersChunksOfItsOwnAndBinaryContentOnlyAllTheWay) {  // RFC 3030 §3
  const auto both = extensions({"CHUNKING", "BINARYMIME"});
  EXPECT_THAT(advertise({.chunking = true}), Contains("CHUNKING"));
  EXPECT_THAT(advertise({.chunking = true}), Not(Contains("BINARYMIME")));
  EXPECT_THAT(advertise({.upstream = both, .chunking = true}), IsSupersetOf({"CHUNKING", "BINARYMIME"}));
  EXPECT_THAT(advertise({.upstream = extensions({"BINARYMIME"}), .chunking = true}),
              Not(Contains("BINARYMIME")));
  EXPECT_THAT(advertise({.upstream = both}), Not(AnyOf(Contains("CHUNKING"), Contains("BINARYMIME"))));
  EXPECT_THAT(advertise({.upstream = both, .chunking = true, .switched_off = {"chunking"}}),
              Not(AnyOf(Contains("CHUNKING"), Contains("BINARYMIME"))));
}

TEST(Advertise, OffersTlsUntilItIsThereAndRequiretlsFromThenOn) {  // RFC 3207 §4.2, RFC 8689 §2
  const auto upstream = extensions({"REQUIRETLS", "STARTTLS"});
  using enum Offer::Tls;
  EXPECT_THAT(advertise({.upstream = upstream, .tls = no}),
              Not(AnyOf(Contains("STARTTLS"), Contains("REQUIRETLS"))));
  EXPECT_THAT(advertise({.upstream = upstream, .tls = available}),
              AllOf(Contains("STARTTLS"), Not(Contains("REQUIRETLS"))));
  EXPECT_THAT(advertise({.upstream = upstream, .tls = active}),
              AllOf(Contains("REQUIRETLS"), Not(Contains("STARTTLS"))));
  EXPECT_THAT(advertise({.tls = active}), Not(Contains("REQUIRETLS")));
}

TEST(Advertise, ShowsXclientToThoseWhoMayUseIt) {
  EXPECT_EQ(advertise({.xclient = true}).back(), "XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT");
}

TEST(Advertise, NamesTheLimitsThatApply) {  // RFC 9422
  const auto limits = [](const Limits& ours, const char* theirs) {
    return advertise({.upstream = extensions({theirs}), .limits = ours}).back();
  };
  EXPECT_EQ(limits({.rcpt_max = 1}, "DSN"), "LIMITS RCPTMAX=1");
  EXPECT_EQ(limits({.rcpt_max = 100}, "LIMITS RCPTMAX=50"), "LIMITS RCPTMAX=50");
  EXPECT_EQ(limits({.rcpt_max = 1}, "LIMITS RCPTMAX=50"), "LIMITS RCPTMAX=1");
  EXPECT_EQ(limits({}, "LIMITS RCPTMAX=50 RCPTDOMAINMAX=1"), "LIMITS RCPTMAX=50 RCPTDOMAINMAX=1");
  EXPECT_EQ(limits({}, "LIMITS MAILMAX=1"), "SIZE")
      << "what a connection upstream is good for is not the client's";
}

TEST(Advertise, LeavesOutWhatIsSwitchedOff) {
  EXPECT_THAT(advertise({.upstream = extensions({"8BITMIME", "DSN"}),
                         .xclient = true,
                         .tls = Offer::Tls::available,
                         .switched_off = {"pipelining", "STARTTLS", "SIZE", "Dsn", "XCLIENT", "FUTURE"}}),
              ElementsAre("ENHANCEDSTATUSCODES", "8BITMIME"));
}

TEST(Usable, IsWhatIsAdvertised) {
  EXPECT_EQ(usable({.upstream = extensions({"DSN"}), .size_limit = 9}),
            extensions({"PIPELINING", "ENHANCEDSTATUSCODES", "SIZE 9", "DSN"}));
}

TEST(Usable, IsAuthWhereTheUpstreamHasIt) {  // RFC 4954 §5
  const Parameters parameters{{"AUTH", "<>"}};
  const auto refusal = [&](const Offer& offer) {
    return check_offered(Verb::mail, parameters, usable(offer));
  };
  const auto upstream = extensions({"AUTH PLAIN"});
  EXPECT_THAT(advertise({.upstream = upstream}), Each(Not(StartsWith("AUTH"))));
  EXPECT_EQ(refusal({.upstream = upstream}), std::nullopt);
  EXPECT_EQ(refusal({.upstream = upstream, .switched_off = {"AUTH"}}), replies::unknown_parameter("AUTH"));
  EXPECT_EQ(refusal({}), replies::unknown_parameter("AUTH"));
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

const std::vector<Case>& parameters_of_extensions() {
  static const std::vector<Case> table{
      {Verb::mail, {"SIZE", "1"}, "SIZE"},
      {Verb::mail, {"BODY", "7BIT"}, "8BITMIME"},
      {Verb::mail, {"BODY", "8BITMIME"}, "8BITMIME"},
      {Verb::mail, {"BODY", "binarymime"}, "BINARYMIME"},
      {Verb::mail, {"SMTPUTF8", std::nullopt}, "SMTPUTF8"},
      {Verb::mail, {"RET", "FULL"}, "DSN"},
      {Verb::mail, {"ENVID", "x"}, "DSN"},
      {Verb::mail, {"AUTH", "<>"}, "AUTH"},
      {Verb::mail, {"REQUIRETLS", std::nullopt}, "REQUIRETLS"},
      {Verb::mail, {"BY", "120;R"}, "DELIVERBY"},
      {Verb::mail, {"HOLDFOR", "60"}, "FUTURERELEASE"},
      {Verb::mail, {"HOLDUNTIL", "2026-12-31T00:00:00Z"}, "FUTURERELEASE"},
      {Verb::mail, {"MT-PRIORITY", "3"}, "MT-PRIORITY"},
      {Verb::rcpt, {"NOTIFY", "NEVER"}, "DSN"},
      {Verb::rcpt, {"ORCPT", "rfc822;a@b"}, "DSN"},
  };
  return table;
}

// All that an upstream may have, and we with it.
const std::vector<std::string>& every_extension() {
  static const std::vector<std::string> lines{"SIZE 9",    "8BITMIME",      "BINARYMIME", "CHUNKING",
                                              "SMTPUTF8",  "DSN",           "AUTH PLAIN", "REQUIRETLS",
                                              "DELIVERBY", "FUTURERELEASE", "MT-PRIORITY"};
  return lines;
}

std::vector<std::string> every_extension_but(const std::string& extension) {
  auto lines = every_extension();
  std::erase_if(lines, [&](const auto& line) { return line.starts_with(extension); });
  return lines;
}

TEST(CheckOffered, WantsTheExtensionOfEachParameter) {
  for (const auto& [verb, parameter, extension] : parameters_of_extensions()) {
    SCOPED_TRACE(parameter.keyword);
    const auto other = verb == Verb::mail ? Verb::rcpt : Verb::mail;
    EXPECT_EQ(check_offered(verb, {parameter}, extensions({extension})), std::nullopt);
    EXPECT_EQ(check_offered(verb, {parameter}, extensions(every_extension_but(extension))),
              replies::unknown_parameter(parameter.keyword));
    EXPECT_EQ(check_offered(other, {parameter}, extensions(every_extension())),
              replies::unknown_parameter(parameter.keyword));
  }
}

// What the upstream lacks or the listener does not want cannot be used; SIZE is our own as well.
TEST(CheckOffered, GoesByWhatTheUpstreamHas) {
  const auto all = extensions(every_extension());
  for (const auto& [verb, parameter, extension] : parameters_of_extensions()) {
    SCOPED_TRACE(parameter.keyword);
    const auto refusal = [&](const Extensions& upstream, std::vector<std::string> switched_off) {
      const Offer offer{.upstream = upstream,
                        .chunking = true,
                        .tls = Offer::Tls::active,
                        .switched_off = std::move(switched_off)};
      return check_offered(verb, {parameter}, usable(offer));
    };
    const auto unknown = replies::unknown_parameter(parameter.keyword);
    EXPECT_EQ(refusal(all, {}), std::nullopt);
    EXPECT_EQ(refusal(all, {extension}), unknown);
    if (extension != "SIZE") EXPECT_EQ(refusal(extensions(every_extension_but(extension)), {}), unknown);
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

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "arc/chains.hpp"
#include "arc/fields.hpp"
#include "arc/tags.hpp"
#include "base/ascii.hpp"

namespace postern::arc {
namespace {

using test::make_sealer;
using test::publish;
using test::sealed;
using test::sealed_times;
using test::unsealed_message;
using test::validate;
using ::testing::HasSubstr;
using ::testing::StartsWith;

dns::Zone zone_of(const Sealer& sealer = make_sealer()) {
  dns::Zone zone;
  publish(zone, sealer);
  return zone;
}

// What the topmost set of `message` signs of it.
std::vector<std::string> signed_names(const std::string& message) {
  const auto header = test::parse_message(message).header;
  const auto topmost = header.find("ARC-Message-Signature");
  return topmost ? parse_message_signature(header.at(*topmost).body()).field_names
                 : std::vector<std::string>();
}

TEST(ArcSealer, WritesSealSignatureAndResultsFromTheTop) {
  const auto zone = zone_of();
  const auto message = sealed_times(1, zone);
  EXPECT_THAT(message, StartsWith("ARC-Seal: i=1; a=rsa-sha256; t=1777593600;\r\n"
                                  "\td=d1.example;\r\n"
                                  "\ts=s1; cv=none;\r\n"
                                  "\tb=\r\n\t"));
  EXPECT_THAT(message, HasSubstr("\r\nARC-Message-Signature: i=1; a=rsa-sha256; t=1777593600;\r\n"));
  EXPECT_THAT(message, HasSubstr("\r\nARC-Authentication-Results: i=1; mx.d1.example;\r\n"
                                 "    spf=pass smtp.mailfrom=example.com;\r\n"
                                 "    arc=none\r\nReceived: "));
  const std::string_view own = std::string_view(message).substr(0, message.size() - unsealed_message.size());
  for (const auto line : base::split(own, '\n')) EXPECT_LE(line.size(), 79u) << line;
}

TEST(ArcSealer, GoesOnWithAChainThatPasses) {
  const auto zone = zone_of();
  const auto message = sealed_times(3, zone);
  EXPECT_THAT(message, StartsWith("ARC-Seal: i=3;"));
  EXPECT_THAT(message, HasSubstr("cv=pass"));
  EXPECT_THAT(message, HasSubstr("arc=pass (i=2, sealed by d1.example, d1.example) header.oldest-pass=0"));
  EXPECT_EQ(validate(message, zone).result, Result::pass);
}

// RFC 8617 §4.1.2 and RFC 6376 §5.4.
TEST(ArcSealer, SignsWhatReadersSeeAndDkimSignatures) {
  const auto zone = zone_of();
  const auto names = signed_names(sealed_times(2, zone));
  EXPECT_EQ(names, (std::vector<std::string>{"from", "to", "subject", "date", "message-id", "dkim-signature",
                                             "from", "to", "cc", "subject", "date", "message-id"}));
}

// RFC 8617 §4.1.2: MUST NOT.
TEST(ArcSealer, SignsNoAuthenticationResultsAndNothingOfArc) {
  const auto zone = zone_of();
  const auto message =
      sealed("Authentication-Results: a; none\r\n" + sealed_times(1, zone), make_sealer(), zone);
  for (const auto& name : signed_names(message)) {
    EXPECT_FALSE(base::istarts_with(name, "arc-") || base::iequals(name, "authentication-results") ||
                 base::iequals(name, "received"))
        << name;
  }
  EXPECT_EQ(validate(message, zone).result, Result::pass);
}

// §5.1.2: a chain that failed is sealed by its last set alone, which verifies as if it were the only one.
TEST(ArcSealer, MarksAChainThatFailed) {
  const auto zone = zone_of();
  const auto broken = test::replaced(sealed_times(2, zone), "End.", "end.");
  const auto message = sealed(broken, make_sealer(), zone);
  EXPECT_THAT(message, StartsWith("ARC-Seal: i=3;"));
  EXPECT_THAT(message, HasSubstr("cv=fail"));
  const auto outcome = validate(message, zone);
  EXPECT_EQ(outcome.result, Result::fail);
  EXPECT_TRUE(outcome.is_ended);
  EXPECT_EQ(outcome.reason, "i=3: the sealer found that the chain had failed (cv=fail)");

  auto alone = message.substr(0, message.find("ARC-Seal: i=2"));
  for (int i = 0; i < 3; ++i) alone = test::replaced(alone, "i=3", "i=1");
  const std::string rest = broken.substr(broken.find("Received: "));
  EXPECT_EQ(validate(alone + rest, zone).reason, "i=1: the sealer found that the chain had failed (cv=fail)");
}

TEST(ArcSealer, AddsNothingBehindTheEndOfAChain) {
  const auto zone = zone_of();
  const auto ended = sealed(test::replaced(sealed_times(1, zone), "End.", "end."), make_sealer(), zone);
  EXPECT_EQ(sealed(ended, make_sealer(), zone), ended);
}

TEST(ArcSealer, AddsNoFiftyFirstSet) {
  const auto sealer = make_sealer("rsa1024");
  const auto zone = zone_of(sealer);
  const auto full = sealed_times(max_instance, zone, sealer);
  EXPECT_EQ(validate(full, zone).highest_instance(), max_instance);
  EXPECT_EQ(sealed(full, sealer, zone), full);
}

// §5.2.1: DNS failures are permanent.
TEST(ArcSealer, ACheckThatCouldNotBeMadeIsAFailure) {
  const auto zone = zone_of();
  dns::Zone failing;
  failing.fail(*dns::Name::parse("s1._domainkey.d1.example"), dns::Type::TXT, dns::Status::timeout);
  const auto message = sealed(sealed_times(1, zone), make_sealer(), failing);
  EXPECT_THAT(message, HasSubstr("cv=fail"));
  EXPECT_THAT(message, HasSubstr("arc=temperror"));
}

TEST(ArcSealer, SealsAfterFieldsOfAnyShape) {
  const auto zone = zone_of();
  const auto message =
      sealed("no colon\r\n blank first\r\nSubject : odd\r\nBcc:\r\n" + std::string(unsealed_message),
             make_sealer(), zone);
  EXPECT_EQ(validate(message, zone).result, Result::pass);
}

TEST(ArcSealer, WritesResultsInTheCharsetOfTheHeader) {
  const auto sealer = make_sealer("ed25519");
  const Assessment assessment{
      .chain = {},
      .results = {"mx.example.org", {{"spf", "pass", "", "", {{"smtp", "mailfrom", "é@bücher.example"}}}}},
      .charset = mail::Charset::utf8,
      .now = test::may_2026};
  const auto message = test::parse_message(unsealed_message);
  EXPECT_THAT(*sealer.seal(message.header, {}, assessment), HasSubstr("smtp.mailfrom=é@bücher.example"));
}

TEST(ArcSealer, IsMadeOfANameAndAKey) {
  const auto sealer = make_sealer("rsa2048", "Bücher.example.", "S1");
  EXPECT_EQ(sealer.domain(), "xn--bcher-kva.example");
  EXPECT_EQ(sealer.record_name(), "s1._domainkey.xn--bcher-kva.example");
  EXPECT_THAT(sealer.record_text(), StartsWith("v=DKIM1; k=rsa; p="));
  EXPECT_FALSE(Sealer::make("example.org", "s1", "no key"));
  EXPECT_THAT(Sealer::make("", "s1", "").error(), HasSubstr("no domain name"));
  EXPECT_THAT(Sealer::make("a b.example", "s1", "").error(), HasSubstr("no domain name"));
  EXPECT_THAT(Sealer::make("example.org", "", "").error(), HasSubstr("no domain name"));
}

}  // namespace
}  // namespace postern::arc

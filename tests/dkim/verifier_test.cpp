#include "dkim/verifier.hpp"

#include <gtest/gtest.h>

#include <string>

#include "dkim/signer.hpp"
#include "dkim/verify.hpp"

namespace postern::dkim {
namespace {

using test::sign;
using test::Signing;
using test::SigningKey;

const std::string message =
    "From: Alice <a@example.com>\r\nTo: b@example.org\r\nSubject: a  folded\r\n\tsubject \r\nDate: today\r\n"
    "\r\nHello  you \r\n\r\n .\r\n \t\r\nbye\r\n\r\n\r\n";

const SigningKey& rsa() {
  static const auto key = SigningKey::load("rsa2048");
  return key;
}

dns::Zone zone_of(const SigningKey& key) {
  dns::Zone zone;
  zone.add_text(*dns::Name::parse(key.record_name()), key.record_text());
  return zone;
}

class Verifying : public test::EachEngine {
 protected:
  static Signature verify_rsa(std::string_view signed_message) {
    return verify_one(signed_message, zone_of(rsa()));
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Verifying, test::engines, test::name_of_engine);

std::string replace(std::string text, std::string_view what, std::string_view by) {
  return text.replace(text.find(what), what.size(), by);
}

TEST_P(Verifying, PassesWhatWasSigned) {
  for (const auto* canonicalization :
       {"simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed", "simple", "relaxed"}) {
    const auto signature = verify_rsa(sign(rsa(), message, {.canonicalization = canonicalization}));
    EXPECT_EQ(signature.result, Result::pass) << canonicalization << ": " << signature.reason;
    EXPECT_EQ(signature.key_bits, 2048u);
    EXPECT_EQ(signature.reason, "");
  }
}

TEST_P(Verifying, PassesEd25519) {
  const auto key = SigningKey::load("ed25519");
  const auto signature = verify_one(sign(key, message), zone_of(key));
  EXPECT_EQ(signature.result, Result::pass) << signature.reason;
  EXPECT_EQ(signature.algorithm, "ed25519-sha256");
}

TEST_P(Verifying, PassesMessagesWithoutBody) {
  for (const auto* canonicalization : {"simple/simple", "relaxed/relaxed"}) {
    for (const auto* text :
         {"From: a@example.com\r\n", "From: a@example.com\r\n\r\n", "From: a@example.com\r\n\r\n\r\n"}) {
      const auto signature = verify_rsa(sign(rsa(), text, {.canonicalization = canonicalization}));
      EXPECT_EQ(signature.result, Result::pass) << canonicalization << ": " << text;
    }
  }
}

TEST_P(Verifying, AddsTheLineEndThatABodyLacks) {  // RFC 6376 §3.4.3, §3.4.4
  for (const auto* canonicalization : {"simple/simple", "relaxed/relaxed"}) {
    for (const auto* end : {"x", "x "}) {
      const auto text = sign(rsa(), message + end, {.canonicalization = canonicalization});
      EXPECT_EQ(verify_rsa(text).result, Result::pass) << canonicalization << verify_rsa(text).reason;
      EXPECT_EQ(verify_one(text, zone_of(rsa()), {.body_chunk = 1}).result, Result::pass) << canonicalization;
    }
  }
}

TEST_P(Verifying, DoesNotDependOnChunks) {
  const auto body = message.substr(message.find("\r\n\r\n") + 4);
  for (const auto* canonicalization : {"simple/simple", "relaxed/relaxed"}) {
    const auto text = sign(rsa(), message, {.canonicalization = canonicalization});
    for (std::size_t chunk = 1; chunk <= body.size(); ++chunk) {
      EXPECT_EQ(verify_one(text, zone_of(rsa()), {.body_chunk = chunk}).result, Result::pass) << chunk;
      EXPECT_EQ(verify_one(text + "x\r\n", zone_of(rsa()), {.body_chunk = chunk}).result, Result::fail)
          << chunk;
    }
  }
}

TEST_P(Verifying, PassesAnyOctetInTheBody) {
  std::string octets;
  for (int c = 0; c < 256; ++c) {
    if (c != '\r' && c != '\n') octets += static_cast<char>(c);
  }
  EXPECT_EQ(verify_rsa(sign(rsa(), message + octets + "\r\n" + octets)).result, Result::pass);
  EXPECT_EQ(verify_rsa(sign(rsa(), message + std::string("a\0b", 3)) + "c").result, Result::fail);
}

// The library drops some of them under "relaxed", and would not notice one that was added.
TEST_P(Verifying, NeverPassesStrayLineEnds) {
  for (const auto* canonicalization : {"simple/simple", "relaxed/relaxed"}) {
    const auto text = sign(rsa(), message, {.canonicalization = canonicalization});
    for (const auto* stray : {"\r", "\n", "\r\r\n", "\n\n"}) {
      for (const auto* place : {"Hello", "today", "Subject"}) {
        const auto altered = replace(text, place, std::string(place) + stray);
        EXPECT_NE(verify_rsa(altered).result, Result::pass) << place;
        EXPECT_NE(verify_one(altered, zone_of(rsa()), {.body_chunk = 1}).result, Result::pass) << place;
      }
    }
    EXPECT_EQ(verify_rsa(text + "\r").reason, "bare CR or LF in the body");
  }
  EXPECT_EQ(verify_rsa(sign(rsa(), message + "a\nb")).reason, "bare CR or LF in the body");
  EXPECT_EQ(verify_rsa(replace(sign(rsa(), message), "Alice", "Al\rice")).reason,
            "bare CR or LF in the header");
}

TEST_P(Verifying, FailsWhenTheBodyWasAltered) {
  const auto signature = verify_rsa(sign(rsa(), message) + "added\r\n");
  EXPECT_EQ(signature.result, Result::fail);
  EXPECT_EQ(signature.reason, "body hash did not verify");
}

TEST_P(Verifying, FailsWhenTheHeaderWasAltered) {
  const auto signature = verify_rsa(replace(sign(rsa(), message), "Alice", "Mallory"));
  EXPECT_EQ(signature.result, Result::fail);
  EXPECT_EQ(signature.reason, "signature did not verify");
}

TEST_P(Verifying, FailsWhenTheSignatureWasAltered) {
  const auto text = replace(sign(rsa(), message, {.more_tags = "t=1700000000;"}), "t=17", "t=16");
  EXPECT_EQ(verify_rsa(text).reason, "signature did not verify");
}

TEST_P(Verifying, DoesNotMindFieldsThatAreNotSigned) {
  const auto text = sign(rsa(), message);
  EXPECT_EQ(verify_rsa("Received: by x; today\r\nOdd;name: 1\r\n" + text).result, Result::pass);
  EXPECT_EQ(verify_rsa("From : evil@example.net\r\n" + text).result, Result::pass);  // DMARC's business
}

TEST_P(Verifying, SeesAFieldAddedThoughSignedAsAbsent) {  // RFC 6376 §8.15
  const auto text = sign(rsa(), message, {.fields = "from:from:to"});
  EXPECT_EQ(verify_rsa(text).result, Result::pass);
  EXPECT_EQ(verify_rsa("From: evil@example.net\r\n" + text).result, Result::fail);
}

TEST_P(Verifying, NeverPassesAHeaderWithNul) {
  using namespace std::string_literals;
  const auto text =
      replace(sign(rsa(), message), "Alice <a@example.com>", "Alice <a@example.com>\0, evil@b.test"s);
  EXPECT_EQ(verify_rsa(text).result, Result::permerror);
  EXPECT_EQ(verify_rsa("X: \0\r\n"s + sign(rsa(), message)).reason, "NUL in the header");
}

TEST_P(Verifying, NeverPassesSha1) {  // RFC 8301 §3.1
  EXPECT_EQ(verify_rsa(sign(rsa(), message, {.with_sha1 = true})).result, Result::permerror);
}

TEST_P(Verifying, ReportsSignaturesThatCannotVerify) {
  EXPECT_EQ(verify_rsa(sign(rsa(), message, {.fields = "to:subject"})).reason, "From is not signed");
  EXPECT_EQ(verify_rsa(sign(rsa(), message, {.more_tags = "i=@evil.example;"})).result, Result::permerror);
  EXPECT_EQ(verify_rsa(sign(rsa(), message, {.canonicalization = "odd/odd"})).result, Result::permerror);
  EXPECT_EQ(verify_rsa(sign(rsa(), message, {.more_tags = "d=evil.example;"})).result, Result::neutral);
}

// The library looks for From in the first 4,096 octets, where "fromage" may end as "from".
TEST_P(Verifying, NeedsFromInTheWholeListOfFields) {
  std::string fields = "to";
  while (fields.size() < 4090) fields += ":x";
  for (int padding = 0; padding < 12; ++padding) {
    const auto list = fields + std::string(static_cast<std::size_t>(padding), 'x') + ":fromage";
    EXPECT_EQ(verify_rsa(sign(rsa(), message, {.fields = list})).reason, "From is not signed");
  }
}

TEST_P(Verifying, KeepsTheOrderOfTheHeader) {
  const auto text = "DKIM-Signature: nonsense\r\n" +
                    sign(rsa(), "DKIM-Signature:v=1;d=b.test\r\n" + sign(rsa(), message + "x") + "y");
  const auto signatures = verify(text, zone_of(rsa()));
  ASSERT_EQ(signatures.size(), 4u);
  EXPECT_EQ(signatures[0].result, Result::neutral);
  EXPECT_EQ(signatures[1].result, Result::pass);
  EXPECT_EQ(signatures[2].result, Result::permerror);
  EXPECT_EQ(signatures[2].domain, "b.test");
  EXPECT_EQ(signatures[3].result, Result::fail);
}

TEST_P(Verifying, HasNothingToSayOfAnUnsignedMessage) {
  EXPECT_TRUE(verify(message, {}).empty());
  EXPECT_TRUE(verify("", {}).empty());
}

TEST_P(Verifying, LeavesExcessSignaturesAlone) {
  auto text = message;
  for (int i = 0; i < 13; ++i) text = sign(rsa(), text);
  const auto signatures = verify(text, zone_of(rsa()));
  ASSERT_EQ(signatures.size(), 11u);
  EXPECT_EQ(signatures[9].result, Result::pass);
  EXPECT_EQ(signatures[10].result, Result::policy);
  EXPECT_EQ(signatures[10].reason, "3 more signatures were not verified");
  EXPECT_EQ(verify(text, zone_of(rsa()), {.limits = {.max_signatures = 2}}).size(), 3u);
}

TEST_P(Verifying, TakesTheTimeFromItsCaller) {
  const auto at = [](std::int64_t seconds, const char* tags) {
    const test::Verification how{.now = std::chrono::sys_seconds(std::chrono::seconds(seconds))};
    return verify_one(sign(rsa(), message, {.more_tags = tags}), zone_of(rsa()), how);
  };
  constexpr std::int64_t x = 1'770'000'000;
  EXPECT_EQ(at(x + 300, "x=1770000000;").result, Result::pass);
  EXPECT_EQ(at(x + 301, "x=1770000000;").reason, "signature expired");
  EXPECT_EQ(at(x + 301, "x=1770000000;").result, Result::permerror);
  EXPECT_EQ(at(x - 300, "t=1770000000;").result, Result::pass);
  EXPECT_EQ(at(x - 301, "t=1770000000;").reason, "signature made in the future");
}

TEST_P(Verifying, PassesALengthThatCoversTheBody) {
  const std::string body = "Hello  you \r\nbye\r\n";
  const auto text = "From: a@example.com\r\n\r\n" + body + "\r\n\r\n";
  EXPECT_EQ(verify_rsa(sign(rsa(), text, {.canonicalization = "relaxed/simple", .body_length = body.size()}))
                .result,
            Result::pass);
  EXPECT_EQ(verify_rsa(sign(rsa(), text, {.body_length = body.size() - 2})).result, Result::pass);
}

TEST_P(Verifying, DoesNotAcceptABodyPartlySigned) {  // RFC 6376 §8.2: anything may have been added
  const auto text = "From: a@example.com\r\n\r\n12345\r\n";
  const auto signature = verify_rsa(sign(rsa(), text, {.body_length = 7}) + "evil\r\n");
  EXPECT_EQ(signature.result, Result::policy);
  EXPECT_EQ(signature.reason, "l= covers 7 of 13 octets of the body");
  EXPECT_EQ(verify_rsa(sign(rsa(), text, {.body_length = 0})).result, Result::policy);
}

TEST_P(Verifying, RefusesALengthBeyondTheBody) {  // RFC 6376 §6.1.1, l=
  EXPECT_EQ(verify_rsa(sign(rsa(), message, {.body_length = 5000})).result, Result::permerror);
}

}  // namespace
}  // namespace postern::dkim

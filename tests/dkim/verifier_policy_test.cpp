#include <gtest/gtest.h>

#include <string>

#include "dkim/signer.hpp"
#include "dkim/verify.hpp"

namespace postern::dkim {
namespace {

using test::sign;
using test::SigningKey;

// What depends on Limits, on several keys at a name, and where our engine knows more than libopendkim.

const std::string message = "From: a@example.com\r\n\r\n12345\r\n";

dns::Zone zone_with(const SigningKey& key, const std::vector<std::string>& records) {
  dns::Zone zone;
  for (const auto& record : records) zone.add_text(*dns::Name::parse(key.record_name()), record);
  return zone;
}

class Policy : public test::EachEngine {
 protected:
  Signature verify_partial(PartialBody policy) const {
    const auto text = sign(key, message, {.body_length = 7}) + "evil\r\n";
    return verify_one(text, zone_with(key, {key.record_text()}), {.limits = {.partial_body = policy}});
  }
  Signature verify_with(const std::string& record, const test::Signing& how = {}) const {
    return verify_one(sign(key, message, how), zone_with(key, {record}));
  }

  const SigningKey key = SigningKey::load("rsa2048");
};
INSTANTIATE_TEST_SUITE_P(Engines, Policy, test::engines, test::name_of_engine);

TEST_P(Policy, OfPartialBodiesIsToIgnoreTheSignature) {  // RFC 6376 §8.2
  EXPECT_EQ(verify_partial(PartialBody::ignore_signature).result, Result::policy);
  EXPECT_EQ(verify_partial(PartialBody::ignore_signature).reason, "l= covers 7 of 13 octets of the body");
}

TEST_P(Policy, OfPartialBodiesMayBeToSaySo) {
  EXPECT_EQ(verify_partial(PartialBody::annotate).result, Result::pass);
  EXPECT_EQ(verify_partial(PartialBody::annotate).reason, "l= covers 7 of 13 octets of the body");
}

TEST_P(Policy, OfPartialBodiesMayBeToAcceptThem) {
  EXPECT_EQ(verify_partial(PartialBody::accept).result, Result::pass);
  EXPECT_EQ(verify_partial(PartialBody::accept).reason, "");
}

TEST_P(Policy, OfPartialBodiesDoesNotHelpAnAlteredOne) {
  auto text = sign(key, message, {.body_length = 7}) + "evil\r\n";
  text.replace(text.find("12345"), 1, "9");
  const auto signature = verify_one(text, zone_with(key, {key.record_text()}),
                                    {.limits = {.partial_body = PartialBody::accept}});
  EXPECT_EQ(signature.result, Result::fail);
}

TEST_P(Policy, HasTestKeysSaidToBeSuchWhateverTheResult) {  // RFC 6376 §3.6.1, t=y
  const auto record = key.record_text() + "; t=s : y";
  const auto failed = verify_one(sign(key, message) + "x", zone_with(key, {record}));
  EXPECT_EQ(failed.result, Result::fail);
  EXPECT_EQ(failed.reason, "body hash did not verify; the key is a test (t=y)");
}

TEST_P(Policy, RefusesKeysForAnotherPurpose) {  // RFC 6376 §6.1.2
  const auto record = key.record_text();
  EXPECT_EQ(verify_with(record + "; s=tlsrpt").result, Result::permerror);
  EXPECT_EQ(verify_with(record + "; h=sha1").result, Result::permerror);
  EXPECT_EQ(verify_with(record + "; t=s", {.more_tags = "i=@a.example.com;"}).result, Result::permerror);
  EXPECT_EQ(verify_with(SigningKey::load("ed25519").record_text()).result, Result::permerror);
}

TEST_P(Policy, TakesItsReasonsFromRfc8601) {
  using Pair = std::pair<dns::Status, std::string>;
  for (const auto& [status, reason] :
       {Pair{dns::Status::server_failure, "SERVFAIL for s1._domainkey.example.com"},
        Pair{dns::Status::timeout, "time-out for s1._domainkey.example.com"}}) {
    dns::Zone zone;
    zone.fail(*dns::Name::parse(key.record_name()), dns::Type::TXT, status);
    const auto signature = verify_one(sign(key, message), zone);
    EXPECT_EQ(signature.result, Result::temperror);
    EXPECT_EQ(signature.reason, reason);
  }
}

TEST_P(Policy, LeavesOtherSignaturesAloneWhenAKeyCannotBeHad) {
  const auto other = SigningKey::load("ed25519", "example.net");
  const auto text = sign(other, sign(key, message));
  for (const auto status : {dns::Status::server_failure, dns::Status::timeout, dns::Status::no_data}) {
    auto zone = zone_with(key, {key.record_text()});
    const auto name = *dns::Name::parse(other.record_name());
    if (status == dns::Status::no_data)
      zone.add_empty(name);
    else
      zone.fail(name, dns::Type::TXT, status);
    const auto signatures = verify(text, zone);
    ASSERT_EQ(signatures.size(), 2u);
    EXPECT_EQ(signatures[0].result, status == dns::Status::no_data ? Result::permerror : Result::temperror);
    EXPECT_EQ(signatures[1].result, Result::pass);
  }
}

TEST_P(Policy, VerifiesTheSignatureThatCountsBehindTwentyOthers) {
  auto text = sign(key, message);
  for (int number = 0; number < 20; ++number)
    text = sign(SigningKey::load("rsa1024", "d" + std::to_string(number) + ".test"), text);
  const auto signatures =
      verify(text, zone_with(key, {key.record_text()}), {.limits = {.max_signatures = 3}});
  ASSERT_EQ(signatures.size(), 4u);
  EXPECT_EQ(signatures[2].result, Result::pass) << signatures[2].reason;
  EXPECT_EQ(signatures[2].domain, "example.com");
  EXPECT_EQ(signatures[0].domain, "d19.test");
}

// ---- only ours

TEST(OurEngine, SaysWhatIsWrongWithAKey) {
  const auto key = SigningKey::load("rsa2048");
  const auto record = key.record_text();
  const std::pair<std::string, std::string> cases[] = {
      {"v=DKIM1; p=", "key revoked"},
      {"v=DKIM1", "key syntax error: no p="},
      {record + "; s=tlsrpt", "the key is not for email (s=)"},
      {record + "; h=sha1", "the key does not accept sha256 (h=)"},
      {SigningKey::load("ed25519").record_text(), "the key is of ed25519, not rsa"},
      {SigningKey::load("rsa768").record_text(), "RSA key of 768 bits is too short (RFC 8301)"},
  };
  for (const auto& [text, reason] : cases) {
    const auto signature = test::verify_one(sign(key, message), zone_with(key, {text}));
    EXPECT_EQ(signature.result, Result::permerror) << text;
    EXPECT_EQ(signature.reason, reason) << text;
  }
}

TEST(OurEngine, HasALimitForLongKeys) {  // RFC 8301 §3.2
  const auto key = SigningKey::load("rsa2048");
  const auto verify_below = [&](unsigned bits) {
    return test::verify_one(sign(key, message), zone_with(key, {key.record_text()}),
                            {.limits = {.max_rsa_bits = bits}});
  };
  EXPECT_EQ(verify_below(2048).result, Result::pass);
  EXPECT_EQ(verify_below(2047).reason, "RSA key of 2048 bits is too long");
}

TEST(OurEngine, TriesSeveralKeys) {  // RFC 6376 §6.1.2
  const auto key = SigningKey::load("rsa2048");
  const auto good = key.record_text();
  const auto other = SigningKey::load("rsa1024").record_text();
  const auto result_with = [&](const std::vector<std::string>& records) {
    return test::verify_one(sign(key, message), zone_with(key, records));
  };
  EXPECT_EQ(result_with({other, good}).result, Result::pass);
  EXPECT_EQ(result_with({"v=DKIM1; p=", "p=!", good}).result, Result::pass);
  EXPECT_EQ(result_with({"v=DKIM1; p=", other}).reason, "signature did not verify");
  EXPECT_EQ(result_with({"v=DKIM1; p=", "p=!"}).reason, "key revoked");
  EXPECT_EQ(result_with({other, other, other, good}).result, Result::fail);
}

TEST(OurEngine, KnowsSignaturesItDoesNotVerifyAsFields) {
  const auto key = SigningKey::load("rsa2048");
  const auto inner = "DKIM-Signature: of another\r\nDKIM-Signature: and another\r\n" + message;
  const auto text = sign(key, inner, {.fields = "from:dkim-signature:dkim-signature:dkim-signature"});
  const auto signatures =
      test::verify(text, zone_with(key, {key.record_text()}), {.limits = {.max_signatures = 1}});
  ASSERT_EQ(signatures.size(), 2u);
  EXPECT_EQ(signatures[0].result, Result::pass) << signatures[0].reason;
}

TEST(OurEngine, LooksForTheKeyOfAnInternationalDomain) {  // RFC 8616 §5
  const auto german = SigningKey::load("rsa2048",
                                       "b\xc3\xbc"
                                       "cher.example");
  dns::Zone zone;
  zone.add_text(*dns::Name::parse("s1._domainkey.xn--bcher-kva.example"), german.record_text());
  const auto signature = test::verify_one(sign(german, message), zone);
  EXPECT_EQ(signature.result, Result::pass) << signature.reason;
  EXPECT_EQ(signature.domain, "xn--bcher-kva.example");
  EXPECT_EQ(signature.identity, "@xn--bcher-kva.example");
}

TEST(EngineKinds, HaveNames) {
  for (const auto kind : {EngineKind::postern, EngineKind::opendkim}) {
    EXPECT_EQ(parse_engine_kind(format(kind)), kind);
    EXPECT_NE(make_engine(kind), nullptr);
  }
  EXPECT_FALSE(parse_engine_kind("OpenDKIM"));
}

TEST(PartialBodies, HaveNames) {
  for (const auto policy : {PartialBody::ignore_signature, PartialBody::accept, PartialBody::annotate})
    EXPECT_EQ(parse_partial_body(format(policy)), policy);
  EXPECT_FALSE(parse_partial_body("ignore"));
}

}  // namespace
}  // namespace postern::dkim

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "dkim/signer.hpp"
#include "dkim/verify.hpp"

namespace postern::dkim {
namespace {

using test::sign;
using test::SigningKey;
using ::testing::ElementsAre;

const std::string message = "From: a@example.com\r\n\r\nHello\r\n";
const auto key_name = *dns::Name::parse("s1._domainkey.example.com");

class VerifierKeys : public test::EachEngine {
 protected:
  static Signature verify_with(const SigningKey& key, std::initializer_list<std::string> records,
                               const test::Signing& how = {}) {
    dns::Zone zone;
    for (const auto& record : records) zone.add_text(key_name, record);
    return verify_one(sign(key, message, how), zone);
  }

  const SigningKey key = SigningKey::load("rsa2048");
  const std::string record = key.record_text();
};
INSTANTIATE_TEST_SUITE_P(Engines, VerifierKeys, test::engines, test::name_of_engine);

TEST_P(VerifierKeys, AreAskedForOnceEach) {
  const auto other = SigningKey::load("rsa2048", "example.net", "a.b");
  const auto engine = make_engine(GetParam());
  const auto asking = engine->make_verifier();
  for (const auto* signing : {&key, &other, &key}) {
    const auto text = sign(*signing, message);
    asking->header(text.substr(0, text.find("From:")));
  }
  asking->header("DKIM-Signature: v=1; a=rsa-sha1; d=old.example; s=s; h=from; bh=A; b=A\r\n");
  EXPECT_THAT(asking->end_of_header(),
              ElementsAre(key_name, *dns::Name::parse("a.b._domainkey.example.net")));
}

TEST_P(VerifierKeys, MayArriveBeforeTheBody) {
  const auto engine = make_engine(GetParam());
  const auto verifier = engine->make_verifier();
  const auto text = sign(key, message);
  const auto from = text.find("From:");
  verifier->header(text.substr(0, from));
  verifier->header("From: a@example.com\r\n");
  ASSERT_EQ(verifier->end_of_header().size(), 1u);
  verifier->set_key(key_name, {.status = dns::Status::ok, .texts = {record}});
  verifier->body("Hello\r\n");
  EXPECT_EQ(verifier->finish({}).front().result, Result::pass);
}

TEST_P(VerifierKeys, ThatDidNotComeAreTemporaryErrors) {
  const auto engine = make_engine(GetParam());
  const auto verifier = engine->make_verifier();
  const auto text = sign(key, message);
  verifier->header(text.substr(0, text.find("From:")));
  ASSERT_EQ(verifier->end_of_header().size(), 1u);
  const auto signature = verifier->finish({}).front();
  EXPECT_EQ(signature.result, Result::temperror);
  EXPECT_EQ(signature.reason, "key lookup did not finish in time");
}

TEST_P(VerifierKeys, ThatCannotBeHadNowAreTemporaryErrors) {
  for (const auto status : {dns::Status::server_failure, dns::Status::timeout}) {
    dns::Zone zone;
    zone.fail(key_name, dns::Type::TXT, status);
    EXPECT_EQ(verify_one(sign(key, message), zone).result, Result::temperror);
  }
  dns::Zone zone;
  zone.fail(key_name, dns::Type::TXT, dns::Status::server_failure);
  EXPECT_EQ(verify_one(sign(key, message), zone).reason, "SERVFAIL for s1._domainkey.example.com");
}

TEST_P(VerifierKeys, ThatAreNotThereArePermanentErrors) {
  dns::Zone zone;
  EXPECT_EQ(verify_one(sign(key, message), zone).reason, "no key for s1._domainkey.example.com");
  zone.add_empty(key_name);
  const auto signature = verify_one(sign(key, message), zone);
  EXPECT_EQ(signature.result, Result::permerror);
  EXPECT_EQ(signature.reason, "no key for s1._domainkey.example.com");
}

TEST_P(VerifierKeys, OfOneSignatureDoNotDecideAnother) {
  const auto other = SigningKey::load("rsa1024", "example.net");
  const auto text = sign(other, sign(key, message));
  const auto other_name = *dns::Name::parse(other.record_name());
  for (const auto& bad :
       {"", "v=DKIM1; p=", "v=DKIM1; p=AAAA", "v=DKIM1; k=odd; p=AAAA", "v=DKIM1; h=sha1; p=AAAA"}) {
    dns::Zone zone;
    zone.add_text(key_name, record);
    if (*bad == '\0')
      zone.fail(other_name, {}, dns::Status::timeout);
    else
      zone.add_text(other_name, bad);
    const auto signatures = verify(text, zone);
    ASSERT_EQ(signatures.size(), 2u);
    EXPECT_EQ(signatures[0].result, *bad == '\0' ? Result::temperror : Result::permerror) << bad;
    EXPECT_EQ(signatures[1].result, Result::pass) << bad << signatures[1].reason;
  }
}

TEST_P(VerifierKeys, ThatAreRevokedArePermanentErrors) {  // RFC 6376 §3.6.1, p=
  const auto signature = verify_with(key, {"v=DKIM1; p="});
  EXPECT_EQ(signature.result, Result::permerror);
  EXPECT_EQ(signature.reason, "key revoked");
}

TEST_P(VerifierKeys, OfTheWrongKindArePermanentErrors) {
  for (const auto& text : {"garbage", "v=DKIM1", "v=DKIM1; p=AAAA", "v=DKIM2; p=AAAA"}) {
    EXPECT_EQ(verify_with(key, {text}).result, Result::permerror) << text;
  }
  EXPECT_EQ(verify_with(key, {SigningKey::load("ed25519").record_text()}).result, Result::permerror);
  EXPECT_EQ(verify_with(key, {record + "; h=sha1"}).result, Result::permerror);
  EXPECT_EQ(verify_with(key, {record + "; s=other"}).result, Result::permerror);
  EXPECT_EQ(verify_with(key, {SigningKey::load("rsa1024").record_text()}).result, Result::fail);
  EXPECT_EQ(verify_with(key, {record + "; n=" + std::string(4000, 'x')}).reason, "key record is too long");
}

TEST_P(VerifierKeys, MayBeForTheExactDomainOnly) {  // RFC 6376 §3.6.1, t=s
  const test::Signing subdomain{.more_tags = "i=bob@sub.example.com;"};
  EXPECT_EQ(verify_with(key, {record}, subdomain).result, Result::pass);
  EXPECT_EQ(verify_with(key, {record + "; t=s"}, subdomain).result, Result::permerror);
}

TEST_P(VerifierKeys, AreAcceptedWithOtherTags) {
  EXPECT_EQ(verify_with(key, {record + "; h=sha1:sha256; s=email; n=hello; unknown=1;"}).result,
            Result::pass);
  EXPECT_EQ(verify_with(key, {record.substr(record.find("p="))}).result, Result::pass);
}

TEST_P(VerifierKeys, AreFoundAmongOtherRecords) {
  EXPECT_EQ(verify_with(key, {"v=spf1 -all", record}).result, Result::pass);
}

TEST_P(VerifierKeys, ThatAreTestsAreSaidToBe) {  // RFC 6376 §3.6.1, t=y
  const auto signature = verify_with(key, {record + "; t=y"});
  EXPECT_EQ(signature.result, Result::pass);
  EXPECT_EQ(signature.reason, "the key is a test (t=y)");
}

TEST_P(VerifierKeys, Have1024BitsAtLeast) {  // RFC 8301 §3.2
  const auto enough = SigningKey::load("rsa1024");
  EXPECT_EQ(verify_with(enough, {enough.record_text()}).result, Result::pass);
  const auto weak = SigningKey::load("rsa768");
  const auto signature = verify_with(weak, {weak.record_text()});
  EXPECT_EQ(signature.result, Result::permerror);
  EXPECT_EQ(signature.reason, "RSA key of 768 bits is too short (RFC 8301)");
}

TEST_P(VerifierKeys, AreAtDomainNames) {
  for (const auto* domain : {"a..b", "-", "."}) {
    const auto odd = SigningKey::load("rsa2048", domain);
    EXPECT_EQ(verify_one(sign(odd, message), {}).result, Result::permerror) << domain;
  }
}

}  // namespace
}  // namespace postern::dkim

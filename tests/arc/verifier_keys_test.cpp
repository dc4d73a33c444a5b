#include <gtest/gtest.h>

#include <set>

#include "arc/chains.hpp"
#include "arc/verifier.hpp"

namespace postern::arc {
namespace {

using test::make_sealer;
using test::publish;
using test::sealed;
using test::unsealed_message;
using test::validate;

// Public keys of sizes that must not count.
const std::string rsa512 =
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAM5CTxaksu2iDpHD0++2XlqEVV5gZ9qS/XKT0yI3g3g/aBRFp+r/FamMu5"
    "PYKvMHKMhKq2bBVy7eCM/QACUGAScCAwEAAQ==";
const std::string rsa4104 =
    "MIICIzANBgkqhkiG9w0BAQEFAAOCAhAAMIICCwKCAgIA60JDXerlY2STM2+MW5TuTlF9KTrjOMf9rymcXyzDCFfb97"
    "lTypL4iagHO/T28U8B2U7qVvEX3Ab8gSdrlMJSOT1/+NngrtXo9QzAjYkZNe8w8S0kUoy3cTT1DVewekRmJN8Mjp9z"
    "3qId0xT6NEfBtA3ftfgG7gHoI9d74Ah6RZXMWQCGGBf3Mwx1gMLMFU4ZoMoYe+6fJDgV8MS7omLA6m3X6TbLsDYr9D"
    "ut1VD+T2VqiXvi1zcEtXAgMvsmy7dsHrBSvBKPBgUopiBSrn9Lv5eR9nkb2EcE9QeafYmPDvSy6xziL6FvFpnMSVQu"
    "ZQMl/dFoVE9kT7or5P3E8ukeLQAJDIWpMp9wfOe8NM7wnmIxGNY/cXW9q7kEw4tuhrHTqQM8caeB/yHw3vNbpUQZIX"
    "BIfbV3eEXOtfM8iue6gu9LrcW5/dnz6pOZD4xoXfhdz6d1g29bhrQrGdGer2zWK8drIYMeF4A/WhUwlb8PKX9bVz45"
    "3IRur3ZP8Ofpy1/9rKFzcHKM1UFn+E8wW+qHS1P7nW1YwUHKgjImm/IqXXuAOgdihfVAamnI0fGBAUat+ZGYGOxmtJ"
    "UU5XjriHBtm0dTR4uiou1zhsbb+d+0fCREXwF4PgK7wMmDHsK7yefpKMTv91bZhKQt2sijUwPR3xjUdAIC2Zw6IZMU"
    "7lK00MLhAgMBAAE=";

// Three sets, each by another domain.
class ArcKeys : public testing::Test {
 protected:
  ArcKeys() {
    for (const std::string domain : {"d1.example", "d2.example", "d3.example"}) {
      const auto sealer = make_sealer("rsa2048", domain);
      publish(zone, sealer);
      message = sealed(message, sealer, zone);
      names.push_back(*dns::Name::parse(sealer.record_name()));
    }
  }

  // The outcome when the key of the set of that index is another.
  Outcome with_failure(std::size_t set, dns::Status status) const {
    dns::Zone failing;
    for (const auto& name : names) {
      if (name != names[set]) failing.add_text(name, make_sealer().record_text());
    }
    if (status == dns::Status::no_data) failing.add_empty(names[set]);
    if (status != dns::Status::no_data && status != dns::Status::nx_domain)
      failing.fail(names[set], dns::Type::TXT, status);
    return validate(message, failing);
  }
  Outcome with_record(std::size_t set, const std::string& text) const {
    dns::Zone other;
    for (const auto& name : names) {
      other.add_text(name, name == names[set] ? text : make_sealer().record_text());
    }
    return validate(message, other);
  }

  dns::Zone zone;
  std::string message{unsealed_message};
  std::vector<dns::Name> names;
};

TEST_F(ArcKeys, EachNameIsAskedForOnce) {
  dkim::KeyCache keys;
  Verifier verifier(keys);
  for (const auto& entry : test::parse_message(message).header) verifier.header(entry.field.raw());
  EXPECT_EQ(verifier.end_of_header(), names);
}

TEST_F(ArcKeys, FiftySetsAskForAHundredNamesAtMost) {
  dkim::KeyCache keys;
  Verifier verifier(keys);
  for (int i = 1; i <= 50; ++i) {
    const std::string n = std::to_string(i);
    verifier.header("ARC-Authentication-Results: i=" + n + "; a; none\r\n");
    verifier.header("ARC-Message-Signature: i=" + n + "; a=rsa-sha256; d=m" + n +
                    ".example; s=s; h=from; bh=YWJj; b=YWJj\r\n");
    verifier.header("ARC-Seal: i=" + n + "; a=rsa-sha256; cv=" + (i == 1 ? "none" : "pass") + "; d=s" + n +
                    ".example; s=s; b=YWJj\r\n");
  }
  const auto asked = verifier.end_of_header();
  EXPECT_EQ(asked.size(), 100u);
  EXPECT_EQ(std::set(asked.begin(), asked.end()).size(), 100u);
}

// RFC 8617 §5.2.1 makes it a failure for good, which outcome.hpp says how we say.
TEST_F(ArcKeys, AFailedLookupIsATemporaryError) {
  ASSERT_EQ(validate(message, zone).result, Result::pass);
  for (const auto status : {dns::Status::server_failure, dns::Status::timeout}) {
    for (std::size_t set = 0; set < 3; ++set) {
      const auto outcome = with_failure(set, status);
      EXPECT_EQ(outcome.result, Result::temperror) << set;
      const std::string i = std::to_string(set + 1);
      const std::string field = set == 2 ? ": ARC-Message-Signature: " : ": ARC-Seal: ";
      EXPECT_EQ(outcome.reason, "i=" + i + field + std::string(dns::format(status)) + " for s1._domainkey.d" +
                                    i + ".example");
    }
  }
}

TEST_F(ArcKeys, AKeyThatIsNotThereIsAFailure) {
  for (const auto status : {dns::Status::nx_domain, dns::Status::no_data}) {
    for (std::size_t set = 0; set < 3; ++set) {
      const auto outcome = with_failure(set, status);
      EXPECT_EQ(outcome.result, Result::fail) << set;
      EXPECT_NE(outcome.reason.find("no key for s1._domainkey.d" + std::to_string(set + 1)),
                std::string::npos)
          << outcome.reason;
    }
  }
}

TEST_F(ArcKeys, AnAnswerThatNeverCameIsATemporaryError) {
  dkim::KeyCache keys;
  Verifier verifier(keys);
  const auto parsed = test::parse_message(message);
  for (const auto& entry : parsed.header) verifier.header(entry.field.raw());
  const auto asked = verifier.end_of_header();
  verifier.body(parsed.body);
  verifier.set_key(*dns::Name::parse("not.asked.example"), {});
  for (std::size_t i = 1; i < asked.size(); ++i)
    verifier.set_key(asked[i], zone.find({asked[i], dns::Type::TXT}));
  const auto outcome = verifier.finish(test::may_2026);
  EXPECT_EQ(outcome.result, Result::temperror);
  EXPECT_EQ(outcome.reason, "i=1: ARC-Seal: no answer in time for s1._domainkey.d1.example");
}

// What is wrong for certain stays wrong when the missing key comes.
TEST_F(ArcKeys, AFailureOutweighsATemporaryError) {
  message = test::replaced(message, "i=1; mx.d1", "i=1; mx.d9");
  const auto outcome = with_failure(2, dns::Status::server_failure);
  EXPECT_EQ(outcome.result, Result::fail);
  EXPECT_EQ(outcome.reason, "i=2: ARC-Seal: signature did not verify");
}

TEST_F(ArcKeys, AnOldMessageSignatureWithoutKeyOnlyEndsTheOldestPass) {
  const auto first = make_sealer("rsa2048", "d1.example");
  const auto newest = make_sealer("rsa2048", "d3.example");
  // Another domain signs the message of the first set than seals it.
  test::HandmadeSet set;
  set.signature = test::replaced(set.signature, "d=d1.example", "d=gone.example");
  auto chain = test::sealed_by_hand(unsealed_message, set);
  dns::Zone all = zone;
  all.add_text(*dns::Name::parse("s1._domainkey.gone.example"), first.record_text());
  chain = sealed(chain, newest, all);
  EXPECT_EQ(validate(chain, all).oldest_pass, 0);
  dns::Zone failing = zone;
  failing.fail(*dns::Name::parse("s1._domainkey.gone.example"), dns::Type::TXT, dns::Status::server_failure);
  const auto outcome = validate(chain, failing);
  EXPECT_EQ(outcome.result, Result::pass) << outcome.reason;
  EXPECT_EQ(outcome.oldest_pass, 2);
  EXPECT_EQ(outcome.sets[0].signature.status, Check::Status::temperror);
}

TEST_F(ArcKeys, ARecordMustServe) {
  const std::string good = make_sealer().record_text();
  struct Case {
    std::string record;
    std::string reason;
  };
  for (const auto& [record, reason] : std::initializer_list<Case>{
           {"v=DKIM1; p=", "key revoked"},
           {"v=DKIM1; p=" + rsa512, "key of 512 bits is too short (RFC 8301)"},
           {"v=DKIM1; p=" + rsa4104, "key of 4104 bits is too long"},
           {good + "; h=sha1", "key is not for sha256"},
           {good + "; s=tlsrpt", "key is not for email"},
           {make_sealer("ed25519").record_text(), "key is of type ed25519"},
           {make_sealer("rsa1024").record_text(), "signature did not verify"},
       }) {
    for (std::size_t set = 0; set < 3; ++set) {
      const auto outcome = with_record(set, record);
      EXPECT_EQ(outcome.result, Result::fail) << record;
      EXPECT_TRUE(outcome.reason.ends_with(": " + reason)) << outcome.reason;
    }
  }
  for (const auto* garbage :
       {"garbage", "v=DKIM1", "v=DKIM2; p=AA", "v=DKIM1; k=dsa; p=AAAA", "v=DKIM1; p=AAAA", ""}) {
    EXPECT_EQ(with_record(1, garbage).result, Result::fail) << garbage;
  }
  EXPECT_EQ(with_record(1, good + "; t=y:s; n=note; x=unknown").result, Result::pass);
}

TEST_F(ArcKeys, MayHaveFrom1024To4096Bits) {
  for (const auto* key : {"rsa1024", "rsa2048", "rsa4096", "ed25519"}) {
    dns::Zone own;
    const auto sealer = make_sealer(key);
    publish(own, sealer);
    const auto outcome = validate(test::sealed_times(2, own, sealer), own);
    EXPECT_EQ(outcome.result, Result::pass) << key << outcome.reason;
  }
}

// RFC 6376 §6.1.2.
TEST_F(ArcKeys, MayBeSeveralAtAName) {
  dns::Zone several = zone;
  several.add_text(names[0], "unrelated text");
  dns::Zone others;
  for (const auto& name : names) {
    others.add_text(name, "unrelated text");
    others.add_text(name, make_sealer("rsa1024").record_text());
    others.add_text(name, make_sealer().record_text());
  }
  EXPECT_EQ(validate(message, several).result, Result::pass);
  EXPECT_EQ(validate(message, others).result, Result::pass);
}

// RFC 8616 §4, RFC 8617 §4.1.4.
TEST_F(ArcKeys, AreLookedUpByALabels) {
  test::HandmadeSet set;
  set.signature = test::replaced(set.signature, "d1.example", "bücher.example");
  set.seal = test::replaced(set.seal, "d1.example", "BÜCHER.example");
  dns::Zone own;
  own.add_text(*dns::Name::parse("s1._domainkey.xn--bcher-kva.example"), make_sealer().record_text());
  const auto outcome = validate(test::sealed_by_hand(unsealed_message, set), own);
  EXPECT_EQ(outcome.result, Result::pass) << outcome.reason;
  EXPECT_EQ(outcome.sets[0].signature_domain, "bücher.example");
}

}  // namespace
}  // namespace postern::arc

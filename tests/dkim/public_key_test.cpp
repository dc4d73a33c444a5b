#include "dkim/public_key.hpp"

#include <gtest/gtest.h>

#include "dkim/base64.hpp"
#include "dkim/key_cache.hpp"
#include "dkim/key_record.hpp"
#include "dkim/private_key.hpp"
#include "dkim/signer.hpp"

namespace postern::dkim {
namespace {

using test::SigningKey;

class Keys : public ::testing::TestWithParam<const char*> {
 protected:
  const PrivateKey secret = PrivateKey::parse(test::read_data(std::string(GetParam()) + ".pem")).value();
  const PublicKey key = parse_key_record(secret.record_text()).value().key.value();
};

TEST_P(Keys, VerifyWhatWasSignedAndNothingElse) {
  const auto digest = sha256("a");
  auto signature = secret.sign(digest);
  EXPECT_TRUE(key.verify(digest, signature));
  EXPECT_FALSE(key.verify(sha256("b"), signature));
  EXPECT_FALSE(key.verify(digest, signature + "x"));
  EXPECT_FALSE(key.verify(digest, ""));
  signature.back() ^= 1;
  EXPECT_FALSE(key.verify(digest, signature));
}

TEST_P(Keys, ArePublishedAsTheyAre) {
  EXPECT_EQ(secret.record_text(), SigningKey::load(GetParam()).record_text());
  EXPECT_EQ(secret.algorithm(), std::string(format(key.type())) + "-sha256");
}

INSTANTIATE_TEST_SUITE_P(Each, Keys, ::testing::Values("rsa1024", "rsa2048", "ed25519"));

TEST(PublicKey, VerifiesWhatAnotherSigned) {
  for (const auto* name : {"rsa2048", "ed25519"}) {
    const auto other = SigningKey::load(name);
    const auto key = parse_key_record(other.record_text()).value().key.value();
    EXPECT_TRUE(key.verify(sha256("text"), other.sign_octets("text"))) << name;
    EXPECT_EQ(key.bits(), name == std::string("rsa2048") ? 2048u : 256u);
  }
}

TEST(PublicKey, MayBeAnRsaPublicKey) {  // PKCS#1, as RFC 6376 §3.6.1 has it: what is inside the other
  const auto other = SigningKey::load("rsa2048");
  const auto text = other.record_text();
  const auto info = parse_base64(text.substr(text.find("p=") + 2)).value();
  const auto inner = info.substr(24);
  const auto key = PublicKey::parse(KeyType::rsa, inner);
  ASSERT_TRUE(key);
  EXPECT_TRUE(key->verify(sha256("text"), other.sign_octets("text")));
  EXPECT_FALSE(PublicKey::parse(KeyType::rsa, inner + "x"));
  EXPECT_FALSE(PublicKey::parse(KeyType::rsa, info + "x"));
  EXPECT_FALSE(PublicKey::parse(KeyType::rsa, info.substr(1)));
}

TEST(PublicKey, OfEd25519Has32Octets) {  // RFC 8463 §4.2
  EXPECT_TRUE(PublicKey::parse(KeyType::ed25519, std::string(32, 'x')));
  EXPECT_FALSE(PublicKey::parse(KeyType::ed25519, std::string(31, 'x')));
  EXPECT_FALSE(PublicKey::parse(KeyType::ed25519, std::string(33, 'x')));
  EXPECT_FALSE(PublicKey::parse(KeyType::ed25519, ""));
}

TEST(PublicKey, HasAnExponentOf64BitsAtMost) {
  // RSAPublicKey of a modulus of 1,024 bits.
  const auto with_exponent = [](const std::string& exponent) {
    const auto modulus = std::string("\0\x80", 2) + std::string(126, 'x') + "y";
    std::string numbers = "\x02\x81\x81" + modulus + "\x02" + static_cast<char>(exponent.size()) + exponent;
    return "\x30\x81" + std::string(1, static_cast<char>(numbers.size())) + numbers;
  };
  EXPECT_TRUE(PublicKey::parse(KeyType::rsa, with_exponent("\x03")));
  EXPECT_TRUE(PublicKey::parse(KeyType::rsa, with_exponent("\x7f\xff\xff\xff\xff\xff\xff\xff")));
  EXPECT_FALSE(PublicKey::parse(KeyType::rsa, with_exponent("\x01\xff\xff\xff\xff\xff\xff\xff\xff")));
}

TEST(PrivateKey, IsRefusedWithTheReason) {
  EXPECT_EQ(PrivateKey::parse("").error(), "no private key in PEM form, or one with a pass phrase");
  EXPECT_EQ(PrivateKey::parse(test::read_data("rsa768.pem")).error(),
            "an RSA key needs 1024 bits at least (RFC 8301)");
}

TEST(KeyCache, ReadsARecordOnce) {
  KeyCache cache;
  const auto text = SigningKey::load("rsa2048").record_text();
  const auto first = cache.read(text);
  EXPECT_TRUE(first->has_value());
  EXPECT_EQ(cache.read(text), first);
  EXPECT_NE(cache.read(text + ";"), first);
  const auto broken = cache.read("p=!");
  EXPECT_FALSE(broken->has_value());
  EXPECT_EQ(cache.read("p=!"), broken);
  EXPECT_EQ(cache.size(), 3u);
}

TEST(KeyCache, IsBoundedAndKeepsWhatIsUsed) {
  KeyCache cache(10);
  const auto favourite = cache.read("p=");
  for (int number = 0; number < 1000; ++number) {
    (void)cache.read("p=; n=" + std::to_string(number));
    EXPECT_LE(cache.size(), 10u);
    EXPECT_EQ(cache.read("p="), favourite);
  }
  EXPECT_NE(cache.read(std::string(max_key_record + 1, 'x')),
            cache.read(std::string(max_key_record + 1, 'x')));
}

}  // namespace
}  // namespace postern::dkim

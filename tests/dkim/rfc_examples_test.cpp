#include <gtest/gtest.h>

#include "dkim/signer.hpp"
#include "dkim/verify.hpp"

namespace postern::dkim {
namespace {

dns::Zone zone() {
  return dns::Zone::parse(test::read_data("rfc.zone")).value();
}

class RfcExamples : public test::EachEngine {};
INSTANTIATE_TEST_SUITE_P(Engines, RfcExamples, test::engines, test::name_of_engine);

TEST_P(RfcExamples, Rfc8463AppendixA3HasTwoGoodSignatures) {
  const auto signatures = verify(test::read_data("rfc8463.eml"), zone());
  ASSERT_EQ(signatures.size(), 2u);
  const Signature ed25519{.result = Result::pass,
                          .domain = "football.example.com",
                          .identity = "@football.example.com",
                          .selector = "brisbane",
                          .algorithm = "ed25519-sha256",
                          .digest_start = "/gCrinpc",
                          .key_bits = 256};
  EXPECT_EQ(signatures[0], ed25519);
  EXPECT_EQ(signatures[1].result, Result::pass) << signatures[1].reason;
  EXPECT_EQ(signatures[1].key_bits, 1024u);
}

// With the one blank before "Are" that was signed: the RFC prints two.
TEST_P(RfcExamples, Rfc6376AppendixA2IsAGoodSignature) {
  const auto signature = verify_one(test::read_data("rfc6376.eml"), zone());
  EXPECT_EQ(signature.result, Result::pass) << signature.reason;
  EXPECT_EQ(signature.identity, "joe@football.example.com");
}

}  // namespace
}  // namespace postern::dkim

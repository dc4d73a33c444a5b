#include <gtest/gtest.h>

#include "dkim/signer.hpp"
#include "dkim/verify.hpp"

namespace postern::dkim {
namespace {

// The keys of RFC 8463 appendix A.2 and RFC 6376 appendix C.
const char* const keys = R"(
brisbane._domainkey.football.example.com. TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
test._domainkey.football.example.com. TXT ( "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
  "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC"
  "DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3"
  "Ip3G+2kryOTIKT+l/K4w3QIDAQAB" )
brisbane._domainkey.example.com. TXT ( "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQ"
  "KBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYt"
  "IxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v"
  "/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhi"
  "tdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB" )
)";

dns::Zone zone() {
  return dns::Zone::parse(keys).value();
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

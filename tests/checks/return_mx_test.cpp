#include "checks/return_mx.hpp"

#include <gtest/gtest.h>

#include "say.hpp"
#include "support/run.hpp"

namespace postern::checks {
namespace {

std::string ask(const std::string& zone_text, const std::string& domain = "example.com") {
  auto zone = zone_of(zone_text);
  return say(test::run(check_return_mx(domain, "smtp", zone)));
}

TEST(ReturnMx, PassesByAnMx) {
  EXPECT_EQ(ask("example.com. MX 10 mx.example.com.\n"), "x-return-mx=pass smtp.domain=example.com");
}

// RFC 5321 §5.1
TEST(ReturnMx, WarnsOfADomainThatHasAnAddressOnly) {
  EXPECT_EQ(ask("example.com. A 192.0.2.1\n"), "x-return-mx=warn smtp.domain=example.com");
  EXPECT_EQ(ask("example.com. AAAA 2001:db8::1\n"), "x-return-mx=warn smtp.domain=example.com");
}

// RFC 7505 §3
TEST(ReturnMx, FailsByANullMx) {
  EXPECT_EQ(ask("example.com. MX 0 .\nexample.com. A 192.0.2.1\n"),
            "x-return-mx=fail smtp.domain=example.com");
}

TEST(ReturnMx, FailsWithNeitherMxNorAddress) {
  EXPECT_EQ(ask("example.com. TXT x\n"), "x-return-mx=fail smtp.domain=example.com");
  EXPECT_EQ(ask(""), "x-return-mx=fail smtp.domain=example.com");
}

TEST(ReturnMx, FailsForWhatIsNoDomain) {
  EXPECT_EQ(ask("", "[192.0.2.1"), "x-return-mx=fail smtp.domain=[192.0.2.1");
  EXPECT_EQ(ask("", ""), "x-return-mx=fail smtp.domain=");
}

TEST(ReturnMx, IsTemperrorWhenTheDnsCannotSay) {
  EXPECT_EQ(ask("example.com. SERVFAIL\n"), "x-return-mx=temperror smtp.domain=example.com");
  EXPECT_EQ(ask("example.com. TXT x\nexample.com. TIMEOUT A\n"),
            "x-return-mx=temperror smtp.domain=example.com");
}

TEST(ReturnMx, NeedsNoAddressThatFailsWhenTheOtherIsThere) {
  EXPECT_EQ(ask("example.com. AAAA 2001:db8::1\nexample.com. SERVFAIL A\n"),
            "x-return-mx=warn smtp.domain=example.com");
}

}  // namespace
}  // namespace postern::checks

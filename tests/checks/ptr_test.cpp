#include "checks/ptr.hpp"

#include <gtest/gtest.h>

#include "say.hpp"
#include "support/run.hpp"

namespace postern::checks {
namespace {

const std::string pointer = "1.2.0.192.in-addr.arpa. PTR ";
const std::string address = "mail.example.com. A 192.0.2.1\n";

std::string ptr(const std::string& zone_text, const std::string& helo = "mail.example.com") {
  auto zone = zone_of(zone_text);
  return say(test::run(check_ptr(*base::IpAddress::parse("192.0.2.1"), helo, zone)));
}

TEST(Ptr, PassesWhenHeloIsAVerifiedName) {
  EXPECT_EQ(ptr(pointer + "mail.example.com.\n" + address),
            "x-ptr=pass smtp.helo=mail.example.com policy.ptr=mail.example.com");
}

TEST(Ptr, PassesByAnyOfSeveralNames) {
  EXPECT_TRUE(ptr(pointer + "a.example.com.\n" + pointer + "mail.example.com.\n" + address)
                  .starts_with("x-ptr=pass"));
}

TEST(Ptr, ComparesWithoutRegardToCaseAndSpelling) {
  const auto zone = pointer + "xn--bcher-kva.example.\nxn--bcher-kva.example. A 192.0.2.1\n";
  EXPECT_TRUE(ptr(zone, "B\u00fccher.Example").starts_with("x-ptr=pass"));
}

TEST(Ptr, FailsForAnotherName) {
  EXPECT_EQ(ptr(pointer + "other.example.\n" + address),
            "x-ptr=fail smtp.helo=mail.example.com policy.ptr=other.example");
}

// Anybody can point the PTR of an address to anybody's name.
TEST(Ptr, FailsWhenTheNameDoesNotHaveTheAddress) {
  EXPECT_TRUE(ptr(pointer + "mail.example.com.\nmail.example.com. A 192.0.2.9\n").starts_with("x-ptr=fail"));
}

TEST(Ptr, FailsForALiteralAndForNoName) {
  EXPECT_TRUE(ptr(pointer + "mail.example.com.\n" + address, "[192.0.2.1]").starts_with("x-ptr=fail"));
  EXPECT_TRUE(ptr(address).starts_with("x-ptr=fail"));
}

TEST(Ptr, IsTemperrorWhenTheDnsCannotSay) {
  EXPECT_TRUE(ptr("1.2.0.192.in-addr.arpa. SERVFAIL\n").starts_with("x-ptr=temperror"));
  EXPECT_TRUE(ptr("1.2.0.192.in-addr.arpa. TIMEOUT\n").starts_with("x-ptr=temperror"));
  EXPECT_TRUE(
      ptr(pointer + "mail.example.com.\nmail.example.com. SERVFAIL\n").starts_with("x-ptr=temperror"));
}

}  // namespace
}  // namespace postern::checks

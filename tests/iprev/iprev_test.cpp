#include "iprev/iprev.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "dns/zone.hpp"
#include "support/run.hpp"

namespace postern::iprev {
namespace {

Outcome check_text(const std::string& zone_text, std::string_view client = "192.0.2.1") {
  auto zone = dns::Zone::parse(zone_text);
  if (!zone) throw std::invalid_argument(format(zone.error()));
  return test::run(check(*base::IpAddress::parse(client), *zone));
}

const std::string pointer = "1.2.0.192.in-addr.arpa. PTR ";

TEST(Iprev, PassesWhenTheNameHasTheAddress) {
  const auto outcome = check_text(pointer + "mail.example.com.\nmail.example.com. A 192.0.2.1\n");
  EXPECT_EQ(outcome.result, Result::pass);
  EXPECT_EQ(outcome.name, "mail.example.com");
  EXPECT_EQ(outcome.reason, "mail.example.com has the address");
}

TEST(Iprev, PassesForIpv6) {
  const std::string zone =
      "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR mail.example.com.\n"
      "mail.example.com. A 192.0.2.1\nmail.example.com. AAAA 2001:db8::1\n";
  EXPECT_EQ(check_text(zone, "2001:db8::1").result, Result::pass);
}

TEST(Iprev, UnmapsTheClient) {
  const auto zone = pointer + "mail.example.com.\nmail.example.com. A 192.0.2.1\n";
  EXPECT_EQ(check_text(zone, "::ffff:192.0.2.1").result, Result::pass);
}

TEST(Iprev, PassesForAnyOfSeveralNamesAndAddresses) {
  const auto outcome =
      check_text(pointer + "a.example.com.\n" + pointer + "b.example.com.\na.example.com. A 192.0.2.9\n" +
                 "b.example.com. A 192.0.2.8\nb.example.com. A 192.0.2.1\n");
  EXPECT_EQ(outcome.result, Result::pass);
  EXPECT_EQ(outcome.name, "b.example.com");
}

TEST(Iprev, FailsWhenTheNamesHaveOtherAddresses) {
  const auto outcome = check_text(pointer + "mail.example.com.\nmail.example.com. A 192.0.2.2\n");
  EXPECT_EQ(outcome.result, Result::fail);
  EXPECT_EQ(outcome.name, "mail.example.com");
  EXPECT_EQ(outcome.reason, "no name of the address has the address, first mail.example.com");
}

// RFC 8601 §2.7.3: the forward query completed, but produced no result.
TEST(Iprev, FailsWhenTheNameHasNoAddress) {
  EXPECT_EQ(check_text(pointer + "mail.example.com.\n").result, Result::fail);
  EXPECT_EQ(check_text(pointer + "mail.example.com.\nmail.example.com. TXT x\n").result, Result::fail);
}

// RFC 8601 §2.7.3: no PTR data are published.
TEST(Iprev, IsAPermanentErrorWithoutNames) {
  const auto outcome = check_text("");
  EXPECT_EQ(outcome.result, Result::permerror);
  EXPECT_EQ(outcome.name, "");
  EXPECT_EQ(outcome.reason, "PTR 1.2.0.192.in-addr.arpa: NXDOMAIN");
  EXPECT_EQ(check_text("1.2.0.192.in-addr.arpa. TXT x\n").result, Result::permerror);
}

TEST(Iprev, IsATemporaryErrorWhenTheNamesCannotBeAskedFor) {
  EXPECT_EQ(check_text("1.2.0.192.in-addr.arpa. SERVFAIL\n").result, Result::temperror);
  const auto outcome = check_text("1.2.0.192.in-addr.arpa. TIMEOUT PTR\n");
  EXPECT_EQ(outcome.result, Result::temperror);
  EXPECT_EQ(outcome.reason, "PTR 1.2.0.192.in-addr.arpa: time-out");
}

TEST(Iprev, IsATemporaryErrorWhenAnAddressCannotBeAskedFor) {
  const auto zone = pointer + "a.example.com.\n" + pointer + "b.example.com.\na.example.com. SERVFAIL\n";
  const auto outcome = check_text(zone + "b.example.com. A 192.0.2.9\n");
  EXPECT_EQ(outcome.result, Result::temperror);
  EXPECT_EQ(outcome.name, "a.example.com");
  EXPECT_EQ(outcome.reason, "a.example.com: SERVFAIL");
  EXPECT_EQ(check_text(zone + "b.example.com. A 192.0.2.1\n").result, Result::pass);
}

TEST(Iprev, IgnoresTheEleventhName) {
  const auto last_of = [](int names) {
    std::string zone = "mail.example.com. A 192.0.2.1\n";
    for (int i = 1; i < names; ++i) zone += pointer + "h" + std::to_string(i) + ".example.com.\n";
    return check_text(zone + pointer + "mail.example.com.\n").result;
  };
  EXPECT_EQ(last_of(10), Result::pass);
  EXPECT_EQ(last_of(11), Result::fail);
}

}  // namespace
}  // namespace postern::iprev

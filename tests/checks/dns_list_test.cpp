#include "checks/dns_list.hpp"

#include <gtest/gtest.h>

#include "say.hpp"
#include "support/run.hpp"

namespace postern::checks {
namespace {

DnsList list(DnsList::Kind kind = DnsList::Kind::deny) {
  return {.kind = kind, .zone = *dns::Name::parse("bl.example"), .meanings = {}};
}

DnsList named_list() {
  auto named = list();
  named.meanings = {{*base::Network::parse("127.0.0.2"), "spam"},
                    {*base::Network::parse("127.0.0.4/30"), "exploited"}};
  return named;
}

std::string ask(const DnsList& asked, const std::string& zone_text, std::string_view client = "192.0.2.1") {
  auto zone = zone_of(zone_text);
  return say(test::run(check_dns_list(*base::IpAddress::parse(client), asked, zone)));
}

const std::string entry = "1.2.0.192.bl.example. A ";

// RFC 5782 §2.1, §2.4
TEST(ListedName, ReversesTheAddress) {
  const auto zone = *dns::Name::parse("bl.example");
  const auto name = [&](std::string_view client) {
    return listed_name(*base::IpAddress::parse(client), zone)->text();
  };
  EXPECT_EQ(name("192.0.2.99"), "99.2.0.192.bl.example");
  EXPECT_EQ(name("::ffff:192.0.2.99"), "99.2.0.192.bl.example");
  EXPECT_EQ(name("2001:db8:1:2:3:4:567:89ab"),
            "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.bl.example");
}

TEST(DnsList, FailsForWhoIsListed) {
  EXPECT_EQ(ask(list(), entry + "127.0.0.2\n"), "x-dnsbl=fail dns.zone=bl.example policy.ip=127.0.0.2");
}

TEST(DnsList, SaysNoneForWhoIsNot) {
  EXPECT_EQ(ask(list(), ""), "x-dnsbl=none dns.zone=bl.example");
  EXPECT_EQ(ask(list(), "1.2.0.192.bl.example. TXT x\n"), "x-dnsbl=none dns.zone=bl.example");
}

TEST(DnsList, NamesWhatItMeans) {
  EXPECT_EQ(ask(named_list(), entry + "127.0.0.6\n" + entry + "127.0.0.2\n"),
            "x-dnsbl=fail (spam, exploited) dns.zone=bl.example policy.ip=127.0.0.2, 127.0.0.6");
}

TEST(DnsList, CountsOnlyWhatHasAMeaningWhereThereAreAny) {
  EXPECT_EQ(ask(named_list(), entry + "127.0.0.3\n"), "x-dnsbl=none dns.zone=bl.example");
}

// RFC 8904 §2
TEST(DnsList, AllowsByTheMethodThatIsRegistered) {
  const auto allow = list(DnsList::Kind::allow);
  EXPECT_EQ(ask(allow, entry + "127.0.9.3\n"), "dnswl=pass dns.zone=bl.example policy.ip=127.0.9.3");
  EXPECT_EQ(ask(allow, ""), "dnswl=none dns.zone=bl.example");
}

// A list whose domain was sold answers for everyone.
TEST(DnsList, DoesNotBelieveAnswersOutside127) {
  EXPECT_EQ(ask(list(), entry + "198.51.100.7\n"), "x-dnsbl=permerror dns.zone=bl.example");
  EXPECT_EQ(ask(list(), entry + "127.0.0.2\n" + entry + "198.51.100.7\n"),
            "x-dnsbl=permerror dns.zone=bl.example");
  EXPECT_EQ(ask(list(DnsList::Kind::allow), entry + "198.51.100.7\n"), "dnswl=permerror dns.zone=bl.example");
}

TEST(DnsList, TakesARefusalForNoListing) {
  EXPECT_EQ(ask(list(), entry + "127.255.255.254\n"), "x-dnsbl=permerror dns.zone=bl.example");
}

TEST(DnsList, IsTemperrorWhenTheDnsCannotSay) {
  EXPECT_EQ(ask(list(), "1.2.0.192.bl.example. SERVFAIL\n"), "x-dnsbl=temperror dns.zone=bl.example");
  EXPECT_EQ(ask(list(), "1.2.0.192.bl.example. TIMEOUT\n"), "x-dnsbl=temperror dns.zone=bl.example");
}

}  // namespace
}  // namespace postern::checks

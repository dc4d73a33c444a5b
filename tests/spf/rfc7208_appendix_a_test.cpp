#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "spf/checking.hpp"

// The examples of RFC 7208 appendix A: the same hosts, each policy in turn.

namespace postern::spf {
namespace {

constexpr std::string_view hosts = R"(
$ORIGIN example.com.
@       MX    10 mail-a
        MX    20 mail-b
        A     192.0.2.10
        A     192.0.2.11
amy     A     192.0.2.65
bob     A     192.0.2.66
mail-a  A     192.0.2.129
mail-b  A     192.0.2.130
www     CNAME example.com.
$ORIGIN example.org.
@       MX    10 mail-c
mail-c  A     192.0.2.140
$ORIGIN 2.0.192.in-addr.arpa.
10      PTR   example.com.
11      PTR   example.com.
65      PTR   amy.example.com.
66      PTR   bob.example.com.
129     PTR   mail-a.example.com.
130     PTR   mail-b.example.com.
140     PTR   mail-c.example.org.
$ORIGIN 0.0.10.in-addr.arpa.
4       PTR   bob.example.com.
)";

Result result(const std::string& policies, std::string_view client, std::string_view mail_from) {
  auto zone = zone_of(std::string(hosts) + "$ORIGIN example.com.\n" + policies);
  return check(zone, client, mail_from).result;
}

/// Which of the hosts may use example.com, by the last number of their address.
std::string who_passes(const std::string& policy) {
  std::string passing;
  for (const std::string host : {"10", "11", "65", "66", "129", "130", "140"}) {
    const auto found = result("@ TXT \"" + policy + "\"\n", "192.0.2." + host, "alice@example.com");
    if (found == Result::pass) passing += passing.empty() ? host : " " + host;
  }
  return passing;
}

TEST(AppendixA, SimpleExamples) {
  EXPECT_EQ(who_passes("v=spf1 +all"), "10 11 65 66 129 130 140");
  EXPECT_EQ(who_passes("v=spf1 a -all"), "10 11");
  EXPECT_EQ(who_passes("v=spf1 a:example.org -all"), "");
  EXPECT_EQ(who_passes("v=spf1 mx -all"), "129 130");
  EXPECT_EQ(who_passes("v=spf1 mx:example.org -all"), "140");
  EXPECT_EQ(who_passes("v=spf1 mx mx:example.org -all"), "129 130 140");
  EXPECT_EQ(who_passes("v=spf1 mx/30 mx:example.org/30 -all"), "129 130 140");
  EXPECT_EQ(who_passes("v=spf1 ptr -all"), "10 11 65 66 129 130");
  EXPECT_EQ(who_passes("v=spf1 ip4:192.0.2.128/28 -all"), "129 130 140");
}

TEST(AppendixA, NetworksAroundTheMailHosts) {
  const std::string policy = "@ TXT \"v=spf1 mx/30 mx:example.org/30 -all\"\n";
  for (const auto host : {"192.0.2.128", "192.0.2.131", "192.0.2.140", "192.0.2.143"}) {
    EXPECT_EQ(result(policy, host, "alice@example.com"), Result::pass) << host;
  }
  for (const auto host : {"192.0.2.127", "192.0.2.132", "192.0.2.139", "192.0.2.144"}) {
    EXPECT_EQ(result(policy, host, "alice@example.com"), Result::fail) << host;
  }
}

TEST(AppendixA, PointersMustBeValid) {
  EXPECT_EQ(result("@ TXT \"v=spf1 ptr -all\"\n", "10.0.0.4", "alice@example.com"), Result::fail);
}

TEST(AppendixA, MultipleDomains) {
  const std::string policies = R"(
@               TXT "v=spf1 a -all"
example.net.    TXT "v=spf1 ip4:198.51.100.0/24 -all"
example.org.    TXT "v=spf1 include:example.com include:example.net -all"
la.example.org. TXT "v=spf1 redirect=example.org"
)";
  for (const auto domain : {"alice@example.org", "alice@la.example.org"}) {
    EXPECT_EQ(result(policies, "192.0.2.10", domain), Result::pass);
    EXPECT_EQ(result(policies, "198.51.100.7", domain), Result::pass);
    EXPECT_EQ(result(policies, "192.0.2.65", domain), Result::fail);
  }
}

TEST(AppendixA, BlackHoleStyle) {
  const std::string policies = R"(
@                                      TXT "v=spf1 mx include:mobile-users._spf.%{d} include:remote-users._spf.%{d} -all"
mobile-users._spf                      TXT "v=spf1 exists:%{l1r+}.%{d}"
mary.mobile-users._spf                 A   127.0.0.2
remote-users._spf                      TXT "v=spf1 exists:%{ir}.%{l1r+}.%{d}"
15.15.168.192.joel.remote-users._spf   A   127.0.0.2
)";
  EXPECT_EQ(result(policies, "198.51.100.7", "mary@example.com"), Result::pass);
  EXPECT_EQ(result(policies, "198.51.100.7", "mary+list@example.com"), Result::pass);
  EXPECT_EQ(result(policies, "192.168.15.15", "joel@example.com"), Result::pass);
  EXPECT_EQ(result(policies, "192.168.15.16", "joel@example.com"), Result::fail);
  EXPECT_EQ(result(policies, "198.51.100.7", "alice@example.com"), Result::fail);
}

TEST(AppendixA, MultipleRequirements) {
  const std::string policies = R"(
@         TXT "v=spf1 -include:ip4._spf.%{d} -include:ptr._spf.%{d} +all"
ip4._spf  TXT "v=spf1 -ip4:192.0.2.0/24 +all"
ptr._spf  TXT "v=spf1 -ptr:example.com +all"
)";
  EXPECT_EQ(result(policies, "192.0.2.65", "alice@example.com"), Result::pass);
  EXPECT_EQ(result(policies, "192.0.2.140", "alice@example.com"), Result::fail);
  EXPECT_EQ(result(policies, "10.0.0.4", "alice@example.com"), Result::fail);
}

}  // namespace
}  // namespace postern::spf

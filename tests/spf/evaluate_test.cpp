#include "spf/evaluate.hpp"

#include <gtest/gtest.h>

#include <string>

#include "spf/checking.hpp"

namespace postern::spf {
namespace {

Outcome check_text(const std::string& zone_text, std::string_view client = "192.0.2.1",
                   std::string_view mail_from = "alice@example.com") {
  auto zone = zone_of("$ORIGIN example.com.\n" + zone_text);
  return check(zone, client, mail_from);
}

std::string said(const Outcome& outcome) {
  return std::string(format(outcome.result)) + ": " + outcome.problem;
}

TEST(CheckHost, SaysWhichDirectiveMatched) {
  EXPECT_EQ(said(check_text("@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n")),
            "pass: 'ip4:192.0.2.0/24' of 'example.com' matches");
  EXPECT_EQ(said(check_text("@ TXT \"v=spf1 ~all\"\n")), "softfail: '~all' of 'example.com' matches");
  EXPECT_EQ(said(check_text("@ TXT \"v=spf1 ip4:192.0.2.7\"\n")),
            "neutral: nothing of 'example.com' matches");
}

// RFC 7208 §4.3
TEST(CheckHost, IsNoneForWhatCanHaveNoPolicy) {
  auto zone = zone_of("com. TXT \"v=spf1 -all\"\n");
  for (const std::string domain :
       {"", "com", "com.", "[192.0.2.1]", "a..com", "\xc3\xbc.example", "a b.com"}) {
    EXPECT_EQ(check(zone, "192.0.2.1", "alice@" + domain).result, Result::none) << domain;
  }
}

// RFC 7208 §4.5
TEST(CheckHost, WantsOneRecordAmongTheTexts) {
  EXPECT_EQ(said(check_text("@ A 192.0.2.1\n")), "none: 'example.com' has no SPF record");
  EXPECT_EQ(said(check_text("@ TXT \"v=spf10 -all\"\n")), "none: 'example.com' has no SPF record");
  EXPECT_EQ(check_text("@ TXT other\n@ TXT \"v=spf1 -all\"\n").result, Result::fail);
  EXPECT_EQ(said(check_text("@ TXT \"v=spf1 -all\"\n@ TXT \"v=spf1 all\"\n")),
            "permerror: 'example.com' has several SPF records");
}

TEST(CheckHost, SaysWhatIsWrongWithARecord) {
  EXPECT_EQ(said(check_text("@ TXT \"v=spf1 all ip5:1\"\n")),
            "permerror: the record of 'example.com' is malformed: there is no such mechanism: 'ip5:1'");
}

// RFC 7208 §4.4, §5
TEST(CheckHost, IsTemporaryWhenTheDnsIs) {
  EXPECT_EQ(said(check_text("@ TIMEOUT TXT\n")),
            "temperror: the DNS gave no answer for TXT of 'example.com': time-out");
  EXPECT_EQ(check_text("@ SERVFAIL\n").result, Result::temperror);
  const std::string broken = "b SERVFAIL\n";
  for (const std::string term : {"a:b.example.com", "mx:b.example.com", "exists:b.example.com",
                                 "include:b.example.com", "redirect=b.example.com"}) {
    EXPECT_EQ(check_text("@ TXT \"v=spf1 " + term + "\"\n" + broken).result, Result::temperror) << term;
  }
  EXPECT_EQ(check_text("@ TXT \"v=spf1 mx\"\n@ MX 1 b\n" + broken).result, Result::temperror);
}

TEST(CheckHost, StopsAtTheFirstMatch) {
  EXPECT_EQ(check_text("@ TXT \"v=spf1 ip4:192.0.2.1 a:b.example.com\"\nb SERVFAIL\n").result, Result::pass);
}

// RFC 7208 §5: IPv4-mapped addresses are IPv4 addresses.
TEST(CheckHost, UnmapsTheClient) {
  const std::string policy = "@ TXT \"v=spf1 -ip6:::ffff:0:0/96 a -all\"\n@ A 192.0.2.1\n";
  EXPECT_EQ(check_text(policy, "::ffff:192.0.2.1").result, Result::pass);
}

TEST(CheckHost, ComparesAddressesOfTheClientsFamily) {
  const std::string policy = "@ TXT \"v=spf1 a/24//64 -all\"\n@ A 192.0.2.77\n@ AAAA 2001:db8::77\n";
  EXPECT_EQ(check_text(policy, "192.0.2.1").result, Result::pass);
  EXPECT_EQ(check_text(policy, "192.0.3.1").result, Result::fail);
  EXPECT_EQ(check_text(policy, "2001:db8::1").result, Result::pass);
  EXPECT_EQ(check_text(policy, "2001:db8:0:1::1").result, Result::fail);
}

// RFC 7208 §5.2, the table
TEST(Include, MatchesOnlyWhenTheOtherPasses) {
  const auto including = [](const std::string& other) {
    return check_text("@ TXT \"v=spf1 ?include:o.example.com -all\"\no TXT \"" + other + "\"\n").result;
  };
  EXPECT_EQ(including("v=spf1 +all"), Result::neutral);
  EXPECT_EQ(including("v=spf1 -all"), Result::fail);
  EXPECT_EQ(including("v=spf1 ~all"), Result::fail);
  EXPECT_EQ(including("v=spf1 ?all"), Result::fail);
  EXPECT_EQ(including("v=spf1 moo"), Result::permerror);
  EXPECT_EQ(including("nothing"), Result::permerror);
}

TEST(Include, OfNoDomainIsAPermanentError) {
  EXPECT_EQ(said(check_text("@ TXT \"v=spf1 include:%{h1} -all\"\n")),
            "permerror: 'com' is no domain that can have a policy");
}

// RFC 7208 §5.7
TEST(Exists, AsksForAnIpv4AddressAlways) {
  const std::string policy = "@ TXT \"v=spf1 exists:%{l1r+-}._spf.%{d} -all\"\nsomeuser._spf A 127.0.0.2\n";
  EXPECT_EQ(check_text(policy, "2001:db8::1", "someuser@example.com").result, Result::pass);
  EXPECT_EQ(check_text(policy, "2001:db8::1", "other@example.com").result, Result::fail);
}

// RFC 7208 §5.5: DNS trouble only means no match.
TEST(Ptr, SkipsWhatCannotBeLookedUp) {
  const std::string policy = "@ TXT \"v=spf1 ptr -all\"\n";
  EXPECT_EQ(check_text(policy + "1.2.0.192.in-addr.arpa. SERVFAIL\n").result, Result::fail);
  const std::string names = "1.2.0.192.in-addr.arpa. PTR broken\n1.2.0.192.in-addr.arpa. PTR good\n";
  EXPECT_EQ(check_text(policy + names + "broken SERVFAIL\ngood A 192.0.2.1\n").result, Result::pass);
}

// RFC 7208 §7.3: the domain itself, else a subdomain, else any, else "unknown".
TEST(ClientName, IsTheOneNearestToTheDomain) {
  const std::string policy = "@ TXT \"v=spf1 -all exp=why.example.com\"\nwhy TXT \"%{p}\"\n";
  const std::string pointer = "1.2.0.192.in-addr.arpa. PTR ";
  const auto client_name = [&](const std::string& zone) { return check_text(policy + zone).explanation; };
  const std::string other = pointer + "x.example.net.\nx.example.net. A 192.0.2.1\n";
  const std::string below = other + pointer + "sub\nsub A 192.0.2.1\n";
  EXPECT_EQ(client_name(""), "unknown");
  EXPECT_EQ(client_name(pointer + "forged\nforged A 192.0.2.2\n"), "unknown");
  EXPECT_EQ(client_name(other), "x.example.net");
  EXPECT_EQ(client_name(below), "sub.example.com");
  EXPECT_EQ(client_name(below + pointer + "@\n@ A 192.0.2.1\n"), "example.com");
}

// RFC 7208 §6.1
TEST(Redirect, IsFollowedWhenNothingMatches) {
  const std::string other = "o TXT \"v=spf1 a -all\"\no A 192.0.2.1\n";
  EXPECT_EQ(check_text("@ TXT \"v=spf1 redirect=o.example.com\"\n" + other).result, Result::pass);
  EXPECT_EQ(check_text("@ TXT \"v=spf1 redirect=o.example.com ?all\"\n" + other).result, Result::neutral);
}

TEST(Redirect, ToNothingIsAPermanentError) {
  EXPECT_EQ(said(check_text("@ TXT \"v=spf1 redirect=o.example.com\"\n")),
            "permerror: 'o.example.com' has no SPF record");
}

TEST(Mx, MatchesNobodyWhenNull) {
  const auto outcome = check_text("@ TXT \"v=spf1 mx/0 -all\"\n@ MX 0 .\n");
  EXPECT_EQ(outcome.result, Result::fail);
  EXPECT_EQ(outcome.void_lookups, 0);
}

// RFC 8616 §4
TEST(InternationalizedSender, MatchesNoTermThatUsesItsLocalPart) {
  const auto result = [](const std::string& terms) {
    return check_text("@ TXT \"v=spf1 " + terms + "\"\n*.l A 127.0.0.2\nx TXT \"v=spf1 -all\"\n", "192.0.2.1",
                      "\xc3\xa4@example.com")
        .result;
  };
  EXPECT_EQ(result("exists:%{l}.l.example.com -all"), Result::fail);
  EXPECT_EQ(result("exists:%{o}.l.example.com -all"), Result::pass);
  EXPECT_EQ(result("include:%{s}.l.example.com ~all"), Result::softfail);
  EXPECT_EQ(result("redirect=%{l}.x.example.com"), Result::neutral);
}

TEST(InternationalizedSender, HasNoExplanationThatUsesItsLocalPart) {
  const auto explained = [](std::string_view mail_from) {
    return check_text(R"(@ TXT "v=spf1 -all exp=%{l}.why.example.com"
*.why TXT "because")",
                      "192.0.2.1", mail_from)
        .explanation;
  };
  EXPECT_EQ(explained("a@example.com"), "because");
  EXPECT_EQ(explained("\xc3\xa4@example.com"), "");
}

// RFC 7208 §4.3: what is asked for, and what macros stand for, is the name of the DNS.
TEST(InternationalizedDomain, IsAskedForAsALabels) {
  const auto outcome = check_text(R"(xn--bcher-kva TXT "v=spf1 exists:%{o}.%{d1r}.l -all exp=why.%{d}"
xn--bcher-kva.example.com.xn--bcher-kva.l.  A 127.0.0.2
)",
                                  "192.0.2.1",
                                  "alice@B\xc3\x9c"
                                  "cher.example.com");
  EXPECT_EQ(outcome.domain, "xn--bcher-kva.example.com");
  EXPECT_EQ(said(outcome), "pass: 'exists:%{o}.%{d1r}.l' of 'xn--bcher-kva.example.com' matches");
}

TEST(InternationalizedDomain, IsWhatHeloStandsFor) {
  auto zone = zone_of(
      "xn--bcher-kva.example. TXT \"v=spf1 exists:%{h}.l.%{d} -all\"\n"
      "xn--bcher-kva.example.l.xn--bcher-kva.example. A 127.0.0.2\n");
  const auto request = helo_identity(*base::IpAddress::parse("192.0.2.1"), "bücher.example");
  EXPECT_EQ(test::run(evaluate(request, zone)).result, Result::pass);
}

TEST(Outcome, NamesTheDomainThatWasAskedAbout) {
  EXPECT_EQ(check_text("@ TXT \"v=spf1 redirect=o.example.com\"\no TXT \"v=spf1 -all\"\n").domain,
            "example.com");
}

}  // namespace
}  // namespace postern::spf

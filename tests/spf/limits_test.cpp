#include "spf/limits.hpp"

#include <gtest/gtest.h>

#include <string>

#include "spf/checking.hpp"
#include "spf/counting_resolver.hpp"

namespace postern::spf {
namespace {

std::string repeated(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

Outcome check_text(const std::string& zone_text) {
  auto zone = zone_of("$ORIGIN example.com.\n" + zone_text);
  return check(zone, "192.0.2.1", "alice@example.com");
}

Outcome check_terms(const std::string& terms) {
  return check_text("@ TXT \"v=spf1 " + terms +
                    " -all\"\n@ A 192.0.2.7\n@ MX 1 mail\nmail A 192.0.2.8\n"
                    "o TXT \"v=spf1 a:example.com ?all\"\n1.2.0.192.in-addr.arpa. PTR mail\n");
}

TEST(LookupLimit, AllowsTenTerms) {
  EXPECT_EQ(check_terms(repeated(10, "a ")).result, Result::fail);
  EXPECT_EQ(check_terms(repeated(10, "a ")).lookups, 10);
  const auto over = check_terms(repeated(11, "a "));
  EXPECT_EQ(over.result, Result::permerror);
  EXPECT_EQ(over.problem, "more than 10 terms ask the DNS (RFC 7208 section 4.6.4)");
}

TEST(LookupLimit, CountsEachKindOfTermThatAsks) {
  for (const std::string term :
       {"a ", "mx ", "ptr ", "exists:nothing.%{d} ", "exists:%{d} ", "include:o.example.com "}) {
    const auto outcome = check_terms(term);
    EXPECT_EQ(outcome.lookups, term.starts_with("include") ? 2 : 1) << term;
  }
  EXPECT_EQ(check_terms("ip4:192.0.2.9 ip6:::1 all").lookups, 0);
}

TEST(LookupLimit, SpansIncludes) {
  EXPECT_EQ(check_terms(repeated(5, "include:o.example.com ")).result, Result::fail);
  EXPECT_EQ(check_terms("a " + repeated(5, "include:o.example.com ")).result, Result::permerror);
}

TEST(LookupLimit, SpansRedirects) {
  const auto policy = [](int terms) {
    return "@ TXT \"v=spf1 " + repeated(terms, "a ") +
           "redirect=o.example.com\"\n@ A 192.0.2.7\no TXT \"v=spf1 -all\"\n";
  };
  EXPECT_EQ(check_text(policy(9)).result, Result::fail);
  EXPECT_EQ(check_text(policy(10)).result, Result::permerror);
}

TEST(LookupLimit, IsNotReachedByAMatchBefore) {
  EXPECT_EQ(check_terms("ip4:192.0.2.1 " + repeated(11, "a ")).result, Result::pass);
}

TEST(LookupLimit, CountsTheSearchForTheClientsNamesOnce) {
  EXPECT_EQ(check_terms("exists:%{p}.x.%{d}").lookups, 2);
  EXPECT_EQ(check_terms("ptr:example.net exists:%{p}.x.%{d}").lookups, 2);
  EXPECT_EQ(check_terms("exists:%{p}.x.%{d} exists:%{p}.y.%{d}").lookups, 3);
  EXPECT_EQ(check_terms(repeated(8, "a ") + "exists:%{p}.x.%{d}").result, Result::fail);
  EXPECT_EQ(check_terms(repeated(9, "a ") + "exists:%{p}.x.%{d}").result, Result::permerror);
}

TEST(LookupLimit, EndsATreeOfIncludes) {
  CountingResolver resolver("example.com. TXT \"v=spf1 " + repeated(15, "include:%{d} ") + "-all\"\n");
  EXPECT_EQ(check(resolver, "192.0.2.1", "alice@example.com").result, Result::permerror);
  EXPECT_EQ(resolver.questions, 11);
}

/// `steps` policies that each lead to the next, by "include:" or "redirect=".
Outcome check_chain(const std::string& by, int steps) {
  std::string zone = "@ TXT \"v=spf1 " + by + "s1.example.com\"\n";
  for (int i = 1; i < steps; ++i) {
    zone +=
        "s" + std::to_string(i) + " TXT \"v=spf1 " + by + "s" + std::to_string(i + 1) + ".example.com\"\n";
  }
  return check_text(zone + "s" + std::to_string(steps) + " TXT \"v=spf1 all\"\n");
}

TEST(LookupLimit, IsTheLimitOfDepth) {
  for (const std::string by : {"include:", "redirect="}) {
    EXPECT_EQ(check_chain(by, 10).result, Result::pass) << by;
    EXPECT_EQ(check_chain(by, 11).result, Result::permerror) << by;
  }
}

TEST(LookupLimit, EndsACircle) {
  EXPECT_EQ(
      check_text("@ TXT \"v=spf1 include:o.example.com\"\no TXT \"v=spf1 include:example.com\"\n").lookups,
      11);
  EXPECT_EQ(check_text("@ TXT \"v=spf1 redirect=example.com\"\n").result, Result::permerror);
}

TEST(LookupLimit, IsTheRequests) {
  auto zone = zone_of("example.com. TXT \"v=spf1 a a a -all\"\nexample.com. A 192.0.2.7\n");
  auto request = mail_from_identity(*base::IpAddress::parse("192.0.2.1"), "h", "alice@example.com");
  request.limits.lookups = 3;
  EXPECT_EQ(test::run(evaluate(request, zone)).result, Result::fail);
  request.limits.lookups = 2;
  EXPECT_EQ(test::run(evaluate(request, zone)).result, Result::permerror);
}

Outcome check_mx(int names) {
  std::string zone = "@ TXT \"v=spf1 mx -all\"\nhost0 A 192.0.2.1\n";
  for (int i = 0; i < names; ++i) {
    zone += "@ MX 10 host" + std::to_string(i) + "\nhost" + std::to_string(i) + " A 192.0.2.100\n";
  }
  return check_text(zone);
}

TEST(MxLimit, AllowsTenNames) {
  EXPECT_EQ(check_mx(10).result, Result::pass);
  const auto over = check_mx(11);
  EXPECT_EQ(over.result, Result::permerror);
  EXPECT_EQ(over.problem, "'example.com' has more than 10 MX records (RFC 7208 section 4.6.4)");
}

/// A client with `names` names, of which the last is in example.com and its own.
Outcome check_ptr(const std::string& policy, int names) {
  std::string zone = "@ TXT \"" + policy + "\"\nmail A 192.0.2.1\nwhy TXT \"%{p}\"\n";
  for (int i = 1; i < names; ++i) zone += "1.2.0.192.in-addr.arpa. PTR h" + std::to_string(i) + "\n";
  return check_text(zone + "1.2.0.192.in-addr.arpa. PTR mail\n");
}

TEST(PtrLimit, IgnoresTheEleventhName) {
  EXPECT_EQ(check_ptr("v=spf1 ptr -all", 10).result, Result::pass);
  EXPECT_EQ(check_ptr("v=spf1 ptr -all", 11).result, Result::fail);
}

TEST(PtrLimit, HoldsForMacrosToo) {
  EXPECT_EQ(check_ptr("v=spf1 -all exp=why.example.com", 10).explanation, "mail.example.com");
  EXPECT_EQ(check_ptr("v=spf1 -all exp=why.example.com", 11).explanation, "unknown");
}

TEST(PtrLimit, BoundsTheQuestionsOfAllTermsTogether) {
  std::string zone =
      "$ORIGIN example.com.\n@ TXT \"v=spf1 ptr ptr ptr exists:%{p}.x.example.com exp=%{p}.%{d} -all\"\n";
  for (int i = 0; i < 300; ++i) zone += "1.2.0.192.in-addr.arpa. PTR h" + std::to_string(i) + "\n";
  CountingResolver resolver(zone);
  EXPECT_EQ(check(resolver, "192.0.2.1", "alice@example.com").result, Result::fail);
  EXPECT_EQ(resolver.questions, 1 + 1 + 10 + 1 + 1);  // policy, PTR, names, exists, exp
}

/// The result for a client that only "exists:FIRST.%{d}.TAIL" matches, when what is there is `asked`.
Result check_exists(const std::string& first, const std::string& tail, const std::string& asked) {
  dns::Zone zone;
  zone.add_text(*dns::Name::parse("example.com"), "v=spf1 exists:" + first + ".%{d}." + tail + " -all");
  zone.add_address(*dns::Name::parse(asked), *base::IpAddress::parse("127.0.0.2"));
  return check(zone, "192.0.2.1", "alice@example.com").result;
}

// RFC 7208 §7.3: a longer name loses labels from its left.
TEST(NameLimit, Allows253Octets) {
  const std::string label(63, 'a');
  const auto tail = label + "." + label + "." + label + ".test";
  const auto rest = "example.com." + tail;
  const std::string longest(253 - rest.size() - 1, 'b');
  EXPECT_EQ(check_exists(longest, tail, longest + "." + rest), Result::pass);
  EXPECT_EQ(check_exists(longest + "b", tail, rest), Result::pass);
  EXPECT_EQ(check_exists(longest, tail, rest), Result::fail);
}

// No limit of the RFC's: as many octets as a DNS message has room for.
TEST(PolicySize, IsThatOfADnsMessage) {
  dns::Zone zone;
  const auto policy = "v=spf1" + repeated(3200, " ip4:198.51.100.1/32") + " ip4:192.0.2.1 -all";
  ASSERT_GT(policy.size(), 64000U);
  zone.add_text(*dns::Name::parse("example.com"), policy);
  EXPECT_EQ(check(zone, "192.0.2.1", "alice@example.com").result, Result::pass);
  EXPECT_EQ(check(zone, "192.0.2.2", "alice@example.com").result, Result::fail);
}

TEST(VoidLimit, AllowsTwo) {
  EXPECT_EQ(check_terms("a:n1.%{d} exists:n2.%{d}").result, Result::fail);
  EXPECT_EQ(check_terms("a:n1.%{d} exists:n2.%{d}").void_lookups, 2);
  const auto over = check_terms("a:n1.%{d} exists:n2.%{d} mx:n3.%{d}");
  EXPECT_EQ(over.result, Result::permerror);
  EXPECT_EQ(over.problem, "more than 2 terms ask for what does not exist (RFC 7208 section 4.6.4)");
}

TEST(VoidLimit, CountsNamesWithoutSuchARecord) {
  EXPECT_EQ(check_terms("mx:mail.%{d}").void_lookups, 1);
  EXPECT_EQ(check_terms("a:o.%{d}").void_lookups, 1);
}

TEST(VoidLimit, CountsAnMxTermOnceWhenNoNameHasAnAddress) {
  const std::string policy = "@ TXT \"v=spf1 mx -all\"\n@ MX 1 m1\n@ MX 2 m2\n@ MX 3 m3\n@ MX 4 m4\n";
  EXPECT_EQ(check_text(policy).void_lookups, 1);
  EXPECT_EQ(check_text(policy).result, Result::fail);
  EXPECT_EQ(check_text(policy + "m1 A 192.0.2.7\n").void_lookups, 0);
}

TEST(VoidLimit, CountsTheClientsLackOfNamesOnce) {
  const auto outcome = check_text("@ TXT \"v=spf1 ptr ptr:a.com ptr:b.com ptr:c.com -all\"\n");
  EXPECT_EQ(outcome.void_lookups, 1);
  EXPECT_EQ(outcome.result, Result::fail);
}

// What a client puts into its own PTR records must not turn a fail into a permerror.
TEST(VoidLimit, IgnoresTheClientsNames) {
  const auto outcome = check_ptr("v=spf1 ptr -all", 11);
  EXPECT_EQ(outcome.void_lookups, 0);
  EXPECT_EQ(outcome.result, Result::fail);
}

}  // namespace
}  // namespace postern::spf

#include "dmarc/discovery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dns/zone.hpp"
#include "support/run.hpp"

namespace postern::dmarc {
namespace {

using enum Discovery::Status;

dns::Name name(std::string_view text) {
  return *dns::Name::parse(text);
}

dns::Zone parse_zone(std::string_view text) {
  auto zone = dns::Zone::parse(text);
  EXPECT_TRUE(zone.has_value()) << text;
  return *std::move(zone);
}

Discovery by_walk(std::string_view zone_text, std::string_view author) {
  auto zone = parse_zone(zone_text);
  Lookups lookups(zone);
  return test::run(discover_by_tree_walk(name(author), lookups));
}

Discovery by_list(std::string_view zone_text, std::string_view author) {
  auto zone = parse_zone(zone_text);
  const PublicSuffixes suffixes;
  Lookups lookups(zone);
  return test::run(discover_by_public_suffixes(name(author), suffixes, lookups));
}

TEST(Discovery, OfOrdinaryDomainsIsTheSameEitherWay) {
  const std::string own = "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n";
  const std::string sub = "_dmarc.mail.example.com. TXT \"v=DMARC1; p=none\"\n";
  const std::string uk = "_dmarc.example.co.uk. TXT \"v=DMARC1; p=quarantine\"\n";
  struct Case {
    std::string zone;
    const char *author, *record_domain, *organization;
  };
  for (const auto& each : {
           Case{own, "example.com", "example.com", "example.com"},
           Case{own, "mail.example.com", "example.com", "example.com"},
           Case{own, "a.b.mail.example.com", "example.com", "example.com"},
           Case{own + sub, "mail.example.com", "mail.example.com", "example.com"},
           Case{own + sub, "a.mail.example.com", "example.com", "example.com"},
           Case{own + "_dmarc.com. TXT \"v=DMARC1; p=none; psd=y\"\n", "mail.example.com", "example.com",
                "example.com"},
           Case{uk, "a.example.co.uk", "example.co.uk", "example.co.uk"},
           Case{uk + "_dmarc.co.uk. TXT \"v=DMARC1; p=none; psd=y\"\n", "a.example.co.uk", "example.co.uk",
                "example.co.uk"},
       }) {
    for (const auto& found : {by_walk(each.zone, each.author), by_list(each.zone, each.author)}) {
      EXPECT_EQ(found.status, Discovery::Status::found) << each.author;
      EXPECT_EQ(found.record_domain.text(), each.record_domain) << each.author;
      EXPECT_EQ(found.organizational_domain->text(), each.organization) << each.author;
    }
  }
}

// Author domain, organizational domain, public suffix: RFC 9989 §4.10.1.
TEST(Discovery, ByTheTreeWalkPrefersWhatIsNearer) {
  const std::string author = "_dmarc.a.b.bank.example. TXT \"v=DMARC1; p=none\"\n";
  const std::string organization = "_dmarc.b.bank.example. TXT \"v=DMARC1; p=quarantine\"\n";
  const std::string suffix = "_dmarc.bank.example. TXT \"v=DMARC1; p=reject; psd=y\"\n";
  const auto at = [](const Discovery& found) { return found.record_domain.text(); };
  EXPECT_EQ(at(by_walk(author + organization + suffix, "a.b.bank.example")), "a.b.bank.example");
  EXPECT_EQ(at(by_walk(organization + suffix, "a.b.bank.example")), "b.bank.example");
  EXPECT_EQ(at(by_walk(suffix, "a.b.bank.example")), "bank.example");
  EXPECT_EQ(at(by_walk(suffix, "bank.example")), "bank.example");
}

TEST(Discovery, ByTheTreeWalkPassesOverRecordsInBetween) {
  const auto found = by_walk(
      "_dmarc.b.example.com. TXT \"v=DMARC1; p=reject\"\n_dmarc.example.com. TXT \"v=DMARC1; p=none\"\n",
      "a.b.example.com");
  EXPECT_EQ(found.record_domain, name("example.com"));
  const auto below_suffix = by_walk(
      "_dmarc.b.c.bank.example. TXT \"v=DMARC1; p=reject\"\n_dmarc.bank.example. TXT \"v=DMARC1; p=none; "
      "psd=y\"\n",
      "a.b.c.bank.example");
  EXPECT_EQ(below_suffix.organizational_domain, name("c.bank.example"));
  EXPECT_EQ(below_suffix.record_domain, name("bank.example"));
}

TEST(Discovery, FindsNothingWhereThereIsNothing) {
  for (const auto discover_in : {by_walk, by_list}) {
    EXPECT_EQ(discover_in("", "a.example.com").status, none);
    EXPECT_EQ(discover_in("example.com. A 192.0.2.1\n", "example.com").status, none);
    EXPECT_EQ(discover_in("_dmarc.c.example.com. TXT \"v=DMARC1; p=none\"\n", "a.b.example.com").status,
              none);
    EXPECT_EQ(discover_in("_dmarc.example.com. TXT \"hello\"\n", "example.com").status, none);
  }
}

TEST(Discovery, DiscardsSeveralRecordsAtAName) {
  const std::string twice =
      "_dmarc.a.example.com. TXT \"v=DMARC1; p=reject\"\n_dmarc.a.example.com. TXT \"v=DMARC1; p=none\"\n";
  const std::string above = "_dmarc.example.com. TXT \"v=DMARC1; p=quarantine\"\n";
  EXPECT_EQ(by_walk(twice, "a.example.com").status, none);
  EXPECT_EQ(by_list(twice, "a.example.com").status, none);
  EXPECT_EQ(by_walk(twice + above, "a.example.com").record_domain, name("example.com"));
  EXPECT_EQ(by_list(twice + above, "a.example.com").status, none);  // RFC 7489 §6.6.3 step 5
}

TEST(Discovery, ARecordThatAsksForNothingKeepsDmarcAway) {
  const std::string idle = "_dmarc.a.example.com. TXT \"v=DMARC1; p=odd\"\n";
  const std::string above = "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n";
  for (const auto discover_in : {by_walk, by_list}) {
    const auto found = discover_in(idle + above, "a.example.com");
    EXPECT_EQ(found.status, none);
    EXPECT_EQ(found.record_domain, name("a.example.com"));
    EXPECT_EQ(discover_in("_dmarc.example.com. TXT \"v=DMARC1\"\n", "a.example.com").status, none);
  }
}

TEST(Discovery, TroubleIsNoAbsence) {
  for (const auto discover_in : {by_walk, by_list}) {
    for (const auto* kind : {"SERVFAIL", "TIMEOUT"}) {
      const auto trouble = std::string(" ") + kind + " TXT\n";
      EXPECT_EQ(discover_in("_dmarc.example.com." + trouble, "example.com").status, temporary);
      EXPECT_EQ(discover_in("_dmarc.example.com." + trouble, "a.example.com").status, temporary);
      const auto first = "_dmarc.a.example.com." + trouble + "_dmarc.example.com. TXT \"v=DMARC1; p=none\"\n";
      EXPECT_EQ(discover_in(first, "a.example.com").status, temporary);
    }
  }
}

TEST(Discovery, TroubleAboveTheAuthorsRecordHidesTheOrganizationOnly) {
  const auto found = by_walk("_dmarc.a.example.com. TXT \"v=DMARC1; p=none\"\n_dmarc.example.com. SERVFAIL\n",
                             "a.example.com");
  EXPECT_EQ(found.status, Discovery::Status::found);
  EXPECT_EQ(found.record_domain, name("a.example.com"));
  EXPECT_EQ(found.organizational_domain, std::nullopt);
}

// A record found below a failure may not be the organization's.
TEST(Discovery, TroubleAboveAnotherRecordIsTemporary) {
  const auto* zone = "_dmarc.b.example.com. TXT \"v=DMARC1; p=reject\"\n_dmarc.example.com. SERVFAIL\n";
  EXPECT_EQ(by_walk(zone, "a.b.example.com").status, temporary);
}

TEST(Discovery, AsksWhetherTheAuthorDomainExistsForNp) {
  const std::string record = "_dmarc.example.com. TXT \"v=DMARC1; p=none; np=reject\"\n";
  struct Case {
    const char* zone;
    Existence existence;
  };
  for (const auto& each : {
           Case{"", Existence::does_not},
           Case{"a.example.com. AAAA 2001:db8::1\n", Existence::exists},
           Case{"x.a.example.com. A 192.0.2.1\n", Existence::exists},
           Case{"_dmarc.a.example.com. A 192.0.2.1\na.example.com. SERVFAIL\n", Existence::exists},
           Case{"_dmarc.a.example.com. TXT \"hello\"\na.example.com. SERVFAIL\n", Existence::exists},
           Case{"a.example.com. CNAME nowhere.example.net.\n", Existence::exists},
           Case{"a.example.com. TIMEOUT A\n", Existence::unknown},
           Case{"a.example.com. SERVFAIL A\n", Existence::unknown},
       }) {
    EXPECT_EQ(by_walk(record + each.zone, "a.example.com").existence, each.existence) << each.zone;
    EXPECT_EQ(by_list(record + each.zone, "a.example.com").existence, each.existence) << each.zone;
  }
}

TEST(Discovery, FindsNothingAtNamesTooLongToAsk) {
  const auto label = std::string(61, 'a');
  const auto longest = label + "." + label + "." + label + "." + label + ".com";
  EXPECT_EQ(by_walk("", longest).status, none);
  EXPECT_EQ(by_walk("_dmarc.com. TXT \"v=DMARC1; p=none; psd=y\"\n", longest).record_domain, name("com"));
}

TEST(RequestedPolicy, FollowsTheNameOfTheRecord) {
  struct Case {
    const char *record, *author;
    bool exists;
    RequestedPolicy requested;
  };
  using enum Policy;
  const auto* three = "v=DMARC1; p=reject; sp=none; np=quarantine";
  for (const auto& each : {
           Case{three, "example.com", true, {reject, PolicyTag::p}},
           Case{three, "a.example.com", true, {none, PolicyTag::sp}},
           Case{three, "a.example.com", false, {quarantine, PolicyTag::np}},
           Case{"v=DMARC1; p=reject; sp=none", "a.example.com", false, {none, PolicyTag::sp}},
           Case{"v=DMARC1; p=reject", "a.example.com", false, {reject, PolicyTag::p}},
           Case{"v=DMARC1; p=none; np=reject", "a.example.com", true, {none, PolicyTag::p}},
           Case{"v=DMARC1; p=none; np=reject", "a.example.com", false, {reject, PolicyTag::np}},
           Case{"v=DMARC1; p=reject; t=y", "example.com", true, {quarantine, PolicyTag::p, true}},
           Case{"v=DMARC1; p=quarantine; t=y", "example.com", true, {none, PolicyTag::p, true}},
           Case{"v=DMARC1; p=none; t=y", "example.com", true, {none, PolicyTag::p, true}},
           Case{"v=DMARC1; p=none; sp=reject; t=y", "a.example.com", true, {quarantine, PolicyTag::sp, true}},
           Case{
               "v=DMARC1; p=none; np=reject; t=y", "a.example.com", false, {quarantine, PolicyTag::np, true}},
       }) {
    auto zone = "_dmarc.example.com. TXT \"" + std::string(each.record) + "\"\n";
    if (each.exists) zone += "a.example.com. A 192.0.2.1\n";
    const auto found = by_walk(zone, each.author);
    EXPECT_EQ(requested_policy(found), each.requested) << each.record << ' ' << each.author;
  }
}

TEST(RequestedPolicy, IsNotKnownWhenExistenceDecidesAndIsNot) {
  const std::string trouble = "a.example.com. SERVFAIL A\n";
  const auto unknown =
      by_walk(trouble + "_dmarc.example.com. TXT \"v=DMARC1; p=none; np=reject\"\n", "a.example.com");
  EXPECT_EQ(requested_policy(unknown), std::nullopt);
  const auto same = by_walk(trouble + "_dmarc.example.com. TXT \"v=DMARC1; p=none; sp=reject; np=reject\"\n",
                            "a.example.com");
  EXPECT_EQ(requested_policy(same)->policy, Policy::reject);
}

}  // namespace
}  // namespace postern::dmarc

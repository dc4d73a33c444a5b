#include "dmarc/check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "checking.hpp"

namespace postern::dmarc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Status = Identifier::Status;

mail::Authors authors(std::vector<std::string> domains) {
  return {.domains = std::move(domains), .error = {}};
}

constexpr auto example = "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n";

TEST(DmarcCheck, AsksTwoQuestionsForAnOrdinaryMessage) {
  const auto checked =
      check(example, "example.com", {spf_pass("bounces.esp.example"), dkim_pass("example.com")});
  EXPECT_EQ(checked.outcome.result, Result::pass);
  EXPECT_THAT(checked.asked, ElementsAre("_dmarc.example.com", "_dmarc.com"));
}

TEST(DmarcCheck, WalksFromIdentifiersWithinTheOrganizationOnly) {
  const auto checked =
      check(example, "example.com",
            {spf_pass("bounces.example.com"), spf(Status::other, "spf.example.com"), dkim_pass("other.com"),
             dkim_pass("evil.example"), dkim_pass("bounces.example.com")});
  EXPECT_EQ(checked.outcome.result, Result::pass);
  EXPECT_THAT(checked.asked, ElementsAre("_dmarc.example.com", "_dmarc.com", "_dmarc.bounces.example.com"));
}

TEST(DmarcCheck, WalksThatMeetGoOnTogether) {
  const auto checked = check(example, "a.mail.example.com",
                             {spf_pass("b.mail.example.com"), dkim_pass("c.d.mail.example.com")});
  EXPECT_EQ(checked.outcome.result, Result::pass);
  EXPECT_THAT(checked.asked, ElementsAre("_dmarc.a.mail.example.com", "_dmarc.mail.example.com",
                                         "_dmarc.example.com", "_dmarc.com", "_dmarc.b.mail.example.com",
                                         "_dmarc.c.d.mail.example.com", "_dmarc.d.mail.example.com"));
}

TEST(DmarcCheck, AsksNothingForStrictAlignment) {
  const auto checked = check("_dmarc.example.com. TXT \"v=DMARC1; p=reject; adkim=s; aspf=s\"\n",
                             "example.com", {spf_pass("b.example.com"), dkim_pass("c.example.com")});
  EXPECT_EQ(checked.outcome.result, Result::fail);
  EXPECT_EQ(checked.asked.size(), 2u);
}

TEST(DmarcCheck, AsksNothingForIdentifiersWithoutARecord) {
  const auto checked = check("", "example.com", {spf_pass("b.example.com")});
  EXPECT_EQ(checked.outcome.result, Result::none);
  EXPECT_EQ(checked.asked.size(), 2u);
}

TEST(DmarcCheck, OfAHostileMessageStaysBounded) {
  // Twelve authors, long names, np= everywhere, and far more passing signatures than an engine hands on.
  std::string zone;
  std::vector<std::string> domains;
  std::vector<Identifier> identifiers;
  for (int i = 0; i < 12; ++i) {
    const auto organization = "d" + std::to_string(i) + ".example";
    zone += "_dmarc." + organization + ". TXT \"v=DMARC1; p=none; np=reject\"\n";
    domains.push_back("1.2.3.4.5.6.7.8.9." + organization);
    for (int j = 0; j < 100; ++j) {
      identifiers.push_back(
          dkim_pass(std::to_string(j) + ".a.b" + std::to_string(j) + ".c.d.e.f.g.h.i." + organization));
    }
  }
  const auto checked = check(zone, authors(domains), identifiers);
  const auto walks = max_authors + max_identifier_walks;
  EXPECT_LE(checked.asked.size(), walks * max_walk_questions + max_authors);
  auto once = checked.asked;
  std::ranges::sort(once);
  EXPECT_EQ(std::ranges::adjacent_find(once), once.end()) << "asked twice";
  EXPECT_EQ(checked.outcome.author_domains.size(), 12u);
}

TEST(DmarcCheck, CountsNoMoreThanItsAuthors) {
  std::string zone;
  std::vector<std::string> domains;
  for (std::size_t i = 0; i < max_authors; ++i) {
    domains.push_back("d" + std::to_string(i) + ".test");
    zone += "_dmarc." + domains.back() + ". TXT \"v=DMARC1; p=reject\"\n";
  }
  std::vector<Identifier> identifiers;
  for (const auto& domain : domains) identifiers.push_back(dkim_pass(domain));
  EXPECT_EQ(check(zone, authors(domains), identifiers).outcome.result, Result::pass);

  domains.push_back("eleventh.test");
  identifiers.push_back(dkim_pass("eleventh.test"));
  const auto checked = check(zone, authors(domains), identifiers);
  EXPECT_EQ(checked.outcome.result, Result::permerror);
  EXPECT_EQ(checked.outcome.reason, "From names too many domains");
  EXPECT_EQ(checked.asked.size(), max_authors + 1);  // each, and _dmarc.test once
}

TEST(DmarcCheck, OneWalkMoreIsNotTaken) {
  std::vector<Identifier> identifiers;
  for (std::size_t i = 0; i <= max_identifier_walks; ++i) {
    identifiers.push_back(dkim_pass("s" + std::to_string(100 + i) + ".example.com"));
  }
  const auto outcome = check(example, "example.com", identifiers).outcome;
  EXPECT_EQ(outcome.result, Result::pass);
  EXPECT_EQ(outcome.identifiers[max_identifier_walks - 1].aligned, Aligned::yes);
  EXPECT_EQ(outcome.identifiers[max_identifier_walks].aligned, Aligned::no);
}

TEST(DmarcCheck, OfSeveralAuthorsTakesTheStrictestFailure) {
  const auto zone = std::string(example) + "_dmarc.evil.test. TXT \"v=DMARC1; p=none\"\n";
  const auto outcome = check(zone, authors({"evil.test", "example.com"}), {spf_pass("evil.test")}).outcome;
  EXPECT_EQ(outcome.result, Result::fail);
  EXPECT_EQ(outcome.author_domain, "example.com");
  EXPECT_EQ(outcome.disposition, Policy::reject);
  EXPECT_EQ(outcome.reason, "2 author domains");
  EXPECT_THAT(outcome.author_domains, ElementsAre("evil.test", "example.com"));
}

TEST(DmarcCheck, AnAuthorWithASlowDnsHidesNoOther) {
  const auto zone = std::string(example) + "_dmarc.slow.test. TIMEOUT\n";
  const auto outcome = check(zone, authors({"slow.test", "example.com"}), {spf_pass("slow.test")}).outcome;
  EXPECT_EQ(outcome.result, Result::fail);
  EXPECT_EQ(outcome.author_domain, "example.com");
}

TEST(DmarcCheck, AProblemWithFromIsNeverAPass) {
  using enum mail::AuthorError;
  for (const auto error : {no_from, several_from, no_mailbox, syntax}) {
    const auto outcome =
        check(example, {.domains = {"example.com"}, .error = error}, {dkim_pass("example.com")}).outcome;
    EXPECT_EQ(outcome.result, Result::permerror);
    EXPECT_EQ(outcome.reason, mail::describe(error));
    EXPECT_EQ(check(example, {.domains = {"example.com"}, .error = error}, {}).outcome.disposition,
              Policy::reject);
  }
  EXPECT_EQ(check(example, authors({}), {}).outcome.result, Result::permerror);
}

TEST(DmarcCheck, WhatCannotBeAskedForIsNone) {
  for (const auto* domain : {"[192.0.2.1]", "[ipv6:2001:db8::1]", "a..b", "."}) {
    const auto checked = check(example, domain, {});
    EXPECT_EQ(checked.outcome.result, Result::none) << domain;
    EXPECT_THAT(checked.asked, IsEmpty()) << domain;
  }
}

TEST(DmarcCheck, BeforeAnythingIsAskedIsTemporary) {
  dns::Zone zone;
  const PublicSuffixes suffixes;
  for (const auto mode : {DiscoveryMode::treewalk, DiscoveryMode::psl, DiscoveryMode::both}) {
    const Check check(authors({"example.com"}), mode, suffixes, zone);
    const auto outcome = check.outcome({dkim_pass("example.com")});
    EXPECT_EQ(outcome.result, Result::temperror);
    EXPECT_EQ(outcome.author_domain, "example.com");
  }
}

// RFC 9989 §4.4 and §B.1: identifiers in and out of alignment.
TEST(DmarcCheck, AlignsTheExamplesOfRfc9989) {
  struct Case {
    const char* author;
    Identifier identifier;
    bool relaxed, strict;
  };
  for (const auto& each : {
           Case{"news.example.com", dkim_pass("foo.example.com"), true, false},
           Case{"news.example.com", dkim_pass("news.example.com"), true, true},
           Case{"news.example.com", dkim_pass("foo.example.net"), false, false},
           Case{"example.com", spf_pass("example.com"), true, true},
           Case{"example.com", spf_pass("child.example.com"), true, false},
           Case{"child.example.com", spf_pass("example.net"), false, false},
           Case{"example.com", dkim_pass("example.com"), true, true},
           Case{"child.example.com", dkim_pass("example.com"), true, false},
           Case{"child.example.com", dkim_pass("example.net"), false, false},
       }) {
    for (const auto mode : {DiscoveryMode::treewalk, DiscoveryMode::psl, DiscoveryMode::both}) {
      const auto* strict = "_dmarc.example.com. TXT \"v=DMARC1; p=reject; adkim=s; aspf=s\"\n";
      const auto in_relaxed = check(example, each.author, {each.identifier}, mode).outcome;
      const auto in_strict = check(strict, each.author, {each.identifier}, mode).outcome;
      EXPECT_EQ(in_relaxed.result == Result::pass, each.relaxed)
          << each.author << ' ' << each.identifier.domain;
      EXPECT_EQ(in_strict.result == Result::pass, each.strict)
          << each.author << ' ' << each.identifier.domain;
      EXPECT_THAT(in_relaxed.differences, IsEmpty());
    }
  }
}

// RFC 9989 §B.4.1
TEST(DmarcCheck, SimpleExampleOfRfc9989) {
  const auto zone = std::string(example) + "_dmarc.signing.example.com. TXT \"v=DMARC1; p=none\"\n";
  const auto checked =
      check(zone, "example.com", {spf_pass("example.com"), dkim_pass("signing.example.com")});
  EXPECT_EQ(checked.outcome.organizational_domain, "example.com");
  EXPECT_EQ(checked.outcome.record_domain, "example.com");
  EXPECT_EQ(checked.outcome.identifiers[0].aligned, Aligned::yes);
  EXPECT_EQ(checked.outcome.identifiers[1].aligned, Aligned::yes);
  EXPECT_THAT(checked.asked, ElementsAre("_dmarc.example.com", "_dmarc.com", "_dmarc.signing.example.com"));
  // What `--explain` shows of each walk.
  EXPECT_EQ(checked.outcome.asked.size(), 2u);
  ASSERT_TRUE(checked.outcome.identifiers[1].organization);
  EXPECT_EQ(checked.outcome.identifiers[1].organization->domain, dns::Name::parse("example.com"));
  EXPECT_EQ(checked.outcome.identifiers[1].organization->asked.size(), 3u);
}

// RFC 9989 §B.4.2
TEST(DmarcCheck, DeepExampleOfRfc9989) {
  const auto zone = std::string(example) + "_dmarc.signing.example.com. TXT \"v=DMARC1; p=none\"\n";
  const auto checked = check(zone, "a.b.c.d.e.f.g.h.i.j.k.example.com",
                             {spf_pass("example.com"), dkim_pass("signing.example.com")});
  EXPECT_EQ(checked.outcome.organizational_domain, "example.com");
  EXPECT_EQ(checked.outcome.record_domain, "example.com");
  EXPECT_EQ(checked.outcome.identifiers[0].aligned, Aligned::yes);
  EXPECT_EQ(checked.outcome.identifiers[1].aligned, Aligned::yes);
  EXPECT_THAT(
      checked.asked,
      ElementsAre("_dmarc.a.b.c.d.e.f.g.h.i.j.k.example.com", "_dmarc.g.h.i.j.k.example.com",
                  "_dmarc.h.i.j.k.example.com", "_dmarc.i.j.k.example.com", "_dmarc.j.k.example.com",
                  "_dmarc.k.example.com", "_dmarc.example.com", "_dmarc.com", "_dmarc.signing.example.com"));
}

// RFC 9989 §B.4.3
TEST(DmarcCheck, PublicSuffixExampleOfRfc9989) {
  const auto* zone =
      "_dmarc.bank.example. TXT \"v=DMARC1; p=reject; psd=y\"\n_dmarc.giant.bank.example. TXT \"v=DMARC1; "
      "p=quarantine\"\n";
  const auto checked = check(zone, "giant.bank.example",
                             {spf_pass("mail.giant.bank.example"), dkim_pass("mail.mega.bank.example")});
  EXPECT_EQ(checked.outcome.organizational_domain, "giant.bank.example");
  EXPECT_EQ(checked.outcome.record_domain, "giant.bank.example");
  EXPECT_EQ(checked.outcome.identifiers[0].aligned, Aligned::yes);
  EXPECT_EQ(checked.outcome.identifiers[1].aligned, Aligned::no);
  EXPECT_EQ(checked.outcome.result, Result::pass);
  EXPECT_EQ(checked.outcome.policy, Policy::quarantine);
}

// RFC 9989 §B.3.1
TEST(DmarcCheck, SessionExampleOfRfc9989) {
  const auto* zone =
      "_dmarc.example.com. TXT \"v=DMARC1; p=reject; aspf=r; rua=mailto:dmarc-feedback@example.com\"\n";
  const auto outcome =
      check(zone, "example.com", {spf_pass("mail.example.com"), dkim_pass("example.com")}).outcome;
  EXPECT_EQ(outcome.result, Result::pass);
  EXPECT_EQ(outcome.disposition, Policy::none);
  EXPECT_EQ(check(zone, "example.com", {}).outcome.disposition, Policy::reject);
}

// RFC 9989 §11.8: a record in between must not widen the organization of the author.
TEST(DmarcCheck, PsdNKeepsTheNeighbourOut) {
  const std::string zone =
      std::string(example) + "_dmarc.mail.example.com. TXT \"v=DMARC1; p=reject; psd=n\"\n";
  EXPECT_EQ(check(zone, "a.mail.example.com", {dkim_pass("mail.example.com")}).outcome.result, Result::pass);
  EXPECT_EQ(check(zone, "evil.example.com", {dkim_pass("mail.example.com")}).outcome.result, Result::fail);
  EXPECT_EQ(check(zone, "mail.example.com", {dkim_pass("evil.example.com")}).outcome.result, Result::fail);
}

TEST(DmarcCheck, BothReportsWhereTheListDiffers) {
  // github.io is a public suffix by the list; the tree knows only what is published.
  const auto* zone = "_dmarc.github.io. TXT \"v=DMARC1; p=reject\"\n";
  const auto outcome =
      check(zone, "alice.github.io", {dkim_pass("mallory.github.io")}, DiscoveryMode::both).outcome;
  EXPECT_EQ(outcome.result, Result::pass);  // what the tree walk says
  EXPECT_THAT(outcome.differences,
              ElementsAre(Difference{"result", "pass", "none"}, Difference{"policy", "reject", "none"},
                          Difference{"organizational domain", "github.io", "alice.github.io"},
                          Difference{"record", "github.io", ""}));
  EXPECT_EQ(check(zone, "alice.github.io", {}, DiscoveryMode::psl).outcome.result, Result::none);
}

TEST(DmarcCheck, BothAsksNoNameTwice) {
  const auto checked = check(example, "mail.example.com", {dkim_pass("example.com")}, DiscoveryMode::both);
  EXPECT_EQ(checked.outcome.result, Result::pass);
  EXPECT_THAT(checked.outcome.differences, IsEmpty());
  EXPECT_THAT(checked.asked, ElementsAre("_dmarc.mail.example.com", "_dmarc.example.com", "_dmarc.com"));
}

TEST(DmarcCheck, BothWaysAgreeOnOrdinaryMail) {
  const std::string zone = std::string(example) +
                           "_dmarc.example.co.uk. TXT \"v=DMARC1; p=quarantine; sp=none; "
                           "adkim=s\"\n_dmarc.news.example.org. TXT \"v=DMARC1; p=reject\"\n"
                           "_dmarc.example.org. TXT \"v=DMARC1; p=none; np=reject; t=y\"\n_dmarc.org. TXT "
                           "\"v=DMARC1; p=reject; psd=y\"\n";
  const std::vector<std::string> names{"example.com",      "mail.example.com",   "a.b.example.com",
                                       "example.co.uk",    "mail.example.co.uk", "example.org",
                                       "news.example.org", "a.news.example.org"};
  for (const auto& author : names) {
    for (const auto& domain : names) {
      for (const auto status : {Status::pass, Status::temperror, Status::other}) {
        const auto outcome =
            check(zone, author, {spf(status, domain), dkim(status, domain)}, DiscoveryMode::both).outcome;
        EXPECT_THAT(outcome.differences, IsEmpty()) << author << ' ' << domain;
      }
    }
  }
}

// Every lookup of a message in trouble, one at a time: relay.md's rule.
TEST(DmarcCheck, TroubleAtAnyLookupIsTemporaryOrHarmless) {
  struct Case {
    const char* broken;
    std::vector<Identifier> identifiers;
    Result result;
  };
  const std::vector<Identifier> identical{dkim_pass("mail.example.com")}, related{dkim_pass("b.example.com")},
      stranger{dkim_pass("evil.example")};
  for (const auto& each : {
           Case{"_dmarc.mail.example.com.", identical, Result::temperror},
           Case{"_dmarc.mail.example.com.", {}, Result::temperror},
           Case{"_dmarc.example.com.", identical, Result::pass},
           Case{"_dmarc.example.com.", related, Result::temperror},
           Case{"_dmarc.example.com.", stranger, Result::fail},
           Case{"_dmarc.example.com.", {}, Result::fail},
           Case{"_dmarc.com.", identical, Result::pass},
           Case{"_dmarc.com.", related, Result::temperror},
           Case{"_dmarc.b.example.com.", related, Result::temperror},
           Case{"_dmarc.b.example.com.", identical, Result::pass},
           Case{"_dmarc.b.example.com.", {}, Result::fail},
           Case{"_dmarc.unrelated.com.", related, Result::pass},
       }) {
    for (const auto* kind : {" SERVFAIL\n", " TIMEOUT\n"}) {
      std::string zone;
      for (const auto* name : {"_dmarc.mail.example.com.", "_dmarc.example.com."}) {
        if (std::string_view(name) != each.broken)
          zone += std::string(name) + " TXT \"v=DMARC1; p=reject\"\n";
      }
      zone += each.broken + std::string(kind);
      EXPECT_EQ(check(zone, "mail.example.com", each.identifiers).outcome.result, each.result)
          << each.broken << ' ' << each.identifiers.size();
    }
  }
}

TEST(DmarcCheck, RecordsOfGarbageAreNone) {
  for (const auto* text : {"\"\"", "\"v=DMARC1p=reject\"", "\"\\000\\255\\001\"",
                           "\"v=DMARC1\" \"0; p=reject\"", "\"p=reject; v=DMARC1\""}) {
    EXPECT_EQ(check("_dmarc.example.com. TXT " + std::string(text) + "\n", "example.com", {}).outcome.result,
              Result::none)
        << text;
  }
  EXPECT_EQ(
      check("_dmarc.example.com. TXT \"v=DMARC1; p\" \"=rej\" \"ect\"\n", "example.com", {}).outcome.result,
      Result::fail);
}

TEST(DiscoveryMode, IsReadAsItIsPrinted) {
  using enum DiscoveryMode;
  for (const auto mode : {treewalk, psl, both}) EXPECT_EQ(parse_discovery_mode(format(mode)), mode);
  EXPECT_EQ(parse_discovery_mode("tree"), std::nullopt);
}

}  // namespace
}  // namespace postern::dmarc

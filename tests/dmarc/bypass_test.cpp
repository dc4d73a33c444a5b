// Ways round DMARC that other programs fell for: CVE-2019-16378, CVE-2019-20790, CVE-2020-12272, and those of
// Chen, Paxson and Jiang, "Composition Kills" (USENIX Security 2020). The attacker owns evil.test, mail
// server and DNS; bank.test publishes p=reject and has sent nothing.

#include <gtest/gtest.h>

#include "checking.hpp"
#include "mail/author.hpp"
#include "mail/header_block.hpp"

namespace postern::dmarc {
namespace {

using namespace std::string_literals;

constexpr auto zone =
    "_dmarc.bank.test. TXT \"v=DMARC1; p=reject\"\n"
    "_dmarc.evil.test. TXT \"v=DMARC1; p=none\"\n"
    "bank.test.        A 192.0.2.1\n";

mail::Authors authors_of(std::initializer_list<std::string> fields) {
  mail::HeaderBlock header;
  for (const auto& field : fields) header.append(mail::HeaderField::raw(field + "\r\n"));
  return mail::author_domains(header);
}

/// The attacker's own mail, in perfect order but for From.
Outcome forged(std::initializer_list<std::string> fields) {
  return check(zone, authors_of(fields), {spf_pass("evil.test"), dkim_pass("evil.test")}).outcome;
}

Outcome mail_of_bank(std::vector<Identifier> identifiers) {
  return check(zone, "bank.test", std::move(identifiers)).outcome;
}

void expect_rejection(const Outcome& outcome) {
  EXPECT_EQ(outcome.result, Result::fail);
  EXPECT_EQ(outcome.disposition, Policy::reject);
  EXPECT_EQ(outcome.author_domain, "bank.test");
}

TEST(DmarcBypass, OwnMailOfTheAttackerPasses) {  // so that the others do not fail for another reason
  EXPECT_EQ(forged({"From: x@evil.test"}).result, Result::pass);
  EXPECT_EQ(mail_of_bank({dkim_pass("bank.test")}).result, Result::pass);
}

TEST(DmarcBypass, SeveralAddressesInFrom) {  // CVE-2019-16378
  expect_rejection(forged({"From: x@evil.test, ceo@bank.test"}));
  expect_rejection(forged({"From: ceo@bank.test, x@evil.test"}));
  expect_rejection(forged({"From: Ceo <ceo@bank.test>, <x@evil.test>"}));
}

TEST(DmarcBypass, SeveralFromFields) {
  expect_rejection(forged({"From: x@evil.test", "From: ceo@bank.test"}));
  expect_rejection(forged({"From: ceo@bank.test", "Subject: x", "from : x@evil.test"}));
}

TEST(DmarcBypass, TwoFromFieldsOfTheSamePassingDomain) {
  const auto outcome = forged({"From: x@evil.test", "From: y@evil.test"});
  EXPECT_EQ(outcome.result, Result::permerror);
  EXPECT_EQ(outcome.reason, "the message has several From fields");
}

TEST(DmarcBypass, NoFrom) {
  EXPECT_EQ(forged({"Sender: x@evil.test"}).result, Result::permerror);
  EXPECT_EQ(forged({"From:"}).result, Result::permerror);
}

TEST(DmarcBypass, FromWithABlankBeforeTheColon) {
  expect_rejection(forged({"From : ceo@bank.test"}));
  expect_rejection(forged({"From : ceo@bank.test", "From: x@evil.test"}));
}

TEST(DmarcBypass, CommentsInFrom) {
  expect_rejection(forged({"From: (x@evil.test) ceo@bank.test"}));
  expect_rejection(forged({"From: ceo(<x@evil.test>,)@bank.test(.evil.test)"}));
  expect_rejection(forged({"From: <ceo@(x@evil.test)bank.test>"}));
}

TEST(DmarcBypass, AddressInTheDisplayName) {
  // What is in quotes is a name, and names are beyond DMARC (RFC 9989 §11.7). Without them it is an address.
  EXPECT_EQ(forged({"From: \"ceo@bank.test\" <x@evil.test>"}).author_domain, "evil.test");
  expect_rejection(forged({"From: ceo@bank.test <x@evil.test>"}));
  expect_rejection(forged({"From: \"x@evil.test\" <ceo@bank.test>"}));
}

TEST(DmarcBypass, EncodedWordsInFrom) {
  EXPECT_EQ(forged({"From: =?utf-8?q?ceo=40bank.test?= <x@evil.test>"}).author_domain, "evil.test");
  const auto hidden = forged({"From: =?utf-8?b?PGNlb0BiYW5rLnRlc3Q+?=, <x@evil.test>"});
  EXPECT_EQ(hidden.result, Result::permerror);
}

TEST(DmarcBypass, GroupsInFrom) {
  expect_rejection(forged({"From: friends: x@evil.test, ceo@bank.test;"}));
  expect_rejection(forged({"From: nobody:;, ceo@bank.test"}));
  EXPECT_EQ(forged({"From: ceo@bank.test:;"}).disposition, Policy::reject);
  EXPECT_EQ(forged({"From: undisclosed-senders:;"}).result, Result::permerror);
}

TEST(DmarcBypass, QuotedLocalPartWithAnAt) {
  EXPECT_EQ(forged({"From: \"ceo@bank.test\"@evil.test"}).author_domain, "evil.test");
  expect_rejection(forged({"From: \"x@evil.test\"@bank.test"}));
  expect_rejection(forged({"From: \"x@evil.test,\"@bank.test"}));
}

TEST(DmarcBypass, QuotedCommas) {
  expect_rejection(forged({"From: \"Bank, Inc. <x@evil.test>, \\\"\" <ceo@bank.test>"}));
}

TEST(DmarcBypass, SourceRoutes) {
  expect_rejection(forged({"From: <@evil.test:ceo@bank.test>"}));
  expect_rejection(forged({"From: <@evil.test,@evil.test:ceo@bank.test>, <x@evil.test>"}));
}

TEST(DmarcBypass, FoldedFrom) {
  expect_rejection(forged({"From:\r\n ceo\r\n @\r\n bank.test\r\n\t(x@evil.test)"}));
}

TEST(DmarcBypass, ControlOctetsInFrom) {
  for (const auto& from :
       {"From: ceo@bank.test\0"s, "From: ceo@bank.test\0@evil.test"s, "From: x@evil.test\0ceo@bank.test"s,
        "From: <ceo@bank.test\x01>"s, "From: ceo@bank.test\r, x@evil.test"s, "From: \x7f<ceo@bank.test>"s}) {
    const auto outcome = forged({from});
    expect_rejection(outcome);
    EXPECT_EQ(outcome.reason, "From cannot be read");
  }
}

TEST(DmarcBypass, AddressesOutsideTheGrammar) {
  for (const auto* from :
       {"From: <ceo@bank.test><x@evil.test>", "From: <x@evil.test>ceo@bank.test",
        "From: \\<ceo@bank.test\\>, x@evil.test", "From: <<ceo@bank.test>>",
        "From: ceo@bank.test x@evil.test", "From: ceo@bank.test; x@evil.test", "From: x@evil.test@bank.test",
        "From: ceo@bank.test@evil.test", "From: <ceo@bank.test", "From: \"ceo@bank.test"}) {
    const auto outcome = forged({from});
    expect_rejection(outcome);
    EXPECT_EQ(outcome.reason, "From cannot be read") << from;
  }
}

TEST(DmarcBypass, TrailingDotInFrom) {
  expect_rejection(forged({"From: ceo@bank.test."}));
  expect_rejection(forged({"From: Ceo <ceo@bank.test.>"}));
  EXPECT_EQ(forged({"From: ceo@bank.test.."}).result, Result::permerror);
}

TEST(DmarcBypass, OtherLettersInFrom) {
  expect_rejection(forged({"From: ceo@BANK.Test"}));
  expect_rejection(forged({"From: ceo@bank\xe3\x80\x82test"}));             // U+3002 is a dot
  expect_rejection(forged({"From: ceo@\xef\xbd\x82\xef\xbd\x81nk.test"}));  // full-width "ba"
}

TEST(DmarcBypass, SpecialCharactersInTheDomainOfFrom) {
  for (const auto& from : {"From: ceo@bank.test/.evil.test"s, "From: ceo@bank.test'.evil.test"s,
                           "From: ceo@bank.test=evil.test"s, "From: ceo@bank.test\xff"s,
                           "From: ceo@bank.test\xff.evil.test"s, "From: ceo@bank.test%.evil.test"s}) {
    expect_rejection(forged({from}));
  }
}

TEST(DmarcBypass, DomainLiteralBesideAnAddress) {
  expect_rejection(forged({"From: x@[192.0.2.1], ceo@bank.test"}));
  EXPECT_EQ(forged({"From: x@[192.0.2.1], x@evil.test"}).result, Result::none);
}

TEST(DmarcBypass, HundredsOfAddresses) {
  std::string crowd = "From: ceo@bank.test";
  for (int i = 0; i < 199; ++i) crowd += ", x@h" + std::to_string(i) + ".evil.test";
  expect_rejection(forged({crowd}));

  std::string late = "From: x@evil.test";
  for (int i = 0; i < 199; ++i) late += ", x@h" + std::to_string(i) + ".evil.test";
  EXPECT_EQ(forged({late + ", ceo@bank.test"}).result, Result::permerror);

  std::string endless = "From: ceo@bank.test";
  for (int i = 0; i < 20'000; ++i) endless += ", x@evil.test";
  expect_rejection(forged({endless}));
}

TEST(DmarcBypass, SubdomainsThatDoNotExist) {
  expect_rejection(check(zone, "bank.test", {}).outcome);
  EXPECT_EQ(forged({"From: ceo@accounts.bank.test"}).disposition, Policy::reject);
  EXPECT_EQ(forged({"From: ceo@no-such.accounts.bank.test"}).disposition, Policy::reject);
}

// CVE-2019-20790: what passed was HELO. Here only MAIL FROM is an identifier, so nothing passed for
// bank.test.
TEST(DmarcBypass, SpfOfHelo) {
  expect_rejection(mail_of_bank({spf_pass("evil.test")}));
  expect_rejection(mail_of_bank({}));
}

// CVE-2020-12272: a domain that another program would cut off at a bracket.
TEST(DmarcBypass, SpecialCharactersInIdentifiers) {
  for (const auto& domain :
       {"bank.test(.evil.test"s, "bank.test'.evil.test"s, "bank.test\".evil.test"s, "bank.test,.evil.test"s,
        "bank.test;.evil.test"s, "bank.test .evil.test"s, "bank.test\t"s, "bank.test\n"s, "bank.test\0"s,
        "bank.test\0.evil.test"s, "bank.test\\000.evil.test"s, "evil.test/bank.test"s,
        "bank.test, evil.test"s, "[bank.test]"s, "..bank.test"s, ".bank.test"s, "bank.test.."s}) {
    expect_rejection(mail_of_bank({dkim_pass(domain), spf_pass(domain)}));
  }
}

TEST(DmarcBypass, NeighboursOfTheDomain) {
  for (const auto* domain : {"test", "ank.test", "evilbank.test", "bank.test.evil.test", "bank-test",
                             "bank.tes", "bank.test.com", ""}) {
    expect_rejection(mail_of_bank({dkim_pass(domain), spf_pass(domain)}));
  }
}

TEST(DmarcBypass, SignaturesThatDidNotPass) {
  expect_rejection(mail_of_bank({dkim(Identifier::Status::other, "bank.test"),
                                 spf(Identifier::Status::other, "bank.test"), dkim_pass("evil.test")}));
}

TEST(DmarcBypass, ResultsInTheLocalPart) {
  for (const auto* from : {"From: \"x; dmarc=pass header.from=bank.test\"@evil.test",
                           "From: dmarc=pass@evil.test (; dmarc=pass header.from=bank.test)"}) {
    EXPECT_EQ(forged({from}).author_domain, "evil.test") << from;
  }
  expect_rejection(forged({"From: \"; dmarc=pass header.from=evil.test;\"@bank.test"}));
}

TEST(DmarcBypass, AttackersTroubleDoesNotHideTheForgery) {
  const auto trouble = std::string(zone) + "_dmarc.slow.test. TIMEOUT\n";
  const auto outcome = check(trouble, authors_of({"From: x@slow.test, ceo@bank.test"}),
                             {spf(Identifier::Status::temperror, "slow.test"),
                              dkim(Identifier::Status::temperror, "x.slow.test")})
                           .outcome;
  expect_rejection(outcome);
}

}  // namespace
}  // namespace postern::dmarc

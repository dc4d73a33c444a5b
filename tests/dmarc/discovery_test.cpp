#include "dmarc/discovery.hpp"

#include <gtest/gtest.h>

#include "dns/zone.hpp"
#include "support/run.hpp"

namespace postern::dmarc {
namespace {

dns::Name name(std::string_view text) {
  return *dns::Name::parse(text);
}

Discovery discover_in(std::string_view zone_text, std::string_view author) {
  auto zone = dns::Zone::parse(zone_text);
  EXPECT_TRUE(zone.has_value());
  const PublicSuffixes suffixes;
  return test::run(discover(name(author), suffixes, *zone));
}

using enum Discovery::Status;

TEST(Discovery, FindsTheRecordOfTheAuthorDomain) {
  const auto found = discover_in(
      "_dmarc.mail.example.com. TXT \"v=DMARC1; p=reject\"\n_dmarc.example.com. TXT \"v=DMARC1; p=none\"\n",
      "mail.example.com");
  EXPECT_EQ(found.status, Discovery::Status::found);
  EXPECT_EQ(found.record->policy, Policy::reject);
  EXPECT_EQ(found.record_domain, name("mail.example.com"));
  EXPECT_EQ(found.organizational_domain, name("example.com"));
}

TEST(Discovery, GoesOnToTheOrganizationalDomain) {
  const auto found = discover_in("_dmarc.example.com. TXT \"v=DMARC1; p=none\"\n", "a.b.example.com");
  EXPECT_EQ(found.status, Discovery::Status::found);
  EXPECT_EQ(found.record_domain, name("example.com"));
  EXPECT_TRUE(found.author_domain_exists);
}

TEST(Discovery, FindsNothingWhereThereIsNothing) {
  EXPECT_EQ(discover_in("", "a.example.com").status, none);
  EXPECT_EQ(discover_in("example.com. A 192.0.2.1\n", "example.com").status, none);
  EXPECT_EQ(discover_in("_dmarc.b.example.com. TXT \"v=DMARC1; p=none\"\n", "a.b.example.com").status, none);
}

TEST(Discovery, PassesOverOtherRecords) {
  const auto found = discover_in(
      "_dmarc.example.com. TXT \"hello\"\n_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n", "example.com");
  EXPECT_EQ(found.status, Discovery::Status::found);
}

TEST(Discovery, DiscardsSeveralRecordsAtAName) {  // RFC 9989 §4.10
  const char* twice =
      "_dmarc.a.example.com. TXT \"v=DMARC1; p=reject\"\n_dmarc.a.example.com. TXT \"v=DMARC1\"\n";
  EXPECT_EQ(discover_in(twice, "a.example.com").status, none);
  const auto found = discover_in(std::string(twice) + "_dmarc.example.com. TXT \"v=DMARC1; p=quarantine\"\n",
                                 "a.example.com");
  EXPECT_EQ(found.record_domain, name("example.com"));
}

TEST(Discovery, TellsTroubleFromAbsence) {
  EXPECT_EQ(discover_in("_dmarc.example.com. SERVFAIL TXT\n", "example.com").status, temporary);
  EXPECT_EQ(discover_in("_dmarc.example.com. TIMEOUT TXT\n", "a.example.com").status, temporary);
  const char* trouble_first =
      "_dmarc.a.example.com. TIMEOUT TXT\n_dmarc.example.com. TXT \"v=DMARC1; p=none\"\n";
  EXPECT_EQ(discover_in(trouble_first, "a.example.com").status, temporary);
}

TEST(Discovery, AsksWhetherTheAuthorDomainExistsForNp) {
  const std::string record = "_dmarc.example.com. TXT \"v=DMARC1; p=none; np=reject\"\n";
  EXPECT_FALSE(discover_in(record, "a.example.com").author_domain_exists);
  EXPECT_TRUE(
      discover_in(record + "a.example.com. AAAA 2001:db8::1\n", "a.example.com").author_domain_exists);
  EXPECT_TRUE(discover_in(record + "x.a.example.com. A 192.0.2.1\n", "a.example.com").author_domain_exists);
  EXPECT_TRUE(
      discover_in(record + "a.example.com. SERVFAIL\n_dmarc.a.example.com. A 192.0.2.1\n", "a.example.com")
          .author_domain_exists);
}

TEST(Discovery, FindsNothingAtNamesTooLongToAsk) {
  const auto label = std::string(61, 'a');
  const auto longest = label + "." + label + "." + label + "." + label + ".com";
  EXPECT_EQ(discover_in("", longest).status, none);
}

}  // namespace
}  // namespace postern::dmarc

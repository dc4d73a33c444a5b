#include "look/look.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dns/zone.hpp"
#include "support/simulated_world.hpp"

namespace postern {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class CountingZone final : public dns::Resolver {
 public:
  explicit CountingZone(std::string_view text) : zone_(*dns::Zone::parse(text)) {}
  asio::awaitable<dns::Answer> resolve(dns::Question question) override {
    ++questions;
    return zone_.resolve(std::move(question));
  }
  int questions = 0;

 private:
  dns::Zone zone_;
};

dns::Name name(std::string_view text) {
  return *dns::Name::parse(text);
}

template <class One>
LookReport look(One one, dns::Resolver& resolver) {
  test::SimulatedWorld world;
  const dmarc::PublicSuffixes suffixes;
  return world.run(look_at(std::move(one), {.world = world, .resolver = resolver, .suffixes = suffixes}));
}

template <class One>
LookReport look(One one, std::string_view zone) {
  CountingZone resolver(zone);
  return look(std::move(one), resolver);
}

std::vector<std::string> problems(const LookReport& report) {
  std::vector<std::string> all;
  for (const auto& remark : report.remarks) all.push_back(remark.finding.problem);
  return all;
}

/// The lines of the section whose title begins so.
std::vector<std::string> lines_of(const LookReport& report, std::string_view title) {
  for (const auto& section : report.sections) {
    if (section.title.starts_with(title)) return section.lines;
  }
  ADD_FAILURE() << "no section " << title;
  return {};
}

TEST(DnsLook, ShowsTheRecordsOfEachType) {
  const auto* zone =
      "a.example. 60 A 192.0.2.1\na.example. MX 10 m.example.\na.example. MX 0 .\na.example. TXT hello\n"
      "b.example. CNAME a.example.\n";
  EXPECT_THAT(look(DnsLook{{name("a.example"), dns::Type::A}}, zone).sections.front().lines,
              ElementsAre("192.0.2.1"));
  EXPECT_THAT(look(DnsLook{{name("a.example"), dns::Type::MX}}, zone).sections.front().lines,
              ElementsAre("10 m.example", "0 ."));
  const auto report = look(DnsLook{{name("b.example"), dns::Type::TXT}}, zone);
  EXPECT_EQ(report.sections.front().title, "b.example TXT: 1 record, 3600 s to live, at a.example (0 ms)");
  EXPECT_THAT(report.sections.front().lines, ElementsAre("\"hello\""));
  EXPECT_EQ(exit_status(report), 0);
}

TEST(DnsLook, TellsAbsenceFromTrouble) {
  const auto* zone = "a.example. A 192.0.2.1\nslow.example. TIMEOUT\n";
  EXPECT_THAT(problems(look(DnsLook{{name("b.example"), dns::Type::A}}, zone)),
              ElementsAre("the name does not exist"));
  EXPECT_THAT(problems(look(DnsLook{{name("a.example"), dns::Type::MX}}, zone)),
              ElementsAre(HasSubstr("without records of this type")));
  EXPECT_EQ(exit_status(look(DnsLook{{name("slow.example"), dns::Type::A}}, zone)), 1);
}

SpfLook spf_of(std::string_view domain, std::string_view client = "") {
  return {.domain = name(domain), .client = base::IpAddress::parse(client), .helo = {}, .mail_from = {}};
}

TEST(SpfLook, FindsNothingWrongWithASoundDomain) {
  const auto report = look(spf_of("a.example", "192.0.2.1"),
                           "a.example. TXT \"v=spf1 include:b.example -all\"\n"
                           "b.example. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n");
  EXPECT_THAT(problems(report), IsEmpty());
  EXPECT_THAT(lines_of(report, "If nothing matches it costs 1 of 10 lookups, 0 of 2 void"),
              ElementsAre("include:b.example: 1"));
  EXPECT_THAT(lines_of(report, "192.0.2.1: pass"), Contains("1 of 10 lookups, 0 of 2 void"));
}

TEST(SpfLook, LooksNoFurtherThanItCan) {
  EXPECT_EQ(exit_status(look(spf_of("slow.example"), "slow.example. TIMEOUT\n")), 1);
  EXPECT_THAT(problems(look(spf_of("none.example"), "")), ElementsAre("the domain does not exist"));
  EXPECT_THAT(problems(look(spf_of("a.example"), "a.example. A 192.0.2.1\n")),
              ElementsAre(HasSubstr("no SPF record")));
}

TEST(SpfLook, SeesTheTypeThatNobodyReads) {
  EXPECT_THAT(
      problems(look(spf_of("a.example"), "a.example. TXT \"v=spf1 -all\"\na.example. SPF \"v=spf1 -all\"\n")),
      ElementsAre(HasSubstr("type SPF")));
}

TEST(SpfLook, CountsWhatDependsOnTheClientToo) {
  std::string record = "v=spf1";
  for (int i = 0; i < 11; ++i) record += " exists:%{i}.x" + std::to_string(i) + ".e";
  const auto report = look(spf_of("a.example", "192.0.2.1"), "a.example. TXT \"" + record + " -all\"\n");
  EXPECT_THAT(problems(report), ElementsAre(HasSubstr("11 terms ask the DNS")));
  // The evaluation ends sooner, at the third name that is not there.
  EXPECT_THAT(lines_of(report, "192.0.2.1: permerror"), Contains("3 of 10 lookups, 3 of 2 void"));
}

TEST(SpfLook, PointsAtATermInItsOwnRecord) {
  const auto report = look(spf_of("a.example"), "a.example. TXT \"v=spf1 include:none.example -all\"\n");
  ASSERT_EQ(report.remarks.size(), 1U);
  const auto& remark = report.remarks.front();
  EXPECT_EQ(remark.record.substr(remark.finding.place->begin, remark.finding.place->length),
            "include:none.example");
}

TEST(SpfLook, KeepsAFewOfTenThousandMistakes) {
  std::string strings;
  for (int i = 0; i < 200; ++i) {
    strings += " \"";
    if (i == 0) strings += "v=spf1 ";
    for (int j = 0; j < 50; ++j) strings += "x ";
    strings += '"';
  }
  const auto report = look(spf_of("a.example"), "a.example. TXT" + strings + "\n");
  EXPECT_EQ(report.count(base::Severity::error), 10'000U);
  EXPECT_LE(report.remarks.size(), 3 * LookReport::most_remarks);
}

TEST(DmarcLook, ShowsTheWalkAndWhatApplies) {
  const auto report = look(
      DmarcLook{name("a.b.example.com")},
      "_dmarc.example.com. TXT \"v=DMARC1; p=quarantine; sp=reject; np=none; rua=mailto:d@example.com\"\n"
      "a.b.example.com. A 192.0.2.1\n");
  EXPECT_THAT(lines_of(report, "Tree walk from a.b.example.com"),
              ElementsAre("_dmarc.a.b.example.com: NXDOMAIN", "_dmarc.b.example.com: NXDOMAIN",
                          "_dmarc.example.com: p=quarantine sp=reject np=none", "_dmarc.com: NXDOMAIN"));
  EXPECT_THAT(
      lines_of(report, "What applies"),
      ElementsAre("organizational domain: example.com", StartsWith("record of _dmarc.example.com: \"v="),
                  "for a.b.example.com: reject (sp=)", "for a name below it that exists: reject (sp=)",
                  "for a name below it that does not exist: none (np=)"));
  EXPECT_THAT(problems(report), ElementsAre(HasSubstr("np= is milder")));
}

TEST(DmarcLook, KnowsThatARecordInBetweenIsNotInherited) {
  const auto report = look(DmarcLook{name("b.example.com")},
                           "_dmarc.example.com. TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"\n"
                           "_dmarc.b.example.com. TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\n");
  EXPECT_THAT(lines_of(report, "What applies"), Contains("for b.example.com: none (p=)"));
  EXPECT_THAT(lines_of(report, "What applies"), Contains("for a name below it that exists: reject (p=)"));
}

TEST(DmarcLook, FindsWhatIsNotInTheRecordItself) {
  const auto* zone =
      "example.com. TXT \"v=DMARC1; p=none\"\n"
      "_dmarc.example.com. TXT \"v=DMARC1; p=reject; psd=y; rua=mailto:d@b.example\"\n"
      "_dmarc.two.example. TXT \"v=DMARC1; p=none\"\n_dmarc.two.example. TXT \"v=DMARC1; p=none\"\n";
  EXPECT_THAT(problems(look(DmarcLook{name("example.com")}, zone)),
              ElementsAre(HasSubstr("psd=y says"), HasSubstr("at the domain itself"),
                          HasSubstr("'b.example' has not published")));
  EXPECT_THAT(problems(look(DmarcLook{name("two.example")}, zone)),
              Contains(HasSubstr("2 DMARC records, and none of them counts")));
  EXPECT_THAT(problems(look(DmarcLook{name("none.example")}, zone)),
              ElementsAre(HasSubstr("there is no DMARC record")));
}

TEST(DmarcLook, DoubtsASuffixThatIsNoneAlsoFromBelow) {
  const auto* zone =
      "_dmarc.example.com. TXT \"v=DMARC1; p=reject; psd=y\"\n_dmarc.co.uk. TXT \"v=DMARC1; p=reject; "
      "psd=y\"\n";
  EXPECT_THAT(problems(look(DmarcLook{name("a.example.com")}, zone)), Contains(HasSubstr("psd=y says")));
  EXPECT_THAT(problems(look(DmarcLook{name("a.example.co.uk")}, zone)),
              testing::Not(Contains(HasSubstr("psd=y says"))));
}

TEST(DmarcLook, ComparesWithThePublicSuffixList) {
  const auto advice = [](std::string_view domain, std::string_view zone) {
    const auto report = look(DmarcLook{name(domain)}, zone);
    return report.remarks.empty() ? "" : report.remarks.back().finding.advice;
  };
  // The walk finds less than the list: an organization below the registered domain.
  EXPECT_THAT(advice("a.b.example.com",
                     "_dmarc.b.example.com. TXT \"v=DMARC1; p=reject; rua=mailto:d@b.example.com\"\n"),
              StartsWith("Publish a record at _dmarc.example.com"));
  // And more: a suffix of the list's private part that publishes a record as if it were no suffix.
  EXPECT_THAT(
      advice("user.github.io", "_dmarc.github.io. TXT \"v=DMARC1; p=reject; rua=mailto:d@github.io\"\n"),
      StartsWith("Publish a record with psd=n at _dmarc.user.github.io"));
  EXPECT_THAT(problems(look(DmarcLook{name("a.b.example.com")}, "")),
              ElementsAre(HasSubstr("no DMARC record")));
}

TEST(DmarcLook, SaysWhatCannotBeKnown) {
  const auto report = look(DmarcLook{name("a.example.com")}, "_dmarc.example.com. SERVFAIL\n");
  EXPECT_THAT(lines_of(report, "Tree walk"),
              Contains("_dmarc.example.com: SERVFAIL; nothing above it can be known"));
  EXPECT_THAT(lines_of(report, "What applies"), Contains("for a.example.com: not known: DNS trouble"));
  EXPECT_EQ(exit_status(report), 1);
}

TEST(DmarcLook, AsksBoundedQuestionsOfALongName) {
  std::string domain = "example.com";
  for (int i = 0; i < 100; ++i) domain = "a." + domain;
  std::string uris = "mailto:d@b.example";
  for (int i = 0; i < 50; ++i) uris += ",mailto:d@a.b.c.d.e.f.g.h" + std::to_string(i) + ".example";
  CountingZone zone("_dmarc.example.com. TXT \"v=DMARC1; p=none; rua=" + uris.substr(0, 200) + "\"\n");
  look(DmarcLook{name(domain)}, zone);
  EXPECT_LE(zone.questions, 120);
}

TEST(DkimLook, JudgesEachKey) {
  const auto report =
      look(DkimLook{name("s1._domainkey.a.example")},
           "s1._domainkey.a.example. CNAME k.b.example.\n"
           "k.b.example. TXT \"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"\n");
  EXPECT_THAT(report.sections.front().title, HasSubstr("at k.b.example"));
  EXPECT_THAT(report.sections.front().lines, Contains("ed25519"));
  EXPECT_THAT(problems(report), ElementsAre(HasSubstr("not every verifier knows ed25519")));
  EXPECT_EQ(exit_status(report), 0);
}

TEST(DkimLook, TellsAWrongSelectorFromADomainWithoutKeys) {
  const auto* zone = "s1._domainkey.a.example. TXT \"v=DKIM1; p=\"\nb.example. A 192.0.2.1\n";
  EXPECT_THAT(problems(look(DkimLook{name("s2._domainkey.a.example")}, zone)),
              ElementsAre(HasSubstr("no key at this name")));
  EXPECT_THAT(problems(look(DkimLook{name("x.s2._domainkey.b.example")}, zone)),
              ElementsAre(HasSubstr("no key at this name"), HasSubstr("no DKIM key at all")));
  EXPECT_EQ(exit_status(look(DkimLook{name("s._domainkey.c.example")},
                             "_domainkey.c.example. SERVFAIL\ns._domainkey.c.example. SERVFAIL\n")),
            1);
}

}  // namespace
}  // namespace postern

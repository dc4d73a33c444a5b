#include "dmarc/tree_walk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace postern::dmarc {
namespace {

using ::testing::ElementsAre;

dns::Name name(std::string_view text) {
  return *dns::Name::parse(text);
}

/// What is published at which domain; nothing is published elsewhere.
using Zone = std::map<std::string, std::vector<std::string>>;

Walk walk_over(const Zone& zone, std::string_view start) {
  TreeWalk walk(name(start));
  while (walk.next()) {
    dns::Answer answer{.status = dns::Status::nx_domain};
    const auto found = zone.find(walk.next()->text());
    if (found != zone.end()) answer = {.status = dns::Status::ok, .texts = found->second};
    if (answer.texts == std::vector<std::string>{"SERVFAIL"})
      answer = {.status = dns::Status::server_failure};
    walk.feed(read_publication(*walk.next(), answer));
  }
  return walk.walk();
}

std::vector<std::string> names_asked(const Walk& walk) {
  std::vector<std::string> names;
  for (const auto& step : walk.steps) names.push_back(step.domain.text());
  return names;
}

std::string organization(const Zone& zone, std::string_view start) {
  const auto found = organizational_domain(walk_over(zone, start));
  return found ? found->text() : "?";
}

TEST(TreeWalk, AsksEveryNameUpToTheTopLevelDomain) {
  EXPECT_THAT(names_asked(walk_over({}, "example.com")), ElementsAre("example.com", "com"));
  EXPECT_THAT(names_asked(walk_over({}, "com")), ElementsAre("com"));
  EXPECT_THAT(names_asked(walk_over({}, "a.mail.example.com")),
              ElementsAre("a.mail.example.com", "mail.example.com", "example.com", "com"));
}

TEST(TreeWalk, JumpsToSevenLabels) {  // RFC 9989 §4.10, its example
  EXPECT_THAT(names_asked(walk_over({}, "a.b.c.d.e.f.g.h.i.j.mail.example.com")),
              ElementsAre("a.b.c.d.e.f.g.h.i.j.mail.example.com", "g.h.i.j.mail.example.com",
                          "h.i.j.mail.example.com", "i.j.mail.example.com", "j.mail.example.com",
                          "mail.example.com", "example.com", "com"));
}

TEST(TreeWalk, MissesARecordThatTheJumpPasses) {  // RFC 9989 §5.1.7, its example
  const Zone zone{{"example.com", {"v=DMARC1; p=none"}},
                  {"b.c.d.e.f.g.example.com", {"v=DMARC1; p=none; psd=n"}}};
  EXPECT_THAT(names_asked(walk_over(zone, "mail.a.b.c.d.e.f.g.example.com")),
              ElementsAre("mail.a.b.c.d.e.f.g.example.com", "c.d.e.f.g.example.com", "d.e.f.g.example.com",
                          "e.f.g.example.com", "f.g.example.com", "g.example.com", "example.com", "com"));
  EXPECT_EQ(organization(zone, "mail.a.b.c.d.e.f.g.example.com"), "example.com");
}

TEST(TreeWalk, AsksNoMoreThanEightNames) {
  std::string start = "com";
  for (std::size_t labels = 1; labels <= 120; ++labels, start = "x." + start) {
    const auto asked = names_asked(walk_over({}, start)).size();
    EXPECT_EQ(asked, std::min(labels, max_walk_questions)) << labels;
  }
}

TEST(TreeWalk, StopsWhereARecordSaysWhatItIs) {
  for (const auto* record :
       {"v=DMARC1; p=none; psd=y", "v=DMARC1; p=none; psd=n", "v=DMARC1;psd=Y", "v=DMARC1; psd=n; p=odd"}) {
    EXPECT_THAT(names_asked(walk_over({{"example.com", {record}}}, "a.example.com")),
                ElementsAre("a.example.com", "example.com"))
        << record;
    EXPECT_THAT(names_asked(walk_over({{"example.com", {record}}}, "example.com")),
                ElementsAre("example.com"));
  }
  for (const auto* record :
       {"v=DMARC1; p=none", "v=DMARC1; p=none; psd=u", "v=DMARC1; p=none; psd=x", "psd=y", "v=spf1 psd=y"}) {
    EXPECT_EQ(names_asked(walk_over({{"example.com", {record}}}, "a.example.com")).size(), 3u) << record;
  }
}

TEST(TreeWalk, DiscardsSeveralRecordsAndGoesOn) {
  const Zone zone{{"example.com", {"v=DMARC1; p=none; psd=n", "v=DMARC1; p=none; psd=n"}}};
  const auto walk = walk_over(zone, "a.example.com");
  EXPECT_THAT(names_asked(walk), ElementsAre("a.example.com", "example.com", "com"));
  EXPECT_EQ(walk.steps[1].record_count, 2u);
  EXPECT_FALSE(walk.steps[1].record);
}

TEST(TreeWalk, PassesOverOtherTexts) {
  const Zone zone{{"example.com", {"v=spf1 -all", "v=DMARC1; p=none; psd=n", "v=dmarc1; p=reject", "hello"}}};
  EXPECT_TRUE(walk_over(zone, "example.com").steps.back().record);
}

TEST(TreeWalk, EndsAtTrouble) {
  const Zone zone{
      {"a.example.com", {"v=DMARC1; p=none"}}, {"example.com", {"SERVFAIL"}}, {"com", {"v=DMARC1; p=none"}}};
  const auto walk = walk_over(zone, "a.example.com");
  EXPECT_THAT(names_asked(walk), ElementsAre("a.example.com", "example.com"));
  EXPECT_FALSE(walk.is_complete());
  EXPECT_EQ(organizational_domain(walk), std::nullopt);
}

TEST(TreeWalk, TroubleAboveAStopIsNotMet) {
  const Zone zone{{"a.example.com", {"v=DMARC1; p=none; psd=n"}}, {"example.com", {"SERVFAIL"}}};
  EXPECT_EQ(organization(zone, "a.example.com"), "a.example.com");
}

TEST(OrganizationalDomain, IsThatOfRfc9989) {
  struct Case {
    std::string_view why;
    Zone zone;
    std::string_view start, organization;
  };
  const std::vector<std::string> plain{"v=DMARC1; p=none"}, psd{"v=DMARC1; p=none; psd=y"},
      own{"v=DMARC1; p=none; psd=n"}, unsaid{"v=DMARC1; p=none; psd=u"};
  for (const auto& each : {
           Case{"§4.10.2, first example",
                {{"mail.example.com", plain}, {"example.com", plain}},
                "a.mail.example.com",
                "example.com"},
           Case{"§4.10.2, second example",
                {{"mail.example.com", own}},
                "a.mail.example.com",
                "mail.example.com"},
           Case{"§4.10.2, last example", {{"com", psd}}, "a.mail.example.com", "example.com"},
           Case{
               "§4.10.2 step 2, its example", {{"example.com", psd}}, "mail.example.com", "mail.example.com"},
           Case{"nothing anywhere", {}, "a.mail.example.com", "a.mail.example.com"},
           Case{"psd=n below others",
                {{"mail.example.com", own}, {"example.com", plain}, {"com", psd}},
                "a.mail.example.com",
                "mail.example.com"},
           Case{"psd=n at the start",
                {{"a.example.com", own}, {"example.com", plain}},
                "a.example.com",
                "a.example.com"},
           Case{"psd=y at the start", {{"bank.example", psd}}, "bank.example", "bank.example"},
           Case{"psd=y at the start ends the walk",
                {{"bank.example", psd}, {"example", plain}},
                "bank.example",
                "bank.example"},
           Case{"psd=y with records between",
                {{"a.b.bank.example", plain}, {"bank.example", psd}},
                "a.b.bank.example",
                "b.bank.example"},
           Case{"psd=u is as not said",
                {{"mail.example.com", unsaid}, {"example.com", unsaid}},
                "mail.example.com",
                "example.com"},
           Case{"a record at the top without psd=y",
                {{"example.com", plain}, {"com", plain}},
                "example.com",
                "com"},
           Case{"two records with psd=y are none",
                {{"com", {psd[0], psd[0]}}},
                "a.example.com",
                "a.example.com"},
           Case{"below psd=y where the walk jumped",
                {{"c.d.e.f.g.h.i", psd}},
                "x.y.a.b.c.d.e.f.g.h.i",
                "b.c.d.e.f.g.h.i"},
           Case{"a record that asks for nothing is one",
                {{"mail.example.com", plain}, {"example.com", {"v=DMARC1"}}},
                "mail.example.com",
                "example.com"},
       }) {
    EXPECT_EQ(organization(each.zone, each.start), each.organization) << each.why;
  }
}

TEST(Publication, IsDescribedInALine) {
  const auto describe_text = [](std::vector<std::string> texts) {
    return describe(
        read_publication(name("example.com"), {.status = dns::Status::ok, .texts = std::move(texts)}));
  };
  EXPECT_EQ(describe_text({"v=DMARC1; p=reject; sp=none; np=quarantine; adkim=s; aspf=s; psd=n; t=y"}),
            "_dmarc.example.com: p=reject sp=none np=quarantine adkim=s aspf=s psd=n t=y");
  EXPECT_EQ(describe_text({"v=DMARC1; psd=y"}), "_dmarc.example.com: p=? psd=y");
  EXPECT_EQ(describe_text({"hello"}), "_dmarc.example.com: no DMARC record");
  EXPECT_EQ(describe_text({"v=DMARC1; p=none", "v=DMARC1"}),
            "_dmarc.example.com: 2 DMARC records, all discarded");
  EXPECT_EQ(describe(read_publication(name("com"), {.status = dns::Status::nx_domain})),
            "_dmarc.com: NXDOMAIN");
}

}  // namespace
}  // namespace postern::dmarc

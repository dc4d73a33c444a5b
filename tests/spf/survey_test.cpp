#include "spf/survey.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spf/checking.hpp"
#include "spf/counting_resolver.hpp"

namespace postern::spf {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

Survey survey_of(std::string_view record, std::string_view zone_text) {
  auto zone = zone_of(zone_text);
  return test::run(survey(*dns::Name::parse("example.com"), std::string(record), zone));
}

auto problem(std::string_view text) {
  return Field(&base::Finding::problem, HasSubstr(std::string(text)));
}

std::vector<int> costs(const Survey& survey) {
  std::vector<int> each;
  for (const auto& step : survey.steps) each.push_back(step.lookups);
  return each;
}

TEST(Survey, CountsWhatIsInsideIncludes) {
  const auto found = survey_of("v=spf1 include:b.example ip4:192.0.2.1 mx -all",
                               "b.example. TXT \"v=spf1 a include:c.example ~all\"\n"
                               "b.example. A 192.0.2.1\n"
                               "c.example. TXT \"v=spf1 ip4:192.0.2.2 -all\"\n"
                               "example.com. MX 10 b.example.\n");
  EXPECT_EQ(found.lookups, 4);
  EXPECT_EQ(found.void_lookups, 0);
  // The policy, include:b, its a, its include:c, mx.
  EXPECT_THAT(costs(found), ElementsAre(4, 3, 1, 1, 1));
  EXPECT_THAT(found.findings, IsEmpty());
  EXPECT_TRUE(found.is_complete);
}

TEST(Survey, FindsMoreLookupsThanAllowedThoughAnEarlyTermMayMatch) {
  std::string record = "v=spf1 ip4:192.0.2.1";
  std::string zone;
  for (const auto* name : {"b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}) {
    record += std::string(" a:") + name + ".example";
    zone += std::string(name) + ".example. A 192.0.2.9\n";
  }
  const auto found = survey_of(record + " -all", zone);
  EXPECT_EQ(found.lookups, 11);
  EXPECT_THAT(found.findings, ElementsAre(problem("11 terms ask the DNS, and 10 may")));
}

TEST(Survey, LeavesOutWhatStandsBehindAll) {
  const auto found = survey_of("v=spf1 -all mx redirect=b.example", "");
  EXPECT_EQ(found.lookups, 0);
}

TEST(Survey, FollowsARedirectLast) {
  const auto found = survey_of("v=spf1 redirect=b.example mx",
                               "b.example. TXT \"v=spf1 -all\"\nexample.com. MX 10 b.example.\n");
  ASSERT_EQ(found.steps.size(), 3U);
  EXPECT_EQ(found.steps[1].term, "mx");
  EXPECT_EQ(found.steps[2].record, "v=spf1 -all");
}

TEST(Survey, FindsAnIncludeWithoutRecord) {
  const auto found = survey_of("v=spf1 include:b.example include:c.example -all",
                               "c.example. TXT \"v=spf1 -all\"\nc.example. TXT \"v=spf1 mx -all\"\n");
  EXPECT_THAT(found.steps[1].findings, ElementsAre(problem("'b.example' has no SPF record")));
  EXPECT_THAT(found.steps[2].findings, ElementsAre(problem("'c.example' has several SPF records")));
}

TEST(Survey, SaysWhereATermStands) {
  const auto found = survey_of("v=spf1 include:b.example -all",
                               "b.example. TXT \"v=spf1 ip4:192.0.2.1 a:c.example -all\"\n");
  const auto& step = found.steps.at(2);
  ASSERT_EQ(step.findings.size(), 1U);
  const auto place = step.findings[0].place.value();
  EXPECT_EQ(found.steps[step.above].record.substr(place.begin, place.length), "a:c.example");
}

TEST(Survey, FindsWhatLeadsToNothing) {
  const auto found = survey_of("v=spf1 a mx exists:b.example -all", "b.example. AAAA 2001:db8::1\n");
  EXPECT_EQ(found.void_lookups, 3);
  EXPECT_THAT(found.findings, ElementsAre(problem("3 terms lead to nothing, and 2 may")));
}

TEST(Survey, TakesAnAddressOfEitherFamilyForOne) {
  const auto found = survey_of("v=spf1 a -all", "example.com. AAAA 2001:db8::1\n");
  EXPECT_EQ(found.void_lookups, 0);
}

TEST(Survey, FindsMoreMxNamesThanAllowed) {
  std::string zone;
  for (int i = 0; i < 11; ++i) zone += "example.com. MX 10 m" + std::to_string(i) + ".example.\n";
  const auto found = survey_of("v=spf1 mx -all", zone);
  EXPECT_THAT(found.steps[1].findings, ElementsAre(problem("11 MX records")));
}

TEST(Survey, FindsMistakesInWhatIsIncluded) {
  const auto found = survey_of("v=spf1 include:b.example -all", "b.example. TXT \"v=spf1 foo ?all\"\n");
  EXPECT_THAT(found.steps[1].record_findings, ElementsAre(problem("there is no such mechanism")));
}

TEST(Survey, FindsAnIncludeThatPassesEverybody) {
  const auto found = survey_of("v=spf1 include:b.example -all", "b.example. TXT \"v=spf1 +all\"\n");
  EXPECT_THAT(found.steps[1].record_findings, ElementsAre(problem("everybody may send")));
}

TEST(Survey, ExpandsTheDomainAndCountsWhatItCannotKnow) {
  const auto found = survey_of("v=spf1 include:_spf.%{d} exists:%{i}.example.com -all",
                               "_spf.example.com. TXT \"v=spf1 -all\"\n");
  EXPECT_EQ(found.steps[1].target, "_spf.example.com");
  EXPECT_EQ(found.steps[2].target, "");
  EXPECT_EQ(found.lookups, 2);
}

TEST(Survey, SeesAPolicyThatIncludesItself) {
  const auto found =
      survey_of("v=spf1 include:b.example -all", "b.example. TXT \"v=spf1 include:example.com -all\"\n");
  EXPECT_THAT(found.steps[2].findings, ElementsAre(problem("includes itself")));
  EXPECT_EQ(found.lookups, 2);
}

TEST(Survey, SaysWhatItCouldNotLearn) {
  const auto found = survey_of("v=spf1 include:b.example -all", "b.example. TIMEOUT\n");
  EXPECT_TRUE(found.has_trouble);
  EXPECT_THAT(found.steps[1].findings, ElementsAre(problem("cannot be had: time-out")));
}

TEST(Survey, AsksBoundedQuestionsOfAHostileTree) {
  // Each policy includes ten others, for ever: *.example has the same record.
  std::string record = "v=spf1";
  for (int i = 0; i < 10; ++i) record += " include:" + std::to_string(i) + ".%{d}";
  CountingResolver zone("*.example. TXT \"" + record + " -all\"\n");
  const auto found = test::run(survey(*dns::Name::parse("a.example"), record + " -all", zone));
  EXPECT_FALSE(found.is_complete);
  EXPECT_THAT(found.findings, Contains(problem("more behind this policy")));
  EXPECT_LE(zone.questions, max_survey_questions);
  EXPECT_LE(found.steps.size(), max_survey_steps);
}

TEST(Survey, HasBoundedStepsForManyTermsOfOneName) {
  std::string record = "v=spf1";
  for (int i = 0; i < 1000; ++i) record += " mx";
  const auto found = survey_of(record + " -all", "example.com. MX 10 a.example.\n");
  EXPECT_EQ(found.steps.size(), max_survey_steps);
  EXPECT_THAT(found.findings, Contains(problem("199 or more terms ask the DNS")));
}

}  // namespace
}  // namespace postern::spf

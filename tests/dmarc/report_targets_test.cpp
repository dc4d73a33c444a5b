#include "dmarc/report_targets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dmarc/checking.hpp"

namespace postern::dmarc {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ReportTargets, AreWhatMailtoNames) {
  const std::string text =
      "v=DMARC1; p=none; rua=mailto:a@b.example,https://x.example/, mailto:c@D.example!10m; "
      "ruf=mailto:nobody";
  const auto targets = report_targets(text);
  ASSERT_EQ(targets.size(), 2U);
  EXPECT_EQ(targets[0].domain.text(), "b.example");
  EXPECT_EQ(targets[1].domain.text(), "d.example");
  EXPECT_EQ(text.substr(targets[1].place.begin, targets[1].place.length), "mailto:c@D.example!10m");
}

struct Checked {
  ReportAuthorization found;
  std::vector<std::string> asked;
};

Checked check_targets(std::string_view zone, const std::string& uris) {
  RecordingZone resolver(
      *dns::Zone::parse(std::string(zone) + "_dmarc.example.com. TXT \"v=DMARC1; p=none\"\n"));
  Lookups lookups(resolver);
  auto found = test::run(check_report_targets(*dns::Name::parse("example.com"),
                                              "v=DMARC1; p=none; rua=" + uris, lookups, resolver));
  return {std::move(found), std::move(resolver.asked)};
}

auto problem(const std::string& text) {
  return Field(&base::Finding::problem, HasSubstr(text));
}

TEST(ReportTargets, OfTheSameOrganizationNeedNoPermission) {
  const auto checked = check_targets("", "mailto:a@example.com,mailto:a@reports.example.com");
  EXPECT_THAT(checked.found.findings, IsEmpty());
  for (const auto& name : checked.asked) EXPECT_EQ(name.find("_report"), name.npos) << name;
}

TEST(ReportTargets, OfAnotherMustHavePublishedThatTheyTakeReports) {
  EXPECT_THAT(check_targets("", "mailto:a@b.example").found.findings,
              ElementsAre(problem("'b.example' has not published")));
  EXPECT_THAT(check_targets("example.com._report._dmarc.b.example. TXT \"v=DMARC1\"\n", "mailto:a@b.example")
                  .found.findings,
              IsEmpty());
  EXPECT_THAT(
      check_targets("*._report._dmarc.b.example. TXT \"v=DMARC1\"\n", "mailto:a@b.example").found.findings,
      IsEmpty());
  EXPECT_THAT(check_targets("*._report._dmarc.b.example. TXT \"yes\"\n", "mailto:a@b.example").found.findings,
              ElementsAre(problem("has not published")));
}

TEST(ReportTargets, SayWhatCannotBeKnown) {
  const auto checked =
      check_targets("example.com._report._dmarc.b.example. SERVFAIL\n", "mailto:a@b.example");
  EXPECT_TRUE(checked.found.has_trouble);
  EXPECT_THAT(checked.found.findings, IsEmpty());
  EXPECT_TRUE(check_targets("_dmarc.b.example. TIMEOUT\n", "mailto:a@b.example").found.has_trouble);
}

TEST(ReportTargets, OfARecordWithManyAreNotAllAskedAbout) {
  std::string uris;
  for (int i = 0; i < 100; ++i)
    uris += (i == 0 ? "mailto:a@x" : ",mailto:a@x") + std::to_string(i) + ".example";
  EXPECT_EQ(check_targets("", uris).found.findings.size(), max_report_targets);
}

}  // namespace
}  // namespace postern::dmarc

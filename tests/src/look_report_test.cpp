#include "look/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace postern {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string printed(const LookReport& report, std::size_t width = 80) {
  std::ostringstream out;
  print(report, out, plain(), width);
  return out.str();
}

LookReport with(base::Finding finding, const std::string& record = "") {
  LookReport report;
  report.remark({std::move(finding)}, "example.com", record);
  return report;
}

TEST(LookReport, SaysThatAllIsWell) {
  LookReport report;
  report.section("example.com TXT").lines = {"one", "two"};
  EXPECT_EQ(printed(report), "example.com TXT\n  one\n  two\n\nAll is well.\n");
  EXPECT_EQ(exit_status(report), 0);
}

TEST(LookReport, ShowsWhereAMistakeStands) {
  const auto report = with(base::error("no such tag", "Mend it", base::Place{4, 3}), "a=1;b=2; c=3");
  EXPECT_EQ(printed(report),
            "error: example.com: no such tag\n"
            "  a=1;b=2; c=3\n"
            "      ^^^\n"
            "  Mend it.\n"
            "\n"
            "1 error.\n");
}

TEST(LookReport, CutsALongRecordAroundThePlace) {
  const auto record = std::string(2000, 'a') + "XYZ" + std::string(2000, 'b');
  const auto text = printed(with(base::note("here", "", base::Place{2000, 3}), record));
  EXPECT_THAT(text, HasSubstr("aaXYZbb"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST(LookReport, PointsAtAPlaceThatIsLongerThanALine) {
  const auto text = printed(with(base::note("here", "", base::Place{0, 4000}), std::string(4000, 'a')));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST(LookReport, LetsNoRecordSpeakToTheTerminal) {
  const std::string evil = "\x1b[31m\r\n\x9b\x7f\xe2\x80\xae";
  auto report = with(base::error(evil, evil, base::Place{0, evil.size()}), evil);
  report.section(evil).lines = {evil};
  report.remarks.front().owner = evil;
  for (const char c : printed(report)) {
    EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7f)) << static_cast<int>(c);
  }
  EXPECT_THAT(printed(report), HasSubstr("\\x1b[31m\\x0d\\x0a\\x9b\\x7f\\xe2\\x80\\xae"));
}

TEST(LookReport, PutsTheCaretsUnderWhatIsShown) {
  EXPECT_THAT(printed(with(base::error("x", "", base::Place{1, 1}), "\x01\x02z")),
              HasSubstr("  \\x01\\x02z\n      ^^^^\n"));
}

TEST(LookReport, HasTheWorstFirst) {
  LookReport report;
  report.remark({base::note("n", ""), base::error("e", ""), base::warning("w", ""), base::error("f", "")}, "",
                "");
  EXPECT_THAT(printed(report),
              HasSubstr("error: e\nerror: f\nwarning: w\nnote: n\n\n2 errors, 1 warning, 1 note.\n"));
}

TEST(LookReport, LeavesOutWhatIsTooMuch) {
  LookReport report;
  report.remark(base::Findings(1000, base::note("again", "")), "", "");
  EXPECT_THAT(printed(report), HasSubstr("... and 960 more\n"));
  EXPECT_THAT(printed(report), HasSubstr("1000 notes.\n"));
}

TEST(LookReport, HasTheExitStatusOfTheWorst) {
  LookReport report;
  report.remark({base::note("n", "")}, "", "");
  EXPECT_EQ(exit_status(report), 0);
  report.remark({base::warning("w", "")}, "", "");
  EXPECT_EQ(exit_status(report), 3);
  // There may be errors among what is not known.
  report.has_trouble = true;
  EXPECT_EQ(exit_status(report), 1);
  report.remark({base::error("e", "")}, "", "");
  EXPECT_EQ(exit_status(report), 4);
}

TEST(LookReport, OfTroubleDoesNotSayThatAllIsWell) {
  LookReport report;
  report.has_trouble = true;
  EXPECT_THAT(printed(report), HasSubstr("The DNS did not answer everything"));
  EXPECT_THAT(printed(report), Not(HasSubstr("All is well")));
}

TEST(LookReport, ColoursWhatIsWrong) {
  std::ostringstream out;
  print(with(base::error("no", "")), out, coloured(), 80);
  EXPECT_THAT(out.str(), HasSubstr("\x1b[31merror\x1b[0m: example.com: no"));
}

TEST(LookReport, IsJson) {
  auto report = with(base::warning("a \x80", "b", base::Place{1, 2}), "abc\xff");
  report.section("title").lines = {"line"};
  const auto json = nlohmann::json::parse(format_json(report));
  EXPECT_EQ(json["status"], 3);
  EXPECT_EQ(json["sections"][0]["lines"][0], "line");
  EXPECT_EQ(json["findings"][0]["severity"], "warning");
  EXPECT_EQ(json["findings"][0]["problem"], "a \\x80");
  EXPECT_EQ(json["findings"][0]["record"], "abc\\xff");
  EXPECT_EQ(json["findings"][0]["place"]["begin"], 1);
}

}  // namespace
}  // namespace postern

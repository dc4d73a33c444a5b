#include "spf/lint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::spf {
namespace {

using base::Severity;
using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

/// What is to be found in a record, and at which of its words.
struct Row {
  std::string record;
  Severity severity;
  std::string problem;
  std::string at = "";  ///< empty: the whole record
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.record;
}

class LintRecord : public testing::TestWithParam<Row> {};

TEST_P(LintRecord, Finds) {
  const auto& row = GetParam();
  std::optional<base::Place> place;
  if (!row.at.empty()) place = base::Place{row.record.rfind(row.at), row.at.size()};
  EXPECT_THAT(lint_record(row.record), Contains(AllOf(Field(&base::Finding::severity, row.severity),
                                                      Field(&base::Finding::problem, HasSubstr(row.problem)),
                                                      Field(&base::Finding::place, place))));
}

INSTANTIATE_TEST_SUITE_P(
    Syntax, LintRecord,
    testing::Values(
        Row{"v=spf1 ipv4:192.0.2.1 -all", Severity::error, "no such mechanism", "ipv4:192.0.2.1"},
        Row{"v=spf1 ip4:192.0.2.256 -all", Severity::error, "an address is malformed", "ip4:192.0.2.256"},
        Row{"v=spf1 ip4:192.0.2.0/33 -all", Severity::error, "prefix length", "ip4:192.0.2.0/33"},
        Row{"v=spf1 mx, -all", Severity::error, "no such mechanism", "mx,"},
        Row{"v=spf1 include -all", Severity::error, "a domain name is missing", "include"},
        Row{"v=spf1 include:example -all", Severity::error, "a domain name is malformed", "include:example"},
        Row{"v=spf1 exists:%{x}.example.com -all", Severity::error, "a macro is malformed",
            "exists:%{x}.example.com"},
        Row{"v=spf1 mx v=spf1 -all", Severity::warning, "a second time", "v=spf1"},
        Row{"v=spf1 redirect=a.example redirect=b.example", Severity::error, "twice", "redirect=b.example"},
        Row{"v=spf1 exp=a.example exp=b.example -all", Severity::error, "twice", "exp=b.example"}));

INSTANTIATE_TEST_SUITE_P(End, LintRecord,
                         testing::Values(Row{"v=spf1 mx +all", Severity::error, "everybody may send", "+all"},
                                         Row{"v=spf1 mx all", Severity::error, "everybody may send", "all"},
                                         Row{"v=spf1 mx ?all", Severity::warning, "says nothing", "?all"},
                                         Row{"v=spf1 mx", Severity::warning, "neither 'all' nor 'redirect'"},
                                         Row{"v=spf1", Severity::warning, "neither 'all' nor 'redirect'"},
                                         Row{"v=spf1 -all mx", Severity::warning, "behind 'all'", "mx"},
                                         Row{"v=spf1 mx -all ~all", Severity::warning, "behind 'all'",
                                             "~all"},
                                         Row{"v=spf1 redirect=a.example -all", Severity::warning, "ignored",
                                             "redirect=a.example"}));

INSTANTIATE_TEST_SUITE_P(
    Networks, LintRecord,
    testing::Values(Row{"v=spf1 ip4:0.0.0.0/0 -all", Severity::error, "every IPv4 client", "ip4:0.0.0.0/0"},
                    Row{"v=spf1 ip6:::/0 -all", Severity::error, "every IPv6 client", "ip6:::/0"},
                    Row{"v=spf1 a/0 -all", Severity::error, "every IPv4 client", "a/0"},
                    Row{"v=spf1 mx//0 -all", Severity::error, "every IPv6 client", "mx//0"},
                    Row{"v=spf1 ip4:16.0.0.0/8 -all", Severity::warning, "prefix of 8 bits",
                        "ip4:16.0.0.0/8"},
                    Row{"v=spf1 ip6:2000::/3 -all", Severity::warning, "prefix of 3 bits", "ip6:2000::/3"},
                    Row{"v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all", Severity::error, "together half"},
                    Row{"v=spf1 ip4:64.0.0.0/2 ip4:0.0.0.0/2 -all", Severity::error, "together half"},
                    Row{"v=spf1 ip4:10.1.0.0/16 -all", Severity::note, "private", "ip4:10.1.0.0/16"},
                    Row{"v=spf1 ip6:fd00::1 -all", Severity::note, "private", "ip6:fd00::1"}));

INSTANTIATE_TEST_SUITE_P(
    Habits, LintRecord,
    testing::Values(
        Row{"v=spf1 ptr -all", Severity::warning, "should not be published", "ptr"},
        Row{"v=spf1 ptr:example.com -all", Severity::warning, "should not be published", "ptr:example.com"},
        Row{"v=spf1 exists:example.com -all", Severity::error, "every client", "exists:example.com"},
        Row{"v=spf1 a:%{p}.example.com -all", Severity::warning, "%{p}", "a:%{p}.example.com"},
        Row{"v=spf1 exists:%{l}.example.com -all", Severity::note, "each sender", "exists:%{l}.example.com"},
        Row{"v=spf1 mx MX -all", Severity::note, "twice", "MX"},
        Row{"v=spf1 MX -all", Severity::note, "capitals", "MX"},
        Row{"V=SPF1 mx -all", Severity::note, "capitals", "V=SPF1"},
        Row{"v=spf1 ip4=192.0.2.1 -all", Severity::error, "no mechanism", "ip4=192.0.2.1"},
        Row{"v=spf1 include=a.example -all", Severity::error, "no mechanism", "include=a.example"},
        Row{"v=spf1 mx redirct=a.example -all", Severity::note, "no such modifier", "redirct=a.example"},
        Row{"v=spf1 " + std::string(300, ' ') + "-all", Severity::note, "several strings"}));

class SoundRecord : public testing::TestWithParam<std::string> {};

TEST_P(SoundRecord, HasNoFindings) {
  EXPECT_THAT(lint_record(GetParam()), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Records, SoundRecord,
    testing::Values("v=spf1 -all", "v=spf1 mx ~all", "v=spf1 redirect=_spf.example.com",
                    "v=spf1 include:_spf.example.net ip4:192.0.2.0/24 ip6:2001:db8::/32 -all",
                    "v=spf1 exists:%{ir}.sender.example.com -all",
                    "v=spf1 -exists:blocked.example.com mx -all",
                    "v=spf1 -ip4:16.0.0.0/8 ip4:17.0.0.0/9 -all", "v=spf1 mx -all exp=why.example.com",
                    "v=spf1 a:Mail.Example.COM -all"));

TEST(Lint, FindsEveryMistakeOfSyntaxNotOnlyTheFirst) {
  const auto findings = lint_record("v=spf1 foo bar:x mx -all");
  EXPECT_EQ(std::ranges::count(findings, Severity::error, &base::Finding::severity), 2);
}

TEST(Lint, CountsAnAddressOnceThatTwoNetworksHave) {
  EXPECT_THAT(lint_record("v=spf1 ip4:64.0.0.0/2 ip4:64.0.0.0/3 ip4:96.0.0.0/3 -all"),
              testing::Not(Contains(Field(&base::Finding::problem, HasSubstr("together")))));
}

TEST(Lint, KnowsWhatWasMeant) {
  EXPECT_EQ(lint_record("v=spf1 +ipv4:192.0.2.1 -all").front().advice, "Write 'ip4'");
  EXPECT_EQ(lint_record("v=spf1 redirect:a.example -all").front().advice, "Write 'redirect='");
  EXPECT_EQ(lint_record("v=spf1 -").front().problem, "there is no such mechanism: '-'");
}

const dns::Name domain = *dns::Name::parse("example.com");

struct TextsRow {
  std::vector<std::string> texts;
  Severity severity;
  std::string problem;
};

class LintTexts : public testing::TestWithParam<TextsRow> {};

TEST_P(LintTexts, Finds) {
  const auto& row = GetParam();
  EXPECT_THAT(lint_texts(domain, row.texts),
              Contains(AllOf(Field(&base::Finding::severity, row.severity),
                             Field(&base::Finding::problem, HasSubstr(row.problem)))));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, LintTexts,
    testing::Values(TextsRow{{}, Severity::warning, "no SPF record"},
                    TextsRow{{"v=spf1 -all", "v=spf1 mx -all"}, Severity::error, "2 SPF records"},
                    TextsRow{{"v=spf1; mx -all"}, Severity::error, "looks like an SPF record"},
                    TextsRow{{" v=spf1 mx -all"}, Severity::error, "looks like an SPF record"},
                    TextsRow{{"\"v=spf1 mx -all\""}, Severity::error, "looks like an SPF record"},
                    TextsRow{{"v=spf10 -all"}, Severity::error, "looks like an SPF record"},
                    TextsRow{{"spf2.0/pra mx -all"}, Severity::note, "Sender ID"},
                    TextsRow{{"v=spf1 -all", std::string(490, 'x')}, Severity::note, "512"}));

TEST(LintTexts, SaysNothingOfOneRecordAmongOtherTexts) {
  EXPECT_THAT(lint_texts(domain, {"v=spf1 -all", "site-verification=1"}), IsEmpty());
}

}  // namespace
}  // namespace postern::spf

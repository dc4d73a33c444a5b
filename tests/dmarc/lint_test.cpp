#include "dmarc/lint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::dmarc {
namespace {

using base::Severity;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

auto finding(Severity severity, const std::string& problem) {
  return AllOf(Field(&base::Finding::severity, severity), Field(&base::Finding::problem, HasSubstr(problem)));
}

/// What is to be found in a record behind its version, and at which of its words.
struct Row {
  std::string tags;
  Severity severity;
  std::string problem;
  std::string at = "";  ///< empty: the whole record
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.tags;
}

class LintRecord : public testing::TestWithParam<Row> {};

TEST_P(LintRecord, Finds) {
  const auto& row = GetParam();
  const auto record = "v=DMARC1; " + row.tags;
  std::optional<base::Place> place;
  if (!row.at.empty()) place = base::Place{record.rfind(row.at), row.at.size()};
  EXPECT_THAT(lint_record(record),
              Contains(AllOf(finding(row.severity, row.problem), Field(&base::Finding::place, place))));
}

INSTANTIATE_TEST_SUITE_P(
    Syntax, LintRecord,
    testing::Values(Row{"p=none; reject", Severity::error, "no equals sign", "reject"},
                    Row{"p=reject sp=none", Severity::error, "no semicolon", "p=reject sp=none"},
                    Row{"p=reject; rua=mailto:a@b.example ruf=mailto:a@b.example", Severity::error,
                        "no semicolon", "rua=mailto:a@b.example ruf=mailto:a@b.example"},
                    Row{"p=none; p=reject", Severity::error, "there twice", "p=reject"},
                    Row{"p=none; P=reject", Severity::error, "there twice", "P=reject"},
                    Row{"p=none; policy=reject", Severity::note, "no such tag", "policy=reject"},
                    Row{"p=none; aspf=strict", Severity::warning, "no value of aspf=", "aspf=strict"},
                    Row{"p=none; adkim=x", Severity::warning, "no value of adkim=", "adkim=x"},
                    Row{"p=none; fo=1:2", Severity::warning, "no value of fo=", "fo=1:2"},
                    Row{"p=none; psd=yes", Severity::warning, "no value of psd=", "psd=yes"},
                    Row{"p=none; t=1", Severity::warning, "no value of t=", "t=1"}));

INSTANTIATE_TEST_SUITE_P(
    Policy, LintRecord,
    testing::Values(Row{"sp=none; rua=mailto:a@b.example", Severity::error,
                        "there is no p=: receivers take the policy for none"},
                    Row{"sp=none", Severity::error, "there is no p=: DMARC is not applied"},
                    Row{"p=refuse", Severity::error, "no value of p=, which undoes", "p=refuse"},
                    Row{"p=reject; sp=", Severity::error, "no value of sp=, which undoes", "sp="},
                    Row{"p=reject; np=bounce", Severity::error, "no value of np=, which undoes", "np=bounce"},
                    Row{"p=reject; sp=none", Severity::warning, "sp= is milder", "sp=none"},
                    Row{"p=reject; np=quarantine", Severity::warning, "np= is milder", "np=quarantine"},
                    Row{"p=none; sp=reject; np=none", Severity::warning, "np= is milder", "np=none"},
                    Row{"p=none", Severity::note, "asks receivers to do nothing", "p=none"},
                    Row{"p=reject; t=y", Severity::note, "only tried out", "t=y"},
                    Row{"p=reject", Severity::note, "there is no rua="}));

INSTANTIATE_TEST_SUITE_P(
    Obsolete, LintRecord,
    testing::Values(Row{"p=reject; pct=50", Severity::warning, "pct= is ignored", "pct=50"},
                    Row{"p=reject; pct=100", Severity::note, "no pct= any more", "pct=100"},
                    Row{"p=reject; rf=afrf", Severity::note, "no rf= any more", "rf=afrf"},
                    Row{"p=reject; ri=86400", Severity::note, "no ri= any more", "ri=86400"}));

INSTANTIATE_TEST_SUITE_P(
    Reports, LintRecord,
    testing::Values(
        Row{"p=reject; rua=a@b.example", Severity::warning, "mailto: alone", "a@b.example"},
        Row{"p=reject; rua=https://b.example/", Severity::warning, "mailto: alone", "https://b.example/"},
        Row{"p=reject; rua=mailto:a@b.example;ruf=mailto:b", Severity::error, "no mail address", "mailto:b"},
        Row{"p=reject; rua=mailto:a@b.example, mailto:@c", Severity::error, "no mail address", "mailto:@c"},
        Row{"p=reject; rua=mailto:a@b.example!10m", Severity::note, "limit of size",
            "mailto:a@b.example!10m"}));

class SoundRecord : public testing::TestWithParam<std::string> {};

TEST_P(SoundRecord, HasNoFindings) {
  EXPECT_THAT(lint_record(GetParam()), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Records, SoundRecord,
    testing::Values(
        "v=DMARC1; p=reject; rua=mailto:a@b.example",
        "v=DMARC1;p=quarantine;sp=reject;np=reject;adkim=s;aspf=r;fo=1:d:s;psd=n;t=n;rua=mailto:a@b.example;",
        "v = DMARC1 ; P = Reject ; RUA = mailto:a@b.example , mailto:c@d.example?subject=x"));

TEST(LintTexts, CountsRecords) {
  EXPECT_THAT(lint_texts({"v=DMARC1; p=none", "v=DMARC1; p=reject"}),
              ElementsAre(finding(Severity::error, "2 DMARC records")));
  EXPECT_THAT(lint_texts({"v=DMARC1; p=none"}), IsEmpty());
  EXPECT_THAT(lint_texts({}), IsEmpty());
}

TEST(LintTexts, KnowsWhatWasMeantToBeARecord) {
  for (const auto* text :
       {"v=dmarc1; p=none", "p=none; v=DMARC1", "\"v=DMARC1; p=none\"", "v=DMARC1 p=none"}) {
    EXPECT_THAT(lint_texts({text}), ElementsAre(finding(Severity::error, "looks like a DMARC record")))
        << text;
  }
  EXPECT_THAT(lint_texts({"v=spf1 -all"}), ElementsAre(finding(Severity::note, "no DMARC record")));
}

}  // namespace
}  // namespace postern::dmarc

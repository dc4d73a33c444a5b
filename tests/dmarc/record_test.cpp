#include "dmarc/record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::dmarc {
namespace {

using ::testing::ElementsAre;

TEST(DmarcRecord, HoldsEveryTag) {
  const auto record = parse_record(
      "v=DMARC1; p=reject; sp=quarantine; np=none; adkim=s; aspf=s; psd=n; t=y; "
      "rua=mailto:a@example.com!10m, https://example.com/x; ruf=mailto:b@example.com; fo=1");
  const Record expected{.policy = Policy::reject,
                        .subdomain_policy = Policy::quarantine,
                        .nonexistent_policy = Policy::none,
                        .dkim_alignment = AlignmentMode::strict,
                        .spf_alignment = AlignmentMode::strict,
                        .public_suffix = PublicSuffix::no,
                        .testing = true,
                        .aggregate_reports = {"mailto:a@example.com!10m", "https://example.com/x"}};
  EXPECT_EQ(record, expected);
}

TEST(DmarcRecord, HasDefaults) {
  EXPECT_EQ(parse_record("v=DMARC1; p=none"), Record{.policy = Policy::none});
}

TEST(DmarcRecord, BeginsWithItsVersion) {
  for (const auto* text :
       {"v=DMARC1; p=none", "v = DMARC1 ;p=none", " v=DMARC1;p=none", "V=DMARC1; p=none", "v=DMARC1"}) {
    EXPECT_TRUE(is_dmarc_record(text)) << text;
  }
  for (const auto* text :
       {"", "v=dmarc1; p=none", "v=DMARC2; p=none", "v=DMARC10; p=none", "p=none; v=DMARC1", "v=spf1 -all",
        "DMARC1", "x v=DMARC1; p=none", "v=DMARC1 p=none"}) {
    EXPECT_FALSE(is_dmarc_record(text)) << text;
    EXPECT_FALSE(parse_record(text)) << text;
  }
}

TEST(DmarcRecord, IsReadLeniently) {
  struct Case {
    const char* text;
    Policy policy;
  };
  for (const auto& each :
       {Case{"v=DMARC1;p=reject", Policy::reject}, Case{"v=DMARC1; P = REJECT ;", Policy::reject},
        Case{"v=DMARC1;; ;p=reject;;", Policy::reject}, Case{"v=DMARC1; foo=bar; p=reject", Policy::reject},
        Case{"v=DMARC1; junk; p=quarantine", Policy::quarantine},
        Case{"v=DMARC1; p=quarantine; pct=50; rf=x; ri=y", Policy::quarantine},
        Case{"v=DMARC1; p=reject; p=none", Policy::reject},
        Case{"v=DMARC1; p=reject; adkim=q; aspf=; t=x; psd=z; fo=?", Policy::reject},
        Case{"v=DMARC1\t;\tp\t=\tReject\t", Policy::reject}}) {
    Record expected;
    expected.policy = each.policy;
    EXPECT_EQ(parse_record(each.text), expected) << each.text;
  }
}

TEST(DmarcRecord, ASlipIsNoneWhereReportsAreWanted) {  // RFC 9989 §4.10.1
  for (const auto* text :
       {"v=DMARC1; rua=mailto:a@b.example", "v=DMARC1; p=odd; rua=mailto:a@b.example",
        "v=DMARC1; p=; rua=junk,mailto:a@b.example", "v=DMARC1; p=reject; sp=odd; rua=mailto:a@b.example",
        "v=DMARC1; p=reject; np=; rua=mailto:a@b.example",
        "v=DMARC1; p=odd; p=reject; rua=mailto:a@b.example"}) {
    const auto record = parse_record(text);
    ASSERT_TRUE(record) << text;
    EXPECT_EQ(record->policy, Policy::none) << text;
    EXPECT_FALSE(record->subdomain_policy || record->nonexistent_policy) << text;
  }
}

TEST(DmarcRecord, ASlipLeavesNoPolicyWithoutReports) {
  for (const auto* text : {"v=DMARC1", "v=DMARC1;", "v=DMARC1; p=odd", "v=DMARC1; sp=reject",
                           "v=DMARC1; p=odd; rua=nothing", "v=DMARC1; rua=:x", "v=DMARC1; p=reject; sp=odd",
                           "v=DMARC1; p=reject; np=odd", "v=DMARC1; p=none; sp="}) {
    const auto record = parse_record(text);
    ASSERT_TRUE(record) << text;
    EXPECT_FALSE(record->policy) << text;
  }
}

TEST(DmarcRecord, OtherTagsSurviveASlip) {
  const auto record = parse_record("v=DMARC1; p=odd; sp=reject; psd=y; adkim=s; rua=mailto:a@b.example");
  EXPECT_EQ(record->policy, Policy::none);
  EXPECT_EQ(record->subdomain_policy, Policy::reject);
  EXPECT_EQ(record->public_suffix, PublicSuffix::yes);
  EXPECT_EQ(record->dkim_alignment, AlignmentMode::strict);
}

TEST(DmarcRecord, KeepsUrisThatAreSome) {
  EXPECT_THAT(parse_record("v=DMARC1; p=none; rua= mailto:a@b , junk,, http://x/?a=b ")->aggregate_reports,
              ElementsAre("mailto:a@b", "http://x/?a=b"));
}

// RFC 9989 §B.2: the records of the appendix.
TEST(DmarcRecord, ReadsTheExamplesOfRfc9989) {
  struct Case {
    const char* text;
    Policy policy;
    bool testing;
    std::size_t reports;
  };
  for (const auto& each :
       {Case{"v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com", Policy::none, false, 1},
        Case{"v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com; ruf=mailto:auth-reports@example.com",
             Policy::none, false, 1},
        Case{"v=DMARC1; p=quarantine; rua=mailto:dmarc-feedback@example.com,"
             "mailto:tld-test@thirdparty.example.net; t=y",
             Policy::quarantine, true, 2},
        Case{"v=DMARC1; p=reject; rua=mailto:dmarc-feedback@example.com,"
             "mailto:tld-test@thirdparty.example.net",
             Policy::reject, false, 2}}) {
    const auto record = parse_record(each.text);
    ASSERT_TRUE(record) << each.text;
    EXPECT_EQ(record->policy, each.policy) << each.text;
    EXPECT_EQ(record->testing, each.testing) << each.text;
    EXPECT_EQ(record->aggregate_reports.size(), each.reports) << each.text;
  }
}

TEST(DmarcPolicy, IsPrintedAsItIsRead) {
  EXPECT_EQ(format(Policy::none), "none");
  EXPECT_EQ(format(Policy::quarantine), "quarantine");
  EXPECT_EQ(format(Policy::reject), "reject");
}

}  // namespace
}  // namespace postern::dmarc

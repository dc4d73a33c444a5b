#include "dmarc/evaluate.hpp"

#include <gtest/gtest.h>

namespace postern::dmarc {
namespace {

using Status = Identifier::Status;

Discovery found(std::string_view record, std::string_view author = "example.com",
                std::string_view at = "example.com") {
  Discovery discovery;
  discovery.status = Discovery::Status::found;
  discovery.author_domain = *dns::Name::parse(author);
  discovery.organizational_domain = PublicSuffixes().organizational_domain(discovery.author_domain);
  discovery.record = parse_record(record);
  discovery.record_domain = *dns::Name::parse(at);
  return discovery;
}

Identifier spf(Status status, std::string domain) {
  return {Method::spf, status, std::move(domain)};
}
Identifier dkim(Status status, std::string domain) {
  return {Method::dkim, status, std::move(domain)};
}

Outcome outcome(const Discovery& discovery, const std::vector<Identifier>& identifiers) {
  return evaluate(discovery, identifiers, PublicSuffixes());
}

TEST(Evaluate, PassesWithOneAlignedPass) {
  const auto reject = found("v=DMARC1; p=reject");
  const Outcome expected{.result = Result::pass,
                         .author_domain = "example.com",
                         .record_policy = Policy::reject,
                         .policy = Policy::reject,
                         .disposition = Policy::none,
                         .aligned_by = "dkim d=mail.example.com"};
  EXPECT_EQ(outcome(reject, {spf(Status::other, "example.com"), dkim(Status::temperror, "example.com"),
                             dkim(Status::pass, "mail.example.com")}),
            expected);
  EXPECT_EQ(outcome(reject, {spf(Status::pass, "Bounce.Example.COM.")}).aligned_by,
            "spf Bounce.Example.COM.");
}

TEST(Evaluate, FailsWithoutOne) {
  const Outcome expected{.result = Result::fail,
                         .author_domain = "example.com",
                         .record_policy = Policy::reject,
                         .policy = Policy::reject,
                         .disposition = Policy::reject};
  const auto reject = found("v=DMARC1; p=reject");
  EXPECT_EQ(outcome(reject, {}), expected);
  EXPECT_EQ(outcome(reject, {spf(Status::pass, "evil.example"), dkim(Status::pass, "evilexample.com"),
                             dkim(Status::pass, "com"), dkim(Status::pass, ""), dkim(Status::pass, "a..b"),
                             spf(Status::other, "example.com")}),
            expected);
}

TEST(Evaluate, AlignsAsTheRecordAsks) {
  struct Case {
    const char *record, *author;
    Identifier identifier;
    bool aligned;
  };
  for (const auto& each : {
           Case{"v=DMARC1; p=none", "a.example.com", dkim(Status::pass, "b.example.com"), true},
           Case{"v=DMARC1; p=none; adkim=s", "a.example.com", dkim(Status::pass, "example.com"), false},
           Case{"v=DMARC1; p=none; adkim=s", "a.example.com", spf(Status::pass, "example.com"), true},
           Case{"v=DMARC1; p=none; aspf=s", "a.example.com", spf(Status::pass, "example.com"), false},
           Case{"v=DMARC1; p=none; aspf=s", "a.example.com", spf(Status::pass, "A.example.com"), true},
           Case{"v=DMARC1; p=none", "a.co.uk", dkim(Status::pass, "b.co.uk"), false},
           Case{"v=DMARC1; p=none", "a.co.uk", dkim(Status::pass, "co.uk"), false},
       }) {
    const auto result = outcome(found(each.record, each.author, each.author), {each.identifier}).result;
    EXPECT_EQ(result, each.aligned ? Result::pass : Result::fail)
        << each.record << ' ' << each.identifier.domain;
  }
}

TEST(Evaluate, IsTemporaryWhenWhatCouldAlignIs) {
  const auto reject = found("v=DMARC1; p=reject");
  const auto unknown =
      outcome(reject, {spf(Status::other, "example.com"), dkim(Status::temperror, "example.com")});
  EXPECT_EQ(unknown.result, Result::temperror);
  EXPECT_EQ(unknown.disposition, Policy::none);
  EXPECT_EQ(unknown.reason, "temporary error in dkim d=example.com");
  EXPECT_EQ(outcome(reject, {dkim(Status::temperror, "evil.example")}).result, Result::fail);
}

TEST(Evaluate, IsTemporaryWhenDiscoveryIs) {
  Discovery discovery;
  discovery.status = Discovery::Status::temporary;
  EXPECT_EQ(outcome(discovery, {dkim(Status::pass, "example.com")}).result, Result::temperror);
}

TEST(Evaluate, IsNoneWithoutARecord) {
  EXPECT_EQ(outcome({}, {dkim(Status::pass, "example.com")}).result, Result::none);
}

TEST(Evaluate, ChoosesThePolicyByTheNameOfTheRecord) {
  struct Case {
    const char *record, *author;
    bool exists;
    Policy policy;
  };
  using enum Policy;
  for (const auto& each : {
           Case{"v=DMARC1; p=reject; sp=none; np=quarantine", "example.com", true, reject},
           Case{"v=DMARC1; p=reject; sp=none; np=quarantine", "a.example.com", true, none},
           Case{"v=DMARC1; p=reject; sp=none; np=quarantine", "a.example.com", false, quarantine},
           Case{"v=DMARC1; p=reject; sp=none", "a.example.com", false, none},
           Case{"v=DMARC1; p=reject", "a.example.com", false, reject},
           Case{"v=DMARC1; p=reject; t=y", "example.com", true, quarantine},
           Case{"v=DMARC1; p=quarantine; t=y", "example.com", true, none},
           Case{"v=DMARC1; p=none; t=y", "example.com", true, none},
       }) {
    auto discovery = found(each.record, each.author);
    discovery.author_domain_exists = each.exists;
    const auto result = outcome(discovery, {});
    EXPECT_EQ(result.policy, each.policy) << each.record << ' ' << each.author;
    EXPECT_EQ(result.disposition, each.policy);
    EXPECT_EQ(result.record_policy, discovery.record->policy);
  }
}

TEST(Combine, LetsTheStrictestFailingPolicyWin) {  // RFC 9989 §11.5
  const auto with = [](Result result, Policy disposition) {
    return Outcome{.result = result, .disposition = disposition};
  };
  const auto pass = with(Result::pass, Policy::none);
  const auto none = with(Result::none, Policy::none);
  const auto temperror = with(Result::temperror, Policy::none);
  const auto fail = with(Result::fail, Policy::none);
  const auto quarantine = with(Result::fail, Policy::quarantine);
  const auto reject = with(Result::fail, Policy::reject);
  EXPECT_EQ(combine({quarantine, reject, pass}).disposition, Policy::reject);
  EXPECT_EQ(combine({pass, quarantine, none}).disposition, Policy::quarantine);
  EXPECT_EQ(combine({pass, fail}).result, Result::fail);
  EXPECT_EQ(combine({pass, temperror}).result, Result::temperror);
  EXPECT_EQ(combine({pass, none}).result, Result::none);
  EXPECT_EQ(combine({pass, pass}).result, Result::pass);
  EXPECT_EQ(combine({pass, reject}).reason, "2 author domains");
}

TEST(Combine, LeavesASingleOutcomeAlone) {
  const Outcome single{.result = Result::fail, .author_domain = "a.example", .reason = "because"};
  EXPECT_EQ(combine({single}), single);
}

TEST(Combine, IsPermanentWithoutAnAuthor) {
  EXPECT_EQ(combine({}).result, Result::permerror);
}

TEST(Unevaluable, IsNoneAndSaysWhy) {
  const auto literal = unevaluable("[192.0.2.1]");
  EXPECT_EQ(literal.result, Result::none);
  EXPECT_EQ(literal.author_domain, "[192.0.2.1]");
  EXPECT_NE(literal.reason, "");
}

}  // namespace
}  // namespace postern::dmarc

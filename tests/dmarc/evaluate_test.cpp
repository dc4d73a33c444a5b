#include "dmarc/evaluate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::dmarc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Status = Identifier::Status;

dns::Name name(std::string_view text) {
  return *dns::Name::parse(text);
}

Discovery found(std::string_view record, std::string_view author = "example.com") {
  Discovery discovery{.status = Discovery::Status::found, .author_domain = name(author)};
  discovery.organizational_domain = name("example.com");
  discovery.record = parse_record(record);
  discovery.record_domain = name("example.com");
  return discovery;
}

/// Everything within example.com belongs to it, but for own.example.com; of lost.example.com nobody knows.
Organizations organizations() {
  return {{name("example.com"), {.domain = name("example.com"), .asked = {}}},
          {name("mail.example.com"), {.domain = name("example.com"), .asked = {}}},
          {name("own.example.com"), {.domain = name("own.example.com"), .asked = {}}},
          {name("lost.example.com"), {}}};
}

Identifier spf(Status status, std::string domain) {
  return {Method::spf, status, std::move(domain)};
}
Identifier dkim(Status status, std::string domain) {
  return {Method::dkim, status, std::move(domain)};
}

Outcome outcome(const Discovery& discovery, const std::vector<Identifier>& identifiers) {
  return evaluate(discovery, identifiers, organizations());
}

TEST(Align, ComparesAsTheRecordAsks) {
  struct Case {
    const char *record, *author;
    Identifier identifier;
    Aligned aligned;
  };
  const auto *relaxed = "v=DMARC1; p=none", *adkim = "v=DMARC1; p=none; adkim=s",
             *aspf = "v=DMARC1; p=none; aspf=s";
  using enum Aligned;
  for (const auto& each : {
           Case{relaxed, "a.example.com", dkim(Status::pass, "a.example.com"), yes},
           Case{relaxed, "a.example.com", dkim(Status::pass, "A.Example.COM."), yes},
           Case{relaxed, "a.example.com", dkim(Status::pass, "mail.example.com"), yes},
           Case{relaxed, "a.example.com", dkim(Status::pass, "example.com"), yes},
           Case{relaxed, "a.example.com", dkim(Status::pass, "own.example.com"), no},
           Case{relaxed, "a.example.com", dkim(Status::pass, "lost.example.com"), unknown},
           Case{relaxed, "a.example.com", dkim(Status::pass, "new.example.com"), not_evaluated},
           Case{relaxed, "a.example.com", dkim(Status::pass, "com"), no},
           Case{relaxed, "a.example.com", dkim(Status::pass, "evilexample.com"), no},
           Case{relaxed, "a.example.com", dkim(Status::pass, "example.com.evil.example"), no},
           Case{relaxed, "a.example.com", dkim(Status::pass, ""), no},
           Case{relaxed, "a.example.com", dkim(Status::pass, "."), no},
           Case{relaxed, "a.example.com", dkim(Status::pass, "a..example.com"), no},
           Case{adkim, "a.example.com", dkim(Status::pass, "example.com"), no},
           Case{adkim, "a.example.com", spf(Status::pass, "example.com"), yes},
           Case{aspf, "a.example.com", spf(Status::pass, "example.com"), no},
           Case{aspf, "a.example.com", spf(Status::pass, "a.example.com"), yes},
           Case{aspf, "a.example.com", dkim(Status::pass, "example.com"), yes},
           Case{relaxed, "xn--bcher-kva.example.com", dkim(Status::pass, "b\xc3\xbc\x63her.example.com"),
                yes},
       }) {
    const auto alignment = align(each.identifier, found(each.record, each.author), organizations());
    EXPECT_EQ(alignment.aligned, each.aligned) << each.record << ' ' << each.identifier.domain;
  }
}

TEST(Align, WithoutTheAuthorsOrganizationOnlyTheSameNameIsCertain) {
  auto discovery = found("v=DMARC1; p=none", "a.example.com");
  discovery.organizational_domain.reset();
  const auto aligned = [&](std::string domain) {
    return align(dkim(Status::pass, std::move(domain)), discovery, organizations()).aligned;
  };
  EXPECT_EQ(aligned("a.example.com"), Aligned::yes);
  EXPECT_EQ(aligned("example.com"), Aligned::unknown);
  EXPECT_EQ(aligned("evil.example"), Aligned::no);
}

TEST(Evaluate, PassesWithOneAlignedPass) {
  const auto passed = outcome(found("v=DMARC1; p=reject"),
                              {spf(Status::other, "example.com"), dkim(Status::temperror, "example.com"),
                               dkim(Status::pass, "mail.example.com")});
  EXPECT_EQ(passed.result, Result::pass);
  EXPECT_EQ(passed.author_domain, "example.com");
  EXPECT_EQ(passed.policy, Policy::reject);
  EXPECT_EQ(passed.disposition, Policy::none);
  EXPECT_EQ(passed.aligned_by, "dkim d=mail.example.com");
  EXPECT_EQ(passed.organizational_domain, "example.com");
  EXPECT_EQ(passed.record_domain, "example.com");
  ASSERT_EQ(passed.identifiers.size(), 3u);
  EXPECT_EQ(passed.identifiers[2].aligned, Aligned::yes);
}

TEST(Evaluate, FailsWithoutOne) {
  for (const auto& identifiers :
       {std::vector<Identifier>{},
        {spf(Status::pass, "evil.example"), dkim(Status::pass, "own.example.com")},
        {spf(Status::other, "example.com"), dkim(Status::other, "mail.example.com")}}) {
    const auto failed = outcome(found("v=DMARC1; p=quarantine"), identifiers);
    EXPECT_EQ(failed.result, Result::fail);
    EXPECT_EQ(failed.disposition, Policy::quarantine);
  }
}

TEST(Evaluate, IsTemporaryWhenWhatCouldAlignIs) {
  for (const auto& identifier :
       {dkim(Status::temperror, "example.com"), dkim(Status::temperror, "mail.example.com"),
        spf(Status::temperror, "new.example.com"), dkim(Status::pass, "lost.example.com"),
        dkim(Status::temperror, "lost.example.com"), spf(Status::pass, "new.example.com")}) {
    const auto unknown =
        outcome(found("v=DMARC1; p=reject"), {spf(Status::other, "example.com"), identifier});
    EXPECT_EQ(unknown.result, Result::temperror) << identifier.domain;
    EXPECT_EQ(unknown.disposition, Policy::none);
    EXPECT_TRUE(unknown.reason.starts_with("temporary error in ") &&
                unknown.reason.ends_with(identifier.domain));
  }
}

TEST(Evaluate, TroubleOfStrangersExcusesNothing) {
  for (const auto& identifier :
       {dkim(Status::temperror, "evil.example"), spf(Status::temperror, "own.example.com"),
        dkim(Status::other, "lost.example.com"), dkim(Status::temperror, "")}) {
    EXPECT_EQ(outcome(found("v=DMARC1; p=reject"), {identifier}).result, Result::fail) << identifier.domain;
  }
}

TEST(Evaluate, IsTemporaryWhenDiscoveryIs) {
  EXPECT_EQ(outcome({}, {dkim(Status::pass, "example.com")}).result, Result::temperror);
}

TEST(Evaluate, IsTemporaryWhenThePolicyHangsOnAnUnansweredQuestion) {
  auto discovery = found("v=DMARC1; p=none; np=reject", "a.example.com");
  discovery.existence = Existence::unknown;
  EXPECT_EQ(outcome(discovery, {}).result, Result::temperror);
  EXPECT_EQ(outcome(discovery, {dkim(Status::pass, "a.example.com")}).result, Result::pass);
}

TEST(Evaluate, IsNoneWithoutARecord) {
  Discovery discovery{.status = Discovery::Status::none, .author_domain = name("example.com")};
  EXPECT_EQ(outcome(discovery, {dkim(Status::pass, "example.com")}).result, Result::none);
  discovery.record = parse_record("v=DMARC1");
  discovery.record_domain = name("example.com");
  EXPECT_EQ(outcome(discovery, {}).result, Result::none);
  EXPECT_EQ(outcome(discovery, {}).reason, "the record of example.com asks for no known policy");
}

TEST(UnknownOrganizations, AreThoseOfPassesWithinTheOrganization) {
  const auto discovery = found("v=DMARC1; p=none", "a.example.com");
  const auto wanted = [&](const std::vector<Identifier>& identifiers) {
    return unknown_organizations(discovery, identifiers, organizations());
  };
  EXPECT_THAT(wanted({dkim(Status::pass, "x.example.com"), dkim(Status::pass, "X.example.com"),
                      spf(Status::other, "y.example.com")}),
              ElementsAre(name("x.example.com")));
  EXPECT_THAT(wanted({dkim(Status::pass, "a.example.com"), dkim(Status::pass, "mail.example.com"),
                      dkim(Status::pass, "evil.example"), dkim(Status::pass, "other.com")}),
              IsEmpty());
}

TEST(UnknownOrganizations, AreThoseOfTroubleOnlyWithoutAnAlignedPass) {
  const auto discovery = found("v=DMARC1; p=none", "a.example.com");
  const auto trouble = spf(Status::temperror, "y.example.com");
  EXPECT_THAT(unknown_organizations(discovery, {trouble}, {}), ElementsAre(name("y.example.com")));
  EXPECT_THAT(unknown_organizations(discovery, {trouble, dkim(Status::pass, "a.example.com")}, {}),
              IsEmpty());
  EXPECT_THAT(unknown_organizations(discovery, {trouble, dkim(Status::pass, "x.example.com")}, {}),
              ElementsAre(name("x.example.com")));
}

TEST(UnknownOrganizations, AreNoneInStrictModeOrWithoutARecord) {
  const std::vector<Identifier> both{dkim(Status::pass, "x.example.com"), spf(Status::pass, "y.example.com")};
  EXPECT_THAT(unknown_organizations(found("v=DMARC1; p=none; adkim=s; aspf=s"), both, {}), IsEmpty());
  EXPECT_THAT(unknown_organizations({}, both, {}), IsEmpty());
}

TEST(Combine, LetsTheStrictestFailingPolicyWin) {  // RFC 9989 §11.5
  const auto with = [](Result result, Policy disposition) {
    return Outcome{.result = result, .disposition = disposition};
  };
  const auto pass = with(Result::pass, Policy::none);
  const auto none = with(Result::none, Policy::none);
  const auto temperror = with(Result::temperror, Policy::none);
  const auto permerror = with(Result::permerror, Policy::none);
  const auto fail = with(Result::fail, Policy::none);
  const auto quarantine = with(Result::fail, Policy::quarantine);
  const auto reject = with(Result::fail, Policy::reject);
  EXPECT_EQ(combine({quarantine, reject, pass}).disposition, Policy::reject);
  EXPECT_EQ(combine({pass, quarantine, none}).disposition, Policy::quarantine);
  EXPECT_EQ(combine({permerror, reject}).disposition, Policy::reject);
  EXPECT_EQ(combine({pass, fail}).result, Result::fail);
  EXPECT_EQ(combine({pass, temperror}).result, Result::temperror);
  EXPECT_EQ(combine({pass, permerror}).result, Result::permerror);
  EXPECT_EQ(combine({pass, none}).result, Result::none);
  EXPECT_EQ(combine({pass, pass}).result, Result::pass);
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

TEST(Differences, NameWhatIsSeenDifferently) {
  const Outcome walk{.result = Result::fail, .policy = Policy::reject, .organizational_domain = "com"};
  const Outcome list{
      .result = Result::pass, .policy = Policy::reject, .organizational_domain = "example.com"};
  EXPECT_THAT(differences(walk, list),
              ElementsAre(Difference{"result", "fail", "pass"},
                          Difference{"organizational domain", "com", "example.com"}));
  EXPECT_THAT(differences(walk, walk), IsEmpty());
}

}  // namespace
}  // namespace postern::dmarc

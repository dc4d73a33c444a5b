#include "spf/walk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "spf/checking.hpp"

namespace postern::spf {
namespace {

using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Outcome walked(const std::string& zone_text, std::string_view mail_from = "alice@example.com") {
  auto zone = zone_of("$ORIGIN example.com.\n" + zone_text);
  auto request = mail_from_identity(*base::IpAddress::parse("192.0.2.1"), "mail.example.com", mail_from);
  request.keeps_walk = true;
  return test::run(evaluate(request, zone));
}

TEST(Walk, TellsEachTermItsQuestionsAndWhatCameOfThem) {
  const auto outcome = walked(R"(
@     TXT "v=spf1 ip4:198.51.100.0/24 a include:%{d2}.other.test mx ?exists:no.example.com -all exp=why.%{d}"
@     A   192.0.2.7
@     MX  10 m1
@     MX  20 m2
m1    A   192.0.2.8
why   TXT "so"
example.com.other.test. TXT "v=spf1 ptr ~all"
)");
  EXPECT_EQ(
      format(outcome.walk),
      "v=spf1 ip4:198.51.100.0/24 a include:%{d2}.other.test mx ?exists:no.example.com -all exp=why.%{d}: "
      "used; TXT "
      "example.com: ok, 1\n"
      "ip4:198.51.100.0/24: no match\n"
      "a: no match; A example.com: ok, 1; 1 lookup\n"
      "include:%{d2}.other.test (example.com.other.test): no match; 3 lookups, 1 void\n"
      "  v=spf1 ptr ~all: used; TXT example.com.other.test: ok, 1; 2 lookups\n"
      "  ptr: no match; PTR 1.2.0.192.in-addr.arpa: NXDOMAIN; 3 lookups, 1 void\n"
      "  ~all: match; 3 lookups, 1 void\n"
      "mx: no match; MX example.com: ok, 2; A m1.example.com: ok, 1; A m2.example.com: NXDOMAIN; 4 lookups, "
      "1 "
      "void\n"
      "?exists:no.example.com (no.example.com): no match; A no.example.com: NXDOMAIN; 5 lookups, 2 void\n"
      "-all: match; 5 lookups, 2 void\n"
      "exp=why.%{d} (why.example.com): used; TXT why.example.com: ok, 1; 5 lookups, 2 void\n");
}

TEST(Walk, SaysWhoseTermsTheyAre) {
  const auto outcome = walked("@ TXT \"v=spf1 redirect=o.example.com\"\no TXT \"v=spf1 -all\"\n");
  ASSERT_THAT(outcome.walk.steps, SizeIs(4));
  EXPECT_EQ(outcome.walk.steps[1].domain, "example.com");
  EXPECT_EQ(outcome.walk.steps[1].term, "redirect=o.example.com");
  EXPECT_EQ(outcome.walk.steps[1].effect, Effect::used);
  EXPECT_EQ(outcome.walk.steps[3].domain, "o.example.com");
  EXPECT_EQ(outcome.walk.steps[3].depth, 1U);
}

TEST(Walk, EndsWhereTheTroubleIs) {
  EXPECT_EQ(
      format(walked("@ TXT \"v=spf1 include:o.example.com -all\"\no TIMEOUT\n").walk),
      "v=spf1 include:o.example.com -all: used; TXT example.com: ok, 1\n"
      "include:o.example.com (o.example.com): trouble, the DNS gave no answer for TXT of 'o.example.com': "
      "time-out; 1 lookup\n"
      "  o.example.com has no policy: trouble, the DNS gave no answer for TXT of 'o.example.com': time-out; "
      "TXT "
      "o.example.com: time-out; 1 lookup\n");
  EXPECT_THAT(format(walked("@ TXT \"v=spf1 moo\"\n").walk),
              EndsWith("malformed: there is no such mechanism: 'moo'; TXT example.com: ok, 1\n"));
}

TEST(Walk, IsKeptOnRequestOnly) {
  auto zone = zone_of("example.com. TXT \"v=spf1 -all\"\n");
  EXPECT_THAT(check(zone, "192.0.2.1", "alice@example.com").walk.steps, IsEmpty());
}

TEST(Walk, IsBoundedWhateverThePolicyHolds) {
  dns::Zone zone;
  std::string policy = "v=spf1";
  for (int i = 0; i < 5000; ++i) policy += " ip4:10.0.0." + std::to_string(i % 256);
  const std::string label(63, 'x');
  policy += " a:" + label + "." + label + "." + label +
            ".%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d} -all";
  zone.add_text(*dns::Name::parse("example.com"), policy);
  auto request =
      mail_from_identity(*base::IpAddress::parse("192.0.2.1"), "mail.example.com", "a@example.com");
  request.keeps_walk = true;
  const auto outcome = test::run(evaluate(request, zone));
  ASSERT_THAT(outcome.walk.steps, SizeIs(Walk::step_limit + 2));
  EXPECT_EQ(outcome.walk.left_out, 5000 - (Walk::step_limit - 1));
  EXPECT_THAT(outcome.walk.steps.front().term, SizeIs(Walk::text_limit));
  EXPECT_THAT(outcome.walk.steps[Walk::step_limit].term, SizeIs(Walk::text_limit));
  EXPECT_EQ(outcome.walk.steps.back().term, "-all");
  EXPECT_THAT(format(outcome.walk), EndsWith("4937 more that ask nothing and do not match\n"));
}

TEST(Walk, IsPrintable) {
  dns::Zone zone;
  zone.add_text(*dns::Name::parse("example.com"), "v=spf1 \x1b[31m\xff\n-all");
  auto request =
      mail_from_identity(*base::IpAddress::parse("192.0.2.1"), "mail.example.com", "a@example.com");
  request.keeps_walk = true;
  const auto line = format(test::run(evaluate(request, zone)).walk.steps.front());
  EXPECT_EQ(line.substr(0, 19),
            "v=spf1 ?[31m?"
            "?-all:");
}

}  // namespace
}  // namespace postern::spf

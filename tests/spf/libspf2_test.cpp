#include "spf/libspf2_engine.hpp"

#include <gtest/gtest.h>

#include <string>

#include "spf/checking.hpp"
#include "spf/counting_resolver.hpp"
#include "spf/engine.hpp"
#include "spf/libspf2_library.hpp"

namespace postern::spf {
namespace {

Outcome check_by_libspf2(dns::Resolver& resolver, std::string_view client, std::string_view mail_from) {
  auto request = mail_from_identity(*base::IpAddress::parse(client), "mail.example.com", mail_from);
  return test::run(evaluate(EngineKind::libspf2, request, resolver));
}

Outcome check_text(const std::string& zone_text, std::string_view client = "192.0.2.1",
                   std::string_view mail_from = "alice@example.com") {
  auto zone = zone_of("$ORIGIN example.com.\n" + zone_text);
  return check_by_libspf2(zone, client, mail_from);
}

std::string repeated(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(EngineKind, HasAName) {
  EXPECT_EQ(parse_engine_kind(format(EngineKind::postern)), EngineKind::postern);
  EXPECT_EQ(parse_engine_kind(format(EngineKind::libspf2)), EngineKind::libspf2);
  EXPECT_EQ(parse_engine_kind("other"), std::nullopt);
}

TEST(EngineKind, WarnsOfLibspf2Only) {
  EXPECT_NE(warning(EngineKind::libspf2).find("CVE-2023-42118"), std::string_view::npos);
  EXPECT_EQ(warning(EngineKind::postern), "");
}

TEST(Libspf2, GivesEachResult) {
  struct {
    std::string zone;
    Result result;
  } const table[] = {
      {"@ A 192.0.2.1\n", Result::none},
      {"@ TXT other\n", Result::none},
      {"@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n", Result::pass},
      {"@ TXT \"v=spf1 ip4:192.0.3.0/24 -all\"\n", Result::fail},
      {"@ TXT \"v=spf1 ~all\"\n", Result::softfail},
      {"@ TXT \"v=spf1 ip4:192.0.2.7\"\n", Result::neutral},
      {"@ TXT \"v=spf1 moo -all\"\n", Result::permerror},
      {"@ SERVFAIL\n", Result::temperror},
      {"@ TIMEOUT TXT\n", Result::temperror},
      {"@ TXT \"v=spf1 a:b.example.com -all\"\nb SERVFAIL\n", Result::temperror},
  };
  for (const auto& [zone, result] : table) EXPECT_EQ(check_text(zone).result, result) << zone;
}

TEST(Libspf2, AsksUntilItKnowsAllThatItNeeds) {
  CountingResolver resolver(R"(
$ORIGIN example.com.
@   TXT "v=spf1 a include:i.example.com mx -all exp=why.example.com"
@   A   192.0.2.7
@   MX  10 m1
@   MX  20 m2
m1  A   192.0.2.8
m2  A   192.0.2.1
i   TXT "v=spf1 exists:%{l}.e.example.com -all"
why TXT "never asked for"
)");
  EXPECT_EQ(check_by_libspf2(resolver, "192.0.2.1", "alice@example.com").result, Result::pass);
  EXPECT_EQ(resolver.questions, 1 + 1 + 2 + 1 + 2);  // policy, a, include and its exists, mx, its names
  EXPECT_EQ(check_by_libspf2(resolver, "192.0.2.9", "alice@example.com").explanation, "");
}

TEST(Libspf2, IsGivenClientsOfBothFamilies) {
  const std::string policy = "@ TXT \"v=spf1 a -all\"\n@ AAAA 2001:db8::1\n@ A 192.0.2.1\n";
  EXPECT_EQ(check_text(policy, "2001:db8::1").result, Result::pass);
  EXPECT_EQ(check_text(policy, "::ffff:192.0.2.1").result, Result::pass);
  EXPECT_EQ(check_text(policy, "2001:db8::2").result, Result::fail);
}

TEST(Libspf2Containment, RefusesAPolicyOver2000Octets) {
  const auto of_size = [](std::size_t size) {
    dns::Zone zone;
    std::string policy = "v=spf1 ip4:192.0.2.1";
    zone.add_text(*dns::Name::parse("example.com"), policy + std::string(size - policy.size(), ' '));
    return check_by_libspf2(zone, "192.0.2.1", "alice@example.com");
  };
  EXPECT_EQ(of_size(2000).result, Result::pass);
  EXPECT_EQ(of_size(2001).result, Result::permerror);
  EXPECT_EQ(of_size(2001).problem, "a policy is longer than libspf2 may see");
}

// CVE-2023-42118: either of them overwrites the stack of 1.2.10.
TEST(Libspf2Containment, SurvivesWhatOverflowsTheStack) {
  const auto why = repeated(43, "%{d1}");
  EXPECT_EQ(check_text("@ TXT \"v=spf1 -all exp=why.example.com\"\nwhy TXT \"" + why + "\"\n").result,
            Result::fail);
  dns::Zone zone;
  zone.add_text(*dns::Name::parse("example.com"), "v=spf1 a:" + repeated(970, "%{d}") + ".x -all");
  EXPECT_EQ(check_by_libspf2(zone, "192.0.2.1", "alice@example.com").result, Result::permerror);
}

TEST(Libspf2Containment, AnswersNoNameOver253Octets) {
  const std::string label(60, 'a');
  const auto domain = label + "." + label + "." + label + ".example.com";
  CountingResolver resolver(domain + ". TXT \"v=spf1 include:%{d}%{d}%{d}%{d}.x -all\"\n");
  EXPECT_EQ(check_by_libspf2(resolver, "192.0.2.1", "a@" + domain).result, Result::permerror);
  EXPECT_EQ(resolver.questions, 1);
}

TEST(Libspf2Containment, HasNoPolicyForLongSenders) {
  const std::string policy = "@ TXT \"v=spf1 exists:%{l}.%{d} -all\"\n";
  const auto sender = [](std::size_t size) { return std::string(size - 12, 'a') + "@example.com"; };
  EXPECT_EQ(check_text(policy, "192.0.2.1", sender(512)).result, Result::fail);
  EXPECT_EQ(check_text(policy, "192.0.2.1", sender(513)).result, Result::none);
}

// Its own limit is for each include: of such a tree it would ask thousands of questions.
TEST(Libspf2Containment, AsksNoMoreThanFortyQuestions) {
  std::string zone = "$ORIGIN example.com.\n";
  for (int i = 0; i < 9; ++i) {
    const auto below = repeated(3, "include:%{d1}.e" + std::to_string(i) + ".example.com ");
    zone += "*.e" + std::to_string(i) + " TXT \"v=spf1 " + below + "-all\"\n";
  }
  zone += "@ TXT \"v=spf1";
  for (int i = 0; i < 9; ++i) zone += " include:x" + std::to_string(i) + ".example.com";
  zone += " -all\"\n";
  for (int i = 0; i < 9; ++i) {
    zone += "x" + std::to_string(i) + " TXT \"v=spf1";
    for (int j = 0; j < 9; ++j)
      zone += " exists:" + std::to_string(j) + "." + std::to_string(i) + ".example.com";
    zone += " -all\"\n";
  }
  CountingResolver resolver(zone);
  const auto outcome = check_by_libspf2(resolver, "192.0.2.1", "alice@example.com");
  EXPECT_EQ(outcome.result, Result::permerror);
  EXPECT_EQ(outcome.problem, "libspf2 asks too many questions");
  EXPECT_EQ(resolver.questions, 40);
}

TEST(Libspf2Containment, SeesTextsWithANulWhole) {
  dns::Zone zone;
  zone.add_text(*dns::Name::parse("example.com"), std::string("v=spf1 all\0 -all", 16));
  EXPECT_EQ(check_by_libspf2(zone, "192.0.2.1", "alice@example.com").result, Result::permerror);
}

TEST(Libspf2Containment, OutlivesItsAborts) {
  tame_libspf2();
  int calls = 0;
  const auto fault = [](void* count) {
    ++*static_cast<int*>(count);
    SPF_errorx("file", 1, "%s", "a fault");
  };
  EXPECT_FALSE(survives(fault, &calls));
  EXPECT_FALSE(survives(fault, &calls));
  EXPECT_EQ(calls, 2);
  EXPECT_TRUE(survives([](void* count) { ++*static_cast<int*>(count); }, &calls));
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace postern::spf

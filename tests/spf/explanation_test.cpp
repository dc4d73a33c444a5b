#include <gtest/gtest.h>

#include <string>

#include "spf/checking.hpp"

namespace postern::spf {
namespace {

/// What is explained to 192.0.2.7 when example.com refuses alice, with `text` as its explanation.
std::string explanation(const std::string& text) {
  auto zone = zone_of(R"(
$ORIGIN example.com.
@             TXT "v=spf1 mx -all exp=explain._spf.%{d}"
@             MX  10 mail
mail          A   192.0.2.1
explain._spf  )" + text);
  auto request =
      mail_from_identity(*base::IpAddress::parse("192.0.2.7"), "helo.example.net", "alice@example.com");
  request.now = std::chrono::system_clock::time_point(std::chrono::hours(1));
  const auto outcome = test::run(evaluate(request, zone));
  EXPECT_EQ(outcome.result, Result::fail);
  return outcome.explanation;
}

// RFC 7208 §6.2
TEST(Explanation, IsThatOfTheExamples) {
  EXPECT_EQ(explanation("TXT \"Mail from example.com should only be sent by its own servers.\"\n"),
            "Mail from example.com should only be sent by its own servers.");
  EXPECT_EQ(explanation("TXT \"%{i} is not one of %{d}'s designated mail servers.\"\n"),
            "192.0.2.7 is not one of example.com's designated mail servers.");
  EXPECT_EQ(explanation("TXT \"See http://%{d}/why.html?s=%{S}&d=%{D}&i=%{I}\"\n"),
            "See http://example.com/why.html?s=alice%40example.com&d=example.com&i=192.0.2.7");
}

TEST(Explanation, MayUseTheLettersThatAreItsOwn) {
  EXPECT_EQ(explanation("TXT \"%{c} %{r} %{t} %{h}\"\n"), "192.0.2.7 unknown 3600 helo.example.net");
}

// RFC 7208 §6.2: then it is as if there were none.
TEST(Explanation, IsLeftOutWhenItCannotBeUsed) {
  for (const std::string text : {"A 192.0.2.1\n", "SERVFAIL\n", "TIMEOUT TXT\n", "TXT \"a %{x}\"\n",
                                 "TXT \"a%\"\n", "TXT \"\\195\\164\"\n", "TXT one\nexplain._spf TXT two\n"}) {
    EXPECT_EQ(explanation(text), "") << text;
  }
}

TEST(Explanation, BelongsToTheDomainThatRefused) {
  auto zone = zone_of(R"(
$ORIGIN example.com.
@     TXT "v=spf1 exp=why-1.example.com redirect=next.example.com"
next  TXT "v=spf1 include:other.example.com -all exp=why-2.%{o}"
other TXT "v=spf1 -all exp=why-3.example.com"
why-1 TXT "before the redirect"
why-2 TXT "%{d} refuses %{o}"
why-3 TXT "inside the include"
)");
  EXPECT_EQ(check(zone, "192.0.2.7", "alice@example.com").explanation,
            "next.example.com refuses example.com");
}

TEST(Explanation, IsGivenForAFailOnly) {
  auto zone = zone_of("$ORIGIN example.com.\n@ TXT \"v=spf1 ~all exp=why.example.com\"\nwhy TXT \"so\"\n");
  EXPECT_EQ(check(zone, "192.0.2.7", "alice@example.com").explanation, "");
}

}  // namespace
}  // namespace postern::spf

#include <gtest/gtest.h>

#include "arc/outcome.hpp"

namespace postern::arc {
namespace {

std::string format_outcome(const Outcome& outcome, std::string_view client = "") {
  const auto address = base::IpAddress::parse(client);
  return mail::format_authentication_results({"mx.example.org", {method_result(outcome, address)}});
}

TEST(ArcMethodResult, OfAPassNamesTheSealersAndTheOldestPass) {
  Outcome outcome{.result = Result::pass, .oldest_pass = 2};
  for (int i = 1; i <= 3; ++i)
    outcome.sets.push_back({.instance = i, .seal_domain = "d" + std::to_string(i) + ".example"});
  EXPECT_EQ(format_outcome(outcome, "2001:db8::1"),
            "Authentication-Results: mx.example.org;\r\n"
            "    arc=pass (i=3, sealed by d3.example, d2.example, d1.example)\r\n"
            "        header.oldest-pass=2 smtp.remote-ip=\"2001:db8::1\"\r\n");
}

TEST(ArcMethodResult, NamesFiveSealersAtMost) {
  Outcome outcome{.result = Result::pass};
  for (int i = 1; i <= 50; ++i)
    outcome.sets.push_back({.instance = i, .seal_domain = "d" + std::to_string(i)});
  EXPECT_EQ(method_result(outcome, std::nullopt).comment,
            "i=50, sealed by d50, d49, d48, d47, d46 and others");
}

TEST(ArcMethodResult, OfAnythingElseSaysWhy) {
  EXPECT_EQ(format_outcome({}, "192.0.2.1"), "Authentication-Results: mx.example.org;\r\n    arc=none\r\n");
  EXPECT_EQ(format_outcome({.result = Result::fail, .reason = "i=1: no ARC-Seal"}),
            "Authentication-Results: mx.example.org;\r\n    arc=fail reason=\"i=1: no ARC-Seal\"\r\n");
  EXPECT_EQ(format_outcome({.result = Result::temperror, .reason = "SERVFAIL"}, "192.0.2.1"),
            "Authentication-Results: mx.example.org;\r\n"
            "    arc=temperror reason=SERVFAIL smtp.remote-ip=192.0.2.1\r\n");
}

}  // namespace
}  // namespace postern::arc

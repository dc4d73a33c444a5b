#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/authentication_results.hpp"

namespace postern::mail {

static void PrintTo(const AuthenticationResults& results, std::ostream* out) {
  *out << format_authentication_results(results, Charset::utf8);
}

namespace {

using namespace std::string_literals;

AuthenticationResults read(std::string_view body) {
  const auto result = parse_authentication_results(body, Reading::tolerant);
  EXPECT_TRUE(result.has_value()) << body << "\nat " << (result ? 0 : result.error().at);
  return result ? *result : AuthenticationResults{};
}

bool is_strict(std::string_view body) {
  return parse_authentication_results(body).has_value();
}

// The fields of well-known servers, in their shape.

TEST(ReadAuthenticationResults, OfGmail) {
  const auto* body =
      " mx.google.com;\r\n"
      "       dkim=pass header.i=@example.com header.s=s1 header.b=\"Ab/Cd+e1\";\r\n"
      "       dkim=neutral (body hash did not verify) header.i=@list.example header.s=2020 "
      "header.b=aBcDeF12;\r\n"
      "       arc=pass (i=1 spf=pass spfdomain=example.com dkim=pass dkdomain=example.com);\r\n"
      "       spf=pass (google.com: domain of bounces+1-a=b.test@example.com designates 192.0.2.1 as "
      "permitted "
      "sender) smtp.mailfrom=\"bounces+1-a=b.test@example.com\";\r\n"
      "       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.com";
  const auto results = read(body);
  EXPECT_TRUE(is_strict(body));
  EXPECT_EQ(results.authserv_id, "mx.google.com");
  ASSERT_EQ(results.results.size(), 5u);
  EXPECT_EQ(results.results[0].properties.at(2).value, "Ab/Cd+e1");
  EXPECT_EQ(results.results[3].properties.at(0).value, "bounces+1-a=b.test@example.com");
  EXPECT_EQ(results.results[4].comment, "p=REJECT sp=REJECT dis=NONE");
}

TEST(ReadAuthenticationResults, OfOutlook) {
  const auto* body =
      " spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=example.com; dkim=pass (signature was "
      "verified)\r\n"
      " header.d=example.com;dmarc=pass action=none header.from=example.com;compauth=pass reason=100";
  EXPECT_FALSE(is_strict(body));
  EXPECT_EQ(read(body),
            (AuthenticationResults{
                "",
                {{"spf", "pass", "sender IP is 192.0.2.1", "", {{"smtp", "mailfrom", "example.com"}}},
                 {"dkim", "pass", "signature was verified", "", {{"header", "d", "example.com"}}},
                 {"dmarc", "pass", "", "", {{"", "action", "none"}, {"header", "from", "example.com"}}},
                 {"compauth", "pass", "", "100", {}}}}));
}

TEST(ReadAuthenticationResults, OfOutlookInAnArcSet) {
  const auto* body =
      " mx.microsoft.com 1; spf=pass\r\n smtp.mailfrom=example.com; dmarc=pass action=none "
      "header.from=example.com;\r\n"
      " dkim=pass header.d=example.com; arc=none";
  const auto results = read(body);
  EXPECT_EQ(results.authserv_id, "mx.microsoft.com");
  ASSERT_EQ(results.results.size(), 4u);
  EXPECT_EQ(results.results[1].properties.at(1), (Property{"header", "from", "example.com"}));
}

TEST(ReadAuthenticationResults, OfYahoo) {
  const auto* body =
      " atlas-1.free.mail.example.yahoo.com;\r\n dkim=pass header.i=@example.com header.s=s1;\r\n"
      " spf=pass smtp.mailfrom=example.com;\r\n dmarc=pass(p=REJECT) header.from=example.com;";
  EXPECT_FALSE(is_strict(body)) << "a semicolon at the end";
  const auto results = read(body);
  ASSERT_EQ(results.results.size(), 3u);
  EXPECT_EQ(results.results[2].comment, "p=REJECT");
}

TEST(ReadAuthenticationResults, OfAol) {
  const auto* body =
      " mtaiw-1.mx.aol.com;\r\n\tspf=pass (aol.com: the domain example.com reports 192.0.2.1 as permitted "
      "sender.) "
      "smtp.mailfrom=example.com;\r\n\tdkim=unknown;\r\n\tdmarc=success(p=NONE,sp=NONE) "
      "header.from=example.com;";
  const auto results = read(body);
  ASSERT_EQ(results.results.size(), 3u);
  EXPECT_EQ(results.results[1], (MethodResult{"dkim", "unknown"}));
  EXPECT_EQ(results.results[2].result, "success");
}

TEST(ReadAuthenticationResults, OfYandex) {
  const auto* body =
      " vla1-1.mail.yandex.net; spf=pass (vla1-1.mail.yandex.net: domain of example.com designates 192.0.2.1 "
      "as "
      "permitted sender, rule=[ip4:192.0.2.0/24]) smtp.mail=alice@example.com; dkim=pass "
      "header.i=@example.com";
  EXPECT_TRUE(is_strict(body));
  EXPECT_EQ(read(body).results.at(0).properties.at(0), (Property{"smtp", "mail", "alice@example.com"}));
}

TEST(ReadAuthenticationResults, OfFastmail) {
  const auto* body =
      " mx1.messagingengine.com;\r\n    arc=none (no signatures found);\r\n"
      "    dkim=pass (2048-bit rsa key sha256) header.d=example.com\r\n"
      "    header.i=@example.com header.b=Ab/Cd+e= header.a=rsa-sha256 header.s=s1;\r\n"
      "    dmarc=pass policy.published-domain-policy=reject\r\n    policy.applied-disposition=none "
      "policy.evaluated-disposition=none\r\n    (p=reject,d=none,d.eval=none) policy.policy-from=p\r\n"
      "    header.from=example.com;\r\n    iprev=pass smtp.remote-ip=2001:db8::1 (mail.example.com);\r\n"
      "    spf=pass smtp.mailfrom=alice@example.com\r\n    smtp.helo=mail.example.com;\r\n"
      "    x-me-sender=none";
  const auto results = read(body);
  ASSERT_EQ(results.results.size(), 6u);
  EXPECT_EQ(results.results[1].properties.at(2), (Property{"header", "b", "Ab/Cd+e="}));
  EXPECT_EQ(results.results[2].properties.at(2).comment, "p=reject,d=none,d.eval=none");
  EXPECT_EQ(results.results[3].properties.at(0),
            (Property{"smtp", "remote-ip", "2001:db8::1", "mail.example.com"}));
}

TEST(ReadAuthenticationResults, TakesAnyUnquotedValue) {
  struct Case {
    std::string text;
    std::string value;
  };
  for (const auto& [text, value] : std::initializer_list<Case>{
           {"a/b=", "a/b="},
           {"2001:db8::1", "2001:db8::1"},
           {"<>", "<>"},
           {"[192.0.2.1]", "[192.0.2.1]"},
           {"a@[192.0.2.1]", "a@[192.0.2.1]"},
           {"<a@example.com>", "<a@example.com>"},
           {"a@", "a@"},
           {"", ""},
           {"\"a\"b", "\"a\"b"},
           {"a@b@example.com", "a@b@example.com"},
           {"\"a b\"@example.com", "\"a b\"@example.com"},
           {"\"quoted; (text)\"", "quoted; (text)"},
           {"alice (c) @example.com", "alice@example.com"},
       }) {
    for (const std::string_view after : {"", ";", " ; n=none", " (c) smtp.y=2"}) {
      const auto results = read("id; m=pass smtp.x=" + text + std::string(after));
      ASSERT_FALSE(results.results.empty()) << text << after;
      EXPECT_EQ(results.results.at(0).properties.at(0).value, value) << text << after;
    }
  }
}

TEST(ReadAuthenticationResults, TakesWhatIsOutOfPlace) {
  struct Case {
    std::string text;
    MethodResult result;
  };
  for (const auto& [text, result] : std::initializer_list<Case>{
           {"m=pass smtp.x=1 reason=\"late\" smtp.y=2",
            {"m", "pass", "", "late", {{"smtp", "x", "1"}, {"smtp", "y", "2"}}}},
           {"m=pass reason=a/b", {"m", "pass", "", "a/b", {}}},
           {"m_1=pass_2 a_b.c_d=1", {"m_1", "pass_2", "", "", {{"a_b", "c_d", "1"}}}},
           {"m=pass header.x.y/z=1", {"m", "pass", "", "", {{"header", "x.y/z", "1"}}}},
           {"m=pass (\xff)", {"m", "pass", "?", "", {}}},
           {"; ;m=pass; ;", {"m", "pass"}},
           {"none; m=pass", {"m", "pass"}},
           {"what is this?; m=pass; \"and; this\"; or=(that", {"m", "pass"}},
       }) {
    EXPECT_EQ(read("id 2; " + text).results, std::vector{result}) << text;
  }
}

TEST(ReadAuthenticationResults, RefusesWhatSaysNothing) {
  for (const auto* body :
       {"", " ", ";", "; spf=pass", "two ids; spf=pass", "(c)", "=", "a/b", "spf=", "\"id"}) {
    EXPECT_FALSE(parse_authentication_results(body, Reading::tolerant)) << body;
  }
}

TEST(ReadAuthenticationResults, HostileFieldsTakeTimeInTheirLength) {
  for (const auto* piece : {"(", "\"", ";x(", ";x=\"", "a=b", ";a=b c.d=", "(;"}) {
    std::string body = "id; ";
    while (body.size() < 1'000'000) body += piece;
    EXPECT_TRUE(parse_authentication_results(body, Reading::tolerant)) << piece;
  }
}

}  // namespace
}  // namespace postern::mail

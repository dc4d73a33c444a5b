#include <gtest/gtest.h>

#include "mail/authentication_results.hpp"
#include "mail/header_block.hpp"

namespace postern::mail {
namespace {

using namespace std::string_literals;

constexpr std::string_view ours = "mx.example.org";

bool is_claimed(std::string_view body, std::string_view name = "Authentication-Results:") {
  return claims_authserv_id(HeaderField::raw(std::string(name) + std::string(body) + "\r\n"), ours);
}

TEST(ClaimsAuthservId, WhenTheIdOfAFieldThatParsesIsOurs) {
  for (const auto* body :
       {" mx.example.org; none", " mx.example.org; dkim=pass header.d=bank.example", "mx.example.org;none",
        " MX.Example.ORG; none", " \"mx.example.org\"; none", " (c) mx.example.org (d) 1; none",
        "\r\n mx.example.org\r\n ; none", " \"mx\\.example.org\"; none"}) {
    EXPECT_TRUE(is_claimed(body)) << body;
  }
}

TEST(ClaimsAuthservId, NotWhenAFieldThatParsesIsAnothers) {
  for (const auto* body :
       {" mx.other.example; none", " example.org; none", " mx.example.org.evil.example; none",
        " amx.example.org; none", " mx.other.example; dkim=pass (mx.example.org) header.d=mx.example.org",
        " mx.other.example; spf=pass reason=\"mx.example.org; dkim=pass\""}) {
    EXPECT_FALSE(is_claimed(body)) << body;
  }
}

TEST(ClaimsAuthservId, WhenAFieldThatDoesNotParseHoldsOurId) {
  for (const auto& body :
       {" mx.example.org"s, " mx.example.org; dkim=pass;"s, " mx.example.org; dkim=pass header.b=a/b"s,
        " mx.example.org 2; none"s, "; mx.example.org"s, " x mx.example.org; dkim=pass"s,
        " \"mx.exam\"\"ple.org\"; dkim=pass"s, " \"mx.example.org; dkim=pass"s,
        " mx.exa(hidden)mple.org; dkim=pass"s, " mx.ex(a(b)c)ample.org; dkim=pass"s,
        " (unclosed mx.example.org; dkim=pass"s, " ((closed) mx.example.org; dkim=pass"s,
        " mx.\\example.org; dkim=pass"s, " \"(\" MX.EXAMPLE.ORG \")\" dkim=pass"s,
        " (\\) mx.example.org; dkim=pass"s, " mx.example.org; dkim=pass (\xff)"s, " mx.example.org; none\0"s,
        " ) mx.example.org (x); dkim=pass"s}) {
    ASSERT_FALSE(parse_authentication_results(body)) << body;
    EXPECT_TRUE(is_claimed(body)) << body;
  }
}

TEST(ClaimsAuthservId, NotWhenAFieldThatDoesNotParseHasItInACommentOrNotAtAll) {
  for (const auto* body : {"", " mx.other.example;", " mx.other.example; dkim=pass header.b=a/b",
                           " mx.other.example; dkim=pass (mx.example.org) header.b=a/b",
                           " mx.other.example (a (mx.example.org) \") b; dkim", " mx. example.org; dkim=",
                           " (mx.example.org"  // then closed
                           ") x/y"}) {
    ASSERT_FALSE(parse_authentication_results(body)) << body;
    EXPECT_FALSE(is_claimed(body)) << body;
  }
}

// RFC 8601 §5: the spelling of an internationalized name does not hide it.
TEST(ClaimsAuthservId, InALabelsAndULabelsAlike) {
  for (const std::string_view id : {"mx.bücher.example", "mx.xn--bcher-kva.example", "MX.BÜCHER.example"}) {
    for (const std::string spelled :
         {"mx.bücher.example", "MX.Bücher.Example", "mx.BÜCHER.example", "\"mx.BÜCHER.example\"",
          "mx.XN--bcher-kva.example", "mx.bücher.example."}) {
      const auto claims = [&](std::string_view tail) {
        return claims_authserv_id(HeaderField::raw("Authentication-Results: " + spelled + std::string(tail)),
                                  id);
      };
      EXPECT_TRUE(claims("; none\r\n")) << id << ' ' << spelled;
      EXPECT_TRUE(claims(" does not parse\r\n")) << id << ' ' << spelled;
    }
    EXPECT_FALSE(claims_authserv_id(HeaderField::raw("Authentication-Results: mx.bucher.example; none"), id));
    EXPECT_FALSE(claims_authserv_id(HeaderField::raw("Authentication-Results: mx.bücher.test does not"), id));
  }
}

TEST(ClaimsAuthservId, OfEveryNameBelowADomainWithADotBeforeIt) {
  const auto claims = [](std::string_view body) { return body_claims_authserv_id(body, ".Bücher.example"); };
  for (const auto* body :
       {"mx.bücher.example; none", "mx.xn--bcher-kva.example; none", "a.b.XN--BCHER-KVA.example.; none",
        "\"a b.xn--bcher-kva.example\"; none", ";; mx.xn--bcher-kva.example"}) {
    EXPECT_TRUE(claims(body)) << body;
  }
  for (const auto* body :
       {"bücher.example; none", "example; none", "mxn--bcher-kva.example; none",
        "mx.xn--bcher-kva.example.org; none", "mx.bucher.example; none", ";; mx.other.example"}) {
    EXPECT_FALSE(claims(body)) << body;
  }
}

// Exchange Online writes no authserv-id, so its field never parses: it goes only where it names us.
TEST(ClaimsAuthservId, InAFieldWithoutIdOnlyWhenItNamesUs) {
  const std::string_view start = " spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=";
  const std::string_view end =
      "; dkim=pass (signature was verified)\r\n header.d=example.com;dmarc=pass action=none\r\n"
      " header.from=example.com;compauth=pass reason=100";
  const auto field = [&](std::string_view sender) {
    return std::string(start) + std::string(sender) + std::string(end);
  };
  EXPECT_FALSE(is_claimed(field("example.com")));
  EXPECT_FALSE(is_claimed(field("example.com (mx.example.org)")));
  EXPECT_TRUE(is_claimed(field("mx.example.org")));
  EXPECT_TRUE(is_claimed(field("\"mx.ex\\ample.org\"")));
}

TEST(ClaimsAuthservId, OnlyInAFieldOfThatName) {
  EXPECT_TRUE(is_claimed(" mx.example.org; none", "AUTHENTICATION-results:"));
  EXPECT_FALSE(is_claimed(" mx.example.org; none", "ARC-Authentication-Results:"));
  EXPECT_FALSE(is_claimed(" mx.example.org; none", "X-Authentication-Results:"));
  EXPECT_FALSE(is_claimed(" mx.example.org; none", "Authentication-Results"));
}

TEST(ClaimsAuthservId, WithBlanksBeforeTheColon) {
  EXPECT_TRUE(is_claimed(" mx.example.org; none", "Authentication-Results :"));
  EXPECT_TRUE(is_claimed(" mx.example.org; none", "Authentication-Results\t \t:"));
  EXPECT_TRUE(is_claimed(" mx.example.org; none", "Authentication-Results\r\n :"));
}

TEST(ClaimsAuthservId, OneOfNothingButParenthesesIsJudgedInOnePass) {
  EXPECT_FALSE(is_claimed(std::string(1 << 20, '(')));
  EXPECT_TRUE(is_claimed(std::string(1 << 20, '(') + "mx.example.org"));
}

// A forged field that came first, one with a blank before the colon, and the genuine one of a server before
// us.
TEST(ClaimsAuthservId, SanitisesAHeaderByIdentity) {
  HeaderBlock header;
  for (const auto* raw : {"Authentication-Results: mx.example.org; dkim=pass header.d=bank.example\r\n",
                          "Authentication-Results: mx.other.example; spf=fail\r\n", "no colon\r\n",
                          "Authentication-Results : mx.example.org; spf=pass\r\n", "From: a@b.test\r\n",
                          "authentication-results:\r\n \"MX.example.org\"; none\r\n"}) {
    header.append(HeaderField::raw(raw));
  }
  for (const auto id : header.all("Authentication-Results")) {
    if (claims_authserv_id(header.at(id), ours)) header.remove(id);
  }
  std::string text;
  header.append_to(text);
  EXPECT_EQ(text, "Authentication-Results: mx.other.example; spf=fail\r\nno colon\r\nFrom: a@b.test\r\n");
}

}  // namespace
}  // namespace postern::mail

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/authentication_results.hpp"

namespace postern::mail {

static void PrintTo(const AuthenticationResults& results, std::ostream* out) {
  *out << format_authentication_results(results, Charset::utf8);
}

namespace {

using namespace std::string_literals;

AuthenticationResults parse(std::string_view body) {
  const auto result = parse_authentication_results(body);
  EXPECT_TRUE(result.has_value()) << body << "\nat " << (result ? 0 : result.error().at);
  return result ? *result : AuthenticationResults{};
}

// The value of the one property of `m=pass smtp.x=`.
std::string value_of(const std::string& text) {
  const auto results = parse("id; m=pass smtp.x=" + text);
  EXPECT_EQ(results.results.size(), 1u);
  EXPECT_EQ(results.results.at(0).properties.size(), 1u) << text;
  return results.results.at(0).properties.at(0).value;
}

// RFC 8601 appendix B.
TEST(ParseAuthenticationResults, ReadsTheExamplesOfTheRfc) {
  EXPECT_EQ(parse(" example.org 1; none"), (AuthenticationResults{"example.org", {}}));
  EXPECT_EQ(parse(" example.com;\r\n               spf=pass smtp.mailfrom=example.net"),
            (AuthenticationResults{"example.com",
                                   {{"spf", "pass", "", "", {{"smtp", "mailfrom", "example.net"}}}}}));
  EXPECT_EQ(
      parse(" example.com;\r\n"
            "              auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n"
            "              spf=pass smtp.mailfrom=example.net"),
      (AuthenticationResults{"example.com",
                             {{"auth", "pass", "cram-md5", "", {{"smtp", "auth", "sender@example.net"}}},
                              {"spf", "pass", "", "", {{"smtp", "mailfrom", "example.net"}}}}}));
  EXPECT_EQ(parse(" example.com;\r\n"
                  "  dkim=pass (good signature) header.d=example.com"),
            (AuthenticationResults{
                "example.com", {{"dkim", "pass", "good signature", "", {{"header", "d", "example.com"}}}}}));
  EXPECT_EQ(parse(" example.com;\r\n"
                  "  dkim=pass reason=\"good signature\"\r\n"
                  "    header.i=@mail-router.example.net;\r\n"
                  "  dkim=fail reason=\"bad signature\"\r\n"
                  "    header.i=@newyork.example.com"),
            (AuthenticationResults{
                "example.com",
                {{"dkim", "pass", "", "good signature", {{"header", "i", "@mail-router.example.net"}}},
                 {"dkim", "fail", "", "bad signature", {{"header", "i", "@newyork.example.com"}}}}}));
  EXPECT_EQ(parse(" foo.example.net (foobar) 1 (baz);\r\n"
                  "    dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n"
                  "      policy (A dot can go here) . (like that) expired\r\n"
                  "      (this surprised me) = (as I wasn't expecting it) 1362471462"),
            (AuthenticationResults{"foo.example.net",
                                   {{"dkim", "fail", "", "", {{"policy", "expired", "1362471462"}}}}}));
}

TEST(ParseAuthenticationResults, ReadsTheIdAsTokenOrQuotedString) {
  for (const auto* body :
       {"mx.example.org;none", "\"mx.example.org\"; none", " (c) mx.example.org (d) ; (e) none (f) ",
        "\"mx\\.example.org\" 1 ;NONE", "mx.example.org 01; none"}) {
    EXPECT_EQ(parse(body), (AuthenticationResults{"mx.example.org", {}})) << body;
  }
  EXPECT_EQ(parse("b\xc3\xbc\x63her.example; none").authserv_id, "b\xc3\xbc\x63her.example");
  EXPECT_EQ(parse("\"a;b\"; none").authserv_id, "a;b");
}

TEST(ParseAuthenticationResults, LowersKeywordsAndKeepsValues) {
  EXPECT_EQ(parse("ID; DKIM=Pass Header.From=Example.COM"),
            (AuthenticationResults{"ID", {{"dkim", "pass", "", "", {{"header", "from", "Example.COM"}}}}}));
}

TEST(ParseAuthenticationResults, KeepsAVersionOfAMethodOtherThanOne) {
  EXPECT_EQ(parse("id; dkim/1=pass").results.at(0).method, "dkim");
  EXPECT_EQ(parse("id; dkim/001=pass").results.at(0).method, "dkim");
  EXPECT_EQ(parse("id; dkim/2=pass").results.at(0).method, "dkim/2");
  EXPECT_EQ(parse("id; dkim/000=pass").results.at(0).method, "dkim/0");
}

TEST(ParseAuthenticationResults, ReadsValues) {
  struct Case {
    std::string text;
    std::string value;
  };
  for (const auto& [text, value] : std::initializer_list<Case>{
           {"example.com", "example.com"},
           {"\"2001:db8::1\"", "2001:db8::1"},
           {"\"\"", ""},
           {R"("a\"\\\b c")", "a\"\\b c"},
           {"alice@example.com", "alice@example.com"},
           {"bounce+a=b/c@example.com", "bounce+a=b/c@example.com"},
           {"@example.com", "@example.com"},
           {"a@localhost", "a@localhost"},
           {"\"a b\"@example.com", "\"a b\"@example.com"},
           {R"("a\"b"@example.com)", R"("a\"b"@example.com)"},
           {"(c)alice(d)@example.com(e)", "alice@example.com"},
           {"\xc3\xa9@b\xc3\xbc\x63her.example", "\xc3\xa9@b\xc3\xbc\x63her.example"},
           {"\"folded\r\n value\"", "folded value"},
           {"\"a\tb\"", "a b"},
       }) {
    EXPECT_EQ(value_of(text), value) << text;
  }
}

TEST(ParseAuthenticationResults, KeepsCommentsOfResultsAndProperties) {
  const auto results = parse(
      "id; (a) m (b) = (c) pass ( d\r\n  (e) \\) ) (f) reason=r (g) smtp.x=1 (h) (i) smtp.y=2 (); n=none");
  EXPECT_EQ(results, (AuthenticationResults{
                         "id",
                         {{"m", "pass", "d (e) ) f", "r", {{"smtp", "x", "1", "h i"}, {"smtp", "y", "2"}}},
                          {"n", "none"}}}));
}

TEST(ParseAuthenticationResults, TakesReasonAndNoneForKeywordsElsewhere) {
  EXPECT_EQ(parse("id; none=pass"), (AuthenticationResults{"id", {{"none", "pass"}}}));
  EXPECT_EQ(parse("id; m=pass reason.x=1").results.at(0).properties,
            (std::vector<Property>{{"reason", "x", "1"}}));
}

TEST(ParseAuthenticationResults, RefusesWhatTheGrammarDoesNotAllow) {
  for (const auto& body : {""s,
                           " "s,
                           "(c)"s,
                           "id"s,
                           "id;"s,
                           "id none"s,
                           "; none"s,
                           "id; none; none"s,
                           "id; none; m=pass"s,
                           "id; m=pass;"s,
                           "id; m=pass; none"s,
                           "id; m"s,
                           "id; m="s,
                           "id; =pass"s,
                           "id 2; none"s,
                           "id 1 1; none"s,
                           "id 0; none"s,
                           "two ids; none"s,
                           "a/b; none"s,
                           "a@b; none"s,
                           "id, m=pass"s,
                           "id; m/=pass"s,
                           "id; m/x=pass"s,
                           "id; m=pass x"s,
                           "id; m=pass x=1"s,
                           "id; m=pass smtp.=1"s,
                           "id; m=pass .x=1"s,
                           "id; m=pass smtp.x"s,
                           "id; m=pass smtp.x="s,
                           "id; m=pass smtp.x=a/b"s,
                           "id; m=pass smtp.x=a="s,
                           "id; m=pass smtp.x=2001:db8::1"s,
                           "id; m=pass smtp.x=<>"s,
                           "id; m=pass smtp.x=a@"s,
                           "id; m=pass smtp.x=a@[192.0.2.1]"s,
                           "id; m=pass smtp.x=1 reason=r"s,
                           "id; m=pass reason=r reason=r"s,
                           "id; m=pass reason=a/b"s,
                           "id; m=pass \"x\""s,
                           "id; \"m\"=pass"s,
                           "id; m=\"pass\""s,
                           "\"id; none"s,
                           "id; none (c"s,
                           "id (c; none"s,
                           "id; none)"s,
                           "\"id\"1; none"s,
                           "id; m-=pass"s,
                           "id; m=pass-"s,
                           "id; m=pass smtp.x-=1"s,
                           "id; m=pass smtp_x.y=1"s,
                           "id; m=pass reason=\"r\"smtp.x=1"s,
                           "id; m=pass action=none"s,
                           "id; m=pass smtp.x=a b"s,
                           "spf=pass smtp.x=1"s,
                           "id; m=pass (\\)"s,
                           "id; m=pass smtp.x=\"a"s,
                           "id; m=pass smtp.x=\"\\\""s,
                           "id;\r\nnone"s,
                           "id;\nnone"s,
                           "id; none\r"s,
                           "id; none (\0)"s,
                           "id; none (\x01)"s,
                           "\"\x7f\"; none"s,
                           "\xff; none"s,
                           "id; none (\xc2\x85)"s}) {
    EXPECT_FALSE(parse_authentication_results(body)) << body;
  }
}

TEST(ParseAuthenticationResults, TakesCommentsAndFoldsWhereverTheGrammarDoes) {
  const auto* plain = "id 1; m / 2 = pass reason = \"r\" smtp . x = a @example.com policy.y = \"1\"";
  const AuthenticationResults expected{
      "id", {{"m/2", "pass", "", "r", {{"smtp", "x", "a@example.com"}, {"policy", "y", "1"}}}}};
  for (const std::string_view cfws : {" ", "\t", "\r\n ", "()", "(a(b)\\))", " (;) (=)\r\n (\"@.)\r\n\t"}) {
    std::string text;
    bool in_quotes = false;
    for (const char* c = plain; *c != '\0'; ++c) {
      if (*c == '"') in_quotes = !in_quotes;
      if (*c == ' ' && !in_quotes) {
        text += cfws;
      } else {
        text += *c;
      }
    }
    auto read = parse(text);
    ASSERT_EQ(read.results.size(), 1u) << text;
    read.results[0].comment.clear();
    for (auto& property : read.results[0].properties) property.comment.clear();
    EXPECT_EQ(read, expected) << text;
  }
}

// A comment may hold what ends a value, and a property may follow a quoted value at once (RFC 8601 §2.2:
// the CFWS of a pvalue is optional).
TEST(ParseAuthenticationResults, AQuotedValueNeedsNoBlankBehindIt) {
  EXPECT_EQ(parse("id; m=pass smtp.x=\"1\"smtp.y=2").results.at(0).properties,
            (std::vector<Property>{{"smtp", "x", "1"}, {"smtp", "y", "2"}}));
}

TEST(ParseAuthenticationResults, ReadsTypesAndMethodsBeyondTheRegistry) {
  EXPECT_EQ(parse("id; x-Thing=Whatever vnd-1.x-2=y"),
            (AuthenticationResults{"id", {{"x-thing", "whatever", "", "", {{"vnd-1", "x-2", "y"}}}}}));
}

TEST(ParseAuthenticationResults, TellsWhereItGaveUp) {
  EXPECT_EQ(parse_authentication_results("id;\r\n m=pass smtp.x=/").error().at, 18u);
  EXPECT_EQ(parse_authentication_results("id;\r\n \x01m=pass").error().at, 4u);
}

TEST(ParseAuthenticationResults, DeepCommentsNeedNoStack) {
  const std::string open(1 << 20, '(');
  const std::string close(1 << 20, ')');
  EXPECT_EQ(parse("id" + open + close + "; none").authserv_id, "id");
  EXPECT_FALSE(parse_authentication_results("id" + open + "; none"));
}

}  // namespace
}  // namespace postern::mail

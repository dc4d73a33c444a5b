#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/ascii.hpp"
#include "mail/authentication_results.hpp"

namespace postern::mail {
namespace {

using namespace std::string_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;

std::string format(MethodResult result, Charset charset = Charset::ascii) {
  return format_authentication_results({.authserv_id = "mx.example.org", .results = {std::move(result)}},
                                       charset);
}

// What is printed for one property of this value, from behind its `=`.
std::string format_value(std::string value, Charset charset = Charset::ascii) {
  const auto field =
      format({.method = "m", .result = "pass", .properties = {{"smtp", "x", std::move(value)}}}, charset);
  const std::string_view start = "Authentication-Results: mx.example.org;\r\n    m=pass smtp.x=";
  EXPECT_THAT(field, ::testing::StartsWith(std::string(start)));
  EXPECT_THAT(field, EndsWith("\r\n"));
  return field.substr(start.size(), field.size() - start.size() - 2);
}

TEST(FormatAuthenticationResults, WritesOneResultALine) {
  const AuthenticationResults results{
      .authserv_id = "mx.example.org",
      .results = {
          {.method = "dkim",
           .result = "pass",
           .comment = "2048-bit rsa-sha256",
           .properties = {{"header", "d", "example.com"},
                          {"header", "i", "@example.com"},
                          {"header", "s", "s1"},
                          {"header", "a", "rsa-sha256"},
                          {"header", "b", "abcd/efg"}}},
          {.method = "spf", .result = "pass", .properties = {{"smtp", "mailfrom", "alice@example.com"}}},
          {.method = "dmarc",
           .result = "pass",
           .comment = "p=reject, dis=none",
           .properties = {{"policy", "dmarc", "reject"}, {"header", "from", "example.com"}}},
          {.method = "arc", .result = "none"},
          {.method = "iprev",
           .result = "pass",
           .properties = {{"policy", "iprev", "192.0.2.1", "mail.example.com"}}},
      }};
  EXPECT_EQ(format_authentication_results(results),
            "Authentication-Results: mx.example.org;\r\n"
            "    dkim=pass (2048-bit rsa-sha256) header.d=example.com\r\n"
            "        header.i=@example.com header.s=s1 header.a=rsa-sha256\r\n"
            "        header.b=\"abcd/efg\";\r\n"
            "    spf=pass smtp.mailfrom=alice@example.com;\r\n"
            "    dmarc=pass (p=reject, dis=none) policy.dmarc=reject\r\n"
            "        header.from=example.com;\r\n"
            "    arc=none;\r\n"
            "    iprev=pass policy.iprev=192.0.2.1 (mail.example.com)\r\n");
}

TEST(FormatAuthenticationResults, SaysNoneWithoutResults) {
  EXPECT_EQ(format_authentication_results({.authserv_id = "mx.example.org"}),
            "Authentication-Results: mx.example.org; none\r\n");
}

TEST(FormatAuthenticationResults, QuotesAnIdThatIsNoToken) {
  EXPECT_EQ(format_authentication_results({.authserv_id = "mx/1"}),
            "Authentication-Results: \"mx/1\"; none\r\n");
  EXPECT_EQ(format_authentication_results({.authserv_id = ""}), "Authentication-Results: \"\"; none\r\n");
}

TEST(FormatAuthenticationResults, QuotesValuesByTheRule) {
  struct Case {
    std::string value;
    std::string printed;
  };
  for (const auto& [value, printed] : std::initializer_list<Case>{
           {"example.com", "example.com"},
           {"192.0.2.1", "192.0.2.1"},
           {"rsa-sha256", "rsa-sha256"},
           {"a!#$%&'*+-.^_`{|}~", "a!#$%&'*+-.^_`{|}~"},
           {"", "\"\""},
           {"two words", "\"two words\""},
           {"2001:db8::1", "\"2001:db8::1\""},
           {"ab/cd", "\"ab/cd\""},
           {"abc=", "\"abc=\""},
           {"a\"b\\c", R"("a\"b\\c")"},
           {"<>", "\"<>\""},
           {"[192.0.2.1]", "\"[192.0.2.1]\""},
           {"a;b", "\"a;b\""},
           {"a(b)c", "\"a(b)c\""},
           {"a,b", "\"a,b\""},
           {"what?", "\"what?\""},
           {"alice@example.com", "alice@example.com"},
           {"@example.com", "@example.com"},
           {"bounce+a=b.com/c@example.com", "bounce+a=b.com/c@example.com"},
           {"a..b@example.com", "\"a..b@example.com\""},
           {".a@example.com", "\".a@example.com\""},
           {"\"a b\"@example.com", R"("\"a b\"@example.com")"},
           {"a@b@example.com", "\"a@b@example.com\""},
           {"a@localhost", "\"a@localhost\""},
           {"a@example.com.", "\"a@example.com.\""},
           {"a@-x.example", "\"a@-x.example\""},
           {"a@[192.0.2.1]", "\"a@[192.0.2.1]\""},
           {"a@", "\"a@\""},
       }) {
    EXPECT_EQ(format_value(value), printed) << value;
    EXPECT_EQ(format_value(value, Charset::utf8), printed) << value;
  }
}

// RFC 8601 §2.2 and §2.5, RFC 8616.
TEST(FormatAuthenticationResults, WritesUtf8InInternationalizedMessagesOnly) {
  struct Case {
    std::string value;
    std::string ascii;
    std::string utf8;
  };
  for (const auto& [value, ascii, utf8] : std::initializer_list<Case>{
           {"bücher.example", "xn--bcher-kva.example", "bücher.example"},
           {"xn--bcher-kva.example", "xn--bcher-kva.example", "xn--bcher-kva.example"},
           {"alice@bücher.example", "alice@xn--bcher-kva.example", "alice@bücher.example"},
           {"@bücher.example", "@xn--bcher-kva.example", "@bücher.example"},
           {"élan+a/b@bücher.example", "??lan+a/b@xn--bcher-kva.example", "élan+a/b@bücher.example"},
           {"é@example.com", "??@example.com", "é@example.com"},
           {"a b@bücher.example", "\"a b@xn--bcher-kva.example\"", "\"a b@bücher.example\""},
           {"bücher", "\"b??cher\"", "\"bücher\""},
           {"b\xc3\xbc..example", "\"b??..example\"", "\"bü..example\""},
           {"a@\xe2\x80\xae.example", "\"a@???.example\"", "\"a@\xe2\x80\xae.example\""},
       }) {
    EXPECT_EQ(format_value(value, Charset::ascii), ascii) << value;
    EXPECT_EQ(format_value(value, Charset::utf8), utf8) << value;
  }
}

TEST(FormatAuthenticationResults, QuotesAnIdAndAReasonInUtf8) {
  const AuthenticationResults results{"mx.bücher.example", {{"m", "fail", "ä (b)", "no è"}}};
  EXPECT_EQ(format_authentication_results(results, Charset::utf8),
            "Authentication-Results: \"mx.bücher.example\";\r\n    m=fail (ä \\(b\\)) reason=\"no è\"\r\n");
  EXPECT_EQ(
      format_authentication_results(results, Charset::ascii),
      "Authentication-Results: mx.xn--bcher-kva.example;\r\n    m=fail (?? \\(b\\)) reason=\"no ??\"\r\n");
}

TEST(FormatAuthenticationResults, LetsNoControlOut) {
  EXPECT_EQ(format_value("a\r\nX: b\0\t\x7f\xc2\x85"s), "\"a??X: b?????\"");
  EXPECT_EQ(format_value("\xff\xc3"), "\"??\"");
}

TEST(FormatAuthenticationResults, QuotesAReason) {
  EXPECT_THAT(format({.method = "dkim", .result = "fail", .reason = "bad signature"}),
              EndsWith("dkim=fail reason=\"bad signature\"\r\n"));
  EXPECT_THAT(format({.method = "dkim", .result = "fail", .reason = "bad"}),
              EndsWith("dkim=fail reason=bad\r\n"));
}

TEST(FormatAuthenticationResults, EscapesComments) {
  EXPECT_THAT(format({.method = "m", .result = "pass", .comment = "a) ; x=pass (\\b\r\n\t c"}),
              EndsWith(R"(m=pass (a\) ; x=pass \(\\b c))"
                       "\r\n"));
  EXPECT_THAT(format({.method = "m", .result = "pass", .comment = " \r\n"}), EndsWith(" m=pass\r\n"));
}

TEST(FormatAuthenticationResults, LeavesOutWhatIsNoKeyword) {
  EXPECT_THAT(format({.method = "d\r\nkim;", .result = "pa ss=", .properties = {{"he.ader", "d\0="s, "x"}}}),
              EndsWith(" dkim=pass header.d=x\r\n"));
  EXPECT_THAT(format({.method = "dkim/2", .result = "pass"}), EndsWith(" dkim/2=pass\r\n"));
  EXPECT_THAT(format({.method = "dkim-/x", .result = "pass--"}), EndsWith(" dkim=pass\r\n"));
}

TEST(FormatAuthenticationResults, LeavesOutWhatHasNoKeywordLeft) {
  EXPECT_THAT(
      format({.method = "m", .result = "pass", .properties = {{"", "action", "none"}, {"a", "_", "1"}}}),
      EndsWith(" m=pass\r\n"));
  EXPECT_THAT(format({.method = "(", .result = "pass"}), EndsWith("mx.example.org; none\r\n"));
  EXPECT_THAT(format({.method = "m", .result = "="}), EndsWith("mx.example.org; none\r\n"));
  EXPECT_THAT(format({.method = "/2", .result = "pass"}), EndsWith("mx.example.org; none\r\n"));
}

TEST(FormatAuthenticationResults, FoldsCommentsBetweenWords) {
  const std::string comment =
      "mx.example.org: domain of alice@example.com designates 192.0.2.1 as permitted sender, and more";
  EXPECT_EQ(format({.method = "spf", .result = "pass", .comment = comment}),
            "Authentication-Results: mx.example.org;\r\n"
            "    spf=pass (mx.example.org: domain of alice@example.com designates\r\n"
            "        192.0.2.1 as permitted sender, and more)\r\n");
}

TEST(FormatAuthenticationResults, FillsSeventyEightColumnsAndNoMore) {
  for (std::size_t length = 50; length < 66; ++length) {
    const auto field = format({.method = "m",
                               .result = "pass",
                               .properties = {{"a", "b", std::string(length, 'x')}, {"c", "d", "e"}}});
    for (const auto line : base::split(field, '\n')) EXPECT_LE(line.size(), 79u) << field;
    // "    m=pass a.b=" has 15 columns, " c.d=e" six, and one is kept for a semicolon.
    const bool fits_one_line = 15 + length + 6 <= 77;
    EXPECT_EQ(field.find("\r\n        ") == field.npos, fits_one_line) << field;
  }
}

TEST(FormatAuthenticationResults, FoldsAQuotedStringBeforeABlankWhereNothingElseHelps) {
  const std::string reason =
      "no key for a-selector-of-some-length._domainkey.a-domain-of-some-length.example.com (NXDOMAIN) at "
      "last";
  const auto field = format({.method = "dkim", .result = "permerror", .reason = reason});
  EXPECT_EQ(field,
            "Authentication-Results: mx.example.org;\r\n"
            "    dkim=permerror\r\n"
            "        reason=\"no key for\r\n"
            " a-selector-of-some-length._domainkey.a-domain-of-some-length.example.com\r\n"
            " (NXDOMAIN) at last\"\r\n");
  const auto read = parse_authentication_results(HeaderField::raw(field).body());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->results.at(0).reason, reason);
}

TEST(FormatAuthenticationResults, NeverFoldsIntoALineOfBlanks) {
  const std::string value(90, ' ');
  EXPECT_THAT(format({.method = "m", .result = "pass", .properties = {{"a", "b", value}}}),
              HasSubstr("\r\n        a.b=\"" + value + "\"\r\n"));
}

TEST(FormatAuthenticationResults, KeepsEveryLineUnder998) {
  const std::string value(5000, '"');
  const auto field = format_authentication_results({.authserv_id = value,
                                                    .results = {{.method = "m",
                                                                 .result = "pass",
                                                                 .comment = value,
                                                                 .reason = value,
                                                                 .properties = {{"a", "b", value, value}}}}});
  for (const auto line : base::split(field, '\n')) EXPECT_LT(line.size(), 998u);
}

TEST(FormatAuthenticationResults, CutsBetweenCharacters) {
  const std::string value(max_value_octets - 1, 'x');
  EXPECT_THAT(format({.method = "m", .result = "pass", .properties = {{"a", "b", value + "\xc3\xa9"}}},
                     Charset::utf8),
              EndsWith(" a.b=" + value + "\r\n"));
}

}  // namespace
}  // namespace postern::mail

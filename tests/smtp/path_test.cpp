#include "smtp/path.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/scanner.hpp"

namespace postern::smtp {
namespace {

using namespace std::string_literals;

// The path that the whole of `text` is; "-" when it is none.
std::string normalised(std::string_view text, PathKind kind) {
  base::ScannerView in(text);
  const auto path = take_path(in, kind);
  return path && in.at_end() ? format_path(*path) : "-";
}

struct Case {
  std::string text;
  std::string path;
};

TEST(Path, IsReadAndNormalised) {
  const std::vector<Case> table{
      {"<a@example.org>", "<a@example.org>"},
      {"<A.b+c@Example.ORG>", "<A.b+c@Example.ORG>"},
      {"<!#$%&'*+-/=?^_`{|}~@x>", "<!#$%&'*+-/=?^_`{|}~@x>"},
      {"<a@xn--mnchen-3ya.de>", "<a@xn--mnchen-3ya.de>"},
      {"<a@1.2.3>", "<a@1.2.3>"},
      // Address literals, RFC 5321 §4.1.3
      {"<a@[192.0.2.1]>", "<a@[192.0.2.1]>"},
      {"<a@[IPv6:2001:db8::1]>", "<a@[IPv6:2001:db8::1]>"},
      {"<a@[x:y]>", "<a@[x:y]>"},
      // Quoted local parts are written with as few quotes as will do, RFC 5321 §4.1.2
      {R"(<"a"@x>)", "<a@x>"},
      {R"(<"a b"@x>)", R"(<"a b"@x>)"},
      {R"(<"a\"b\\c"@x>)", R"(<"a\"b\\c"@x>)"},
      {R"(<"\a\b"@x>)", "<ab@x>"},
      {R"(<"a@b"@x>)", R"(<"a@b"@x>)"},
      {R"(<"a>b"@x>)", R"(<"a>b"@x>)"},
      {R"(<""@x>)", R"(<""@x>)"},
      // Source routes are dropped, RFC 5321 appendix C
      {"<@a:b@c>", "<b@c>"},
      {"<@a.example,@[192.0.2.1]:b@c>", "<b@c>"},
      // What careless clients send
      {" <a@b>", "<a@b>"},
      {"\t <a@b>", "<a@b>"},
      {"a@b", "<a@b>"},
      {"  a@b", "<a@b>"},
      {R"("a b"@c)", R"(<"a b"@c>)"},
      {"<a..b@docomo.example>", R"(<"a..b"@docomo.example>)"},
      {"<a.@docomo.example>", R"(<"a."@docomo.example>)"},
      {"<.a@b>", R"(<".a"@b>)"},
      {"<a@b_c.example>", "<a@b_c.example>"},
      // RFC 6531 §3.3
      {"<\u00fc\u4f60@\u4f8b.example>", "<\u00fc\u4f60@\u4f8b.example>"},
      {"<\"\u00fc \"@x>", "<\"\u00fc \"@x>"},
  };
  for (const auto& [text, path] : table) {
    EXPECT_EQ(normalised(text, PathKind::reverse), path) << text;
    EXPECT_EQ(normalised(text, PathKind::forward), path) << text;
  }
}

TEST(Path, IsNot) {
  const std::vector<std::string> table{
      "",
      " ",
      "<",
      "<a",
      "<a@b",
      "a@b>",
      "<<a@b>>",
      "< a@b>",
      "<a@b >",
      "<@b>",
      "<a@>",
      "<a@.b>",
      "<a@b.>",
      "<a@b..c>",
      "<a@-b>",
      "<a@b->",
      "<a b@c>",
      "<a@b c>",
      "<a@b@c>",
      "<a,b@c>",
      "<a@b,c@d>",
      "<a(c)@b>",
      "<\"a@b>",
      "<\"a\\\"@b>",
      "<\"a\"b@c>",
      "<\"a\tb\"@c>",
      "<\"a\\\tb\"@c>",
      "<a@[]>",
      "<a@[1.2.3.4>",
      "<a@[a[b]>",
      "<a@[a b]>",
      "<@a>",
      "<@a:>",
      "<@a,b:c@d>",
      "<@a;b@c>",
      "<user>",
      "user",
      "<a\x01@b>",
      "<a@b\x7f>",
      "Name <a@b>",
      "<\xff@b>",
      "<a@\xc3>",
      "<\"\xc0\x80\"@b>",
      "<>x",
      "< >",
  };
  for (const auto& text : table) {
    EXPECT_EQ(normalised(text, PathKind::reverse), "-") << text;
    EXPECT_EQ(normalised(text, PathKind::forward), "-") << text;
  }
}

TEST(Path, MayBeNullOnlyAsAReversePath) {  // RFC 5321 §4.5.5
  EXPECT_EQ(normalised("<>", PathKind::reverse), "<>");
  EXPECT_EQ(normalised(" <>", PathKind::reverse), "<>");
  EXPECT_EQ(normalised("<>", PathKind::forward), "-");
  base::ScannerView in("<>");
  const auto path = take_path(in, PathKind::reverse);
  ASSERT_TRUE(path);
  EXPECT_TRUE(path->is_null());
  EXPECT_EQ(format_mailbox(*path), "");
}

TEST(Path, MayBePostmasterOnlyAsAForwardPath) {  // RFC 5321 §4.5.1
  EXPECT_EQ(normalised("<Postmaster>", PathKind::forward), "<Postmaster>");
  EXPECT_EQ(normalised("postmaster", PathKind::forward), "<postmaster>");
  EXPECT_EQ(normalised("<postmaster>", PathKind::reverse), "-");
}

TEST(Path, IsNotNullForAnEmptyLocalPart) {
  base::ScannerView in("<\"\"@x>");
  const auto path = take_path(in, PathKind::reverse);
  ASSERT_TRUE(path);
  EXPECT_FALSE(path->is_null());
}

TEST(Path, HoldsTheLocalPartWithoutQuotes) {
  base::ScannerView in(R"(<"a\"b c"@x>)");
  const auto path = take_path(in, PathKind::forward);
  ASSERT_TRUE(path);
  EXPECT_EQ(path->local, R"(a"b c)");
  EXPECT_EQ(path->domain, "x");
}

TEST(Path, StopsWhereTheParametersBegin) {
  for (const std::string text : {"<a@b> SIZE=1", "a@b SIZE=1"}) {
    base::ScannerView in(text);
    EXPECT_TRUE(take_path(in, PathKind::reverse));
    EXPECT_EQ(in.rest(), " SIZE=1");
  }
}

TEST(Path, MayBeLongButNotForEver) {
  EXPECT_EQ(normalised('<' + std::string(max_path - 4, 'a') + "@b>", PathKind::reverse).size(), max_path);
  const auto longer = '<' + std::string(max_path - 3, 'a') + "@b>";
  base::ScannerView in(longer);
  const auto path = take_path(in, PathKind::reverse);
  ASSERT_FALSE(path);
  EXPECT_TRUE(path.error().too_long);
}

TEST(Path, KnowsWhetherItNeedsSmtputf8) {
  EXPECT_FALSE(needs_smtputf8({.local = "a", .domain = "b"}));
  EXPECT_TRUE(needs_smtputf8({.local = "\u00fc", .domain = "b"}));
  EXPECT_TRUE(needs_smtputf8({.local = "a", .domain = "\u00fc"}));
}

}  // namespace
}  // namespace postern::smtp

#include "spf/macro.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace postern::spf {
namespace {

MacroValues example_values(std::string_view client = "192.0.2.3") {
  return {.client = *base::IpAddress::parse(client),
          .sender = "strong-bad@email.example.com",
          .domain = "email.example.com",
          .helo = "mx.example.org",
          .client_name = "mx.example.org",
          .receiver = "mx.receiver.example",
          .now = std::chrono::system_clock::time_point(std::chrono::seconds(1234567890))};
}

std::string expanded(std::string_view text, const MacroValues& values = example_values()) {
  const auto parsed = parse_explain_string(text);
  return parsed ? expand_explanation(*parsed, values).value_or("(unusable)") : "(malformed)";
}

std::string expanded_domain(std::string_view text, const MacroValues& values = example_values()) {
  const auto parsed = parse_domain_spec(text);
  return parsed ? expand_domain(*parsed, values) : "(malformed)";
}

// RFC 7208 §7.4
TEST(Macro, ExpandsAsTheExamplesOfTheRfc) {
  const std::vector<std::pair<std::string, std::string>> examples = {
      {"%{s}", "strong-bad@email.example.com"},
      {"%{o}", "email.example.com"},
      {"%{d}", "email.example.com"},
      {"%{d4}", "email.example.com"},
      {"%{d3}", "email.example.com"},
      {"%{d2}", "example.com"},
      {"%{d1}", "com"},
      {"%{dr}", "com.example.email"},
      {"%{d2r}", "example.email"},
      {"%{l}", "strong-bad"},
      {"%{l-}", "strong.bad"},
      {"%{lr}", "strong-bad"},
      {"%{lr-}", "bad.strong"},
      {"%{l1r-}", "strong"},
      {"%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"},
      {"%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"},
      {"%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"},
      {"%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"},
      {"%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"},
  };
  for (const auto& [text, expansion] : examples) EXPECT_EQ(expanded_domain(text), expansion) << text;
}

// RFC 7208 §7.4
TEST(Macro, ExpandsIpv6ToNibbles) {
  EXPECT_EQ(expanded_domain("%{ir}.%{v}._spf.%{d2}", example_values("2001:db8::cb01")),
            "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com");
}

TEST(Macro, ExpandsEveryLetter) {
  const std::vector<std::pair<std::string, std::string>> examples = {
      {"%{i}", "192.0.2.3"},
      {"%{c}", "192.0.2.3"},
      {"%{p}", "mx.example.org"},
      {"%{v}", "in-addr"},
      {"%{h}", "mx.example.org"},
      {"%{r}", "mx.receiver.example"},
      {"%{t}", "1234567890"},
      {"%%", "%"},
      {"%_", " "},
      {"%-", "%20"},
      {"a%{d1}b%%c d", "acomb%c d"},
      {"", ""},
      {"%{D2}", "example.com"},
      {"%{S}", "strong-bad%40email.example.com"},
      {"%{dR}", "com.example.email"},
  };
  for (const auto& [text, expansion] : examples) EXPECT_EQ(expanded(text), expansion) << text;
  EXPECT_EQ(expanded("%{c}", example_values("2001:DB8::1")), "2001:db8::1");
}

TEST(Macro, SplitsAtAnyOfItsDelimiters) {
  auto values = example_values();
  values.sender = "a-b+c,d/e_f=g.h@example.com";
  EXPECT_EQ(expanded("%{l.-+,/_=}", values), "a.b.c.d.e.f.g.h");
  EXPECT_EQ(expanded("%{l2+}", values), "a-b.c,d/e_f=g.h");
  EXPECT_EQ(expanded("%{lr/=}", values), "g.h.e_f.a-b+c,d");
}

TEST(Macro, KeepsEmptyParts) {
  auto values = example_values();
  values.helo = "..";
  EXPECT_EQ(expanded("%{h2}", values), ".");
  values.helo = "";
  EXPECT_EQ(expanded("[%{hr}]", values), "[]");
}

TEST(Macro, KeepsAllPartsWhenMoreAreAskedFor) {
  EXPECT_EQ(expanded("%{d127}"), "email.example.com");
  EXPECT_EQ(expanded("%{d99999999999999999999999999999}"), "email.example.com");
}

TEST(Macro, EscapesAllButTheUnreserved) {
  auto values = example_values();
  values.sender = "Az09-._~!\"# /\x7f\xc3\xa4@x";
  EXPECT_EQ(expanded("%{L}", values), "Az09-._~%21%22%23%20%2F%7F%C3%A4");
}

TEST(Macro, RefusesWhatTheGrammarDoesNotKnow) {
  for (const std::string text :
       {"%",     "a%",     "%a",     "%(d)",  "%{",    "%{}",  "%{d", "%{x}", "%{d0}", "%{d00}",
        "%{dd}", "%{dr2}", "%{d2r-", "%{d:}", "%{d }", "%{%}", "\t",  "\x7f", "\x80",  "ab\ncd"}) {
    EXPECT_FALSE(parse_macro_string(text)) << text;
    EXPECT_FALSE(parse_explain_string(text)) << text;
  }
  EXPECT_FALSE(parse_macro_string(std::string_view("\0", 1)));
}

TEST(Macro, AllowsBlanksInExplanationsOnly) {
  EXPECT_TRUE(parse_explain_string("not from %{i}"));
  EXPECT_FALSE(parse_macro_string("not from %{i}"));
}

TEST(DomainSpec, EndsInATopLabelOrAMacro) {
  for (const std::string text :
       {"example.com", "example.com.", ".com", "a.b-c", "a.1b", "a.b1", "a.1-2", "x.xn--zckzah", "%{d}",
        "%{d}.com", "foo%%", "foo%{d}", "a..b.c", "_spf.%{d2}", "foo:bar/baz.com"}) {
    EXPECT_TRUE(parse_domain_spec(text)) << text;
  }
  for (const std::string text : {"", ".", "com", "com.", "a.1", "a.-b", "a.b-", "a.b..", "a.b_c", "%{d}com",
                                 "%{d}.", "%{d}.1", "a.com/24", "a.com:25", "a.co m", "1.2.3.4"}) {
    EXPECT_FALSE(parse_domain_spec(text)) << text;
  }
}

// RFC 7208 §7.2
TEST(DomainSpec, RefusesTheLettersOfExplanations) {
  for (const std::string letter : {"c", "r", "t", "C", "R", "T"}) {
    EXPECT_FALSE(parse_domain_spec("%{" + letter + "}.example.com")) << letter;
    EXPECT_TRUE(parse_macro_string("%{" + letter + "}.example.com")) << letter;
  }
}

TEST(DomainSpec, DropsTheFinalDot) {
  EXPECT_EQ(expanded_domain("%{d}.example.net."), "email.example.com.example.net");
}

/// `length` octets: one label of "x" and then labels of nine "a".
std::string name_of_length(std::size_t length) {
  std::string name = "com";
  while (name.size() + 10 < length) name.insert(0, "aaaaaaaaa.");
  return name.insert(0, std::string(length - name.size() - 1, 'x') + ".");
}

// RFC 7208 §7.3
TEST(DomainSpec, LosesLabelsFromTheLeftPast253Octets) {
  const auto longest = name_of_length(253);
  EXPECT_EQ(expanded_domain(longest), longest);
  EXPECT_EQ(expanded_domain(longest + "."), longest);
  EXPECT_EQ(expanded_domain("b." + longest), longest);
  const auto too_long = name_of_length(254);
  EXPECT_EQ(expanded_domain(too_long), too_long.substr(too_long.find('.') + 1));
  EXPECT_EQ(expanded_domain(std::string(300, 'x') + ".a.com"), "a.com");
  EXPECT_EQ(expanded_domain("a.%{d}",
                            [] {
                              auto values = example_values();
                              values.domain = std::string(300, 'x');
                              return values;
                            }()),
            "");
}

TEST(DomainSpec, LosesTheSameInHoweverManyPieces) {
  std::string text = "%{h}";
  std::string whole = "mx.example.org";
  for (int i = 0; i < 2000; ++i) {
    text += ".%{d1}";
    whole += ".com";
  }
  EXPECT_EQ(expanded_domain(text), whole.substr(whole.size() - 251));  // 63 labels; a 64th would make it 255
  EXPECT_EQ(expanded_domain(text + ".com."), whole.substr(whole.size() - 251));
}

TEST(ExplainString, IsGivenUpPastItsLimit) {
  EXPECT_EQ(expanded(std::string(longest_explanation, 'x')).size(), longest_explanation);
  EXPECT_EQ(expanded(std::string(longest_explanation + 1, 'x')), "(unusable)");
}

// RFC 7208 §6.2: US-ASCII; and it goes into a reply, so no controls.
TEST(ExplainString, IsPrintableAscii) {
  for (const std::string sender : {"a\r\n250 b@x", "\xc3\xa4@x", "a\x01@x"}) {
    auto values = example_values();
    values.sender = sender;
    EXPECT_EQ(expanded("%{s}", values), "(unusable)") << sender;
    EXPECT_NE(expanded("%{S}", values), "(unusable)") << sender;
  }
}

TEST(Sender, HasItsHalvesAtTheLastAt) {
  EXPECT_EQ(local_part("\"a@b\"@example.com"), "\"a@b\"");
  EXPECT_EQ(domain_part("\"a@b\"@example.com"), "example.com");
  EXPECT_EQ(local_part("postmaster"), "postmaster");
  EXPECT_EQ(domain_part("postmaster"), "");
}

}  // namespace
}  // namespace postern::spf

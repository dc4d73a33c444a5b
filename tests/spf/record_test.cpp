#include "spf/record.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace postern::spf {
namespace {

TEST(Record, IsATextThatBeginsWithTheVersion) {
  for (const std::string text : {"v=spf1", "v=spf1 ", "V=SPF1 -all", "v=spf1  mx"})
    EXPECT_TRUE(is_record(text)) << text;
  for (const std::string text :
       {"", "v=spf", "v=spf10", "v=spf1-all", "v=spf1\t-all", " v=spf1", "v=spf2.0/pra -all"}) {
    EXPECT_FALSE(is_record(text)) << text;
  }
}

/// The record as it is understood: what is a default, or said twice, is gone.
std::string understood(std::string_view terms) {
  const auto record = parse_record("v=spf1 " + std::string(terms));
  return record ? format(*record).substr(std::string_view("v=spf1").size()) : record.error().reason;
}

// RFC 7208 §12
TEST(Record, IsUnderstood) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"", ""},
      {"   -all  ", " -all"},
      {"all +all -all ~all ?all ALL", " all all -all ~all ?all all"},
      {"a mx ptr", " a mx ptr"},
      {"a:example.com mx:example.com ptr:example.com", " a:example.com mx:example.com ptr:example.com"},
      {"include:example.com exists:%{ir}.example.com", " include:example.com exists:%{ir}.example.com"},
      {"a/24 a//64 a/24//64 a/0//0 a/32//128", " a/24 a//64 a/24//64 a/0//0 a"},
      {"mx:example.com/24//64", " mx:example.com/24//64"},
      {"a:%{d}/24 a:foo/24.com", " a:%{d}/24 a:foo/24.com"},
      {"a:foo:bar/baz.example.com/8", " a:foo:bar/baz.example.com/8"},
      {"ip4:192.0.2.0/24 ip4:192.0.2.1 ip4:192.0.2.1/32 ip4:0.0.0.0/0",
       " ip4:192.0.2.0/24 ip4:192.0.2.1 ip4:192.0.2.1 ip4:0.0.0.0/0"},
      {"ip6:2001:DB8::/32 ip6:::1 ip6:::1.1.1.1/0", " ip6:2001:db8::/32 ip6:::1 ip6:::1.1.1.1/0"},
      {"exp=e.example.com -all redirect=r.example.com", " -all redirect=r.example.com exp=e.example.com"},
      {"EXP=e.example.com Redirect=%{d}", " redirect=%{d} exp=e.example.com"},
      {"moo= m-o_o.1=x:y/z=%{c}%%%_%-", " moo= m-o_o.1=x:y/z=%{c}%%%_%-"},
      {"mx=", " mx="},  // "=" makes it a modifier, if one that nobody knows
      {"exists:%{S2r.-}.a.b", " exists:%{S2r.-}.a.b"},
  };
  for (const auto& [text, meaning] : table) EXPECT_EQ(understood(text), meaning) << text;
}

TEST(Record, IsRefusedWhole) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"-all moo", "there is no such mechanism: 'moo'"},
      {"--all", "there is no such mechanism: '--all'"},
      {"+", "there is no such mechanism: '+'"},
      {"all. ", "there is no such mechanism: 'all.'"},
      {"all:x.com", "'all' takes no argument: 'all:x.com'"},
      {"all/8", "'all' takes no argument: 'all/8'"},
      {"include", "a domain name is missing: 'include'"},
      {"include:", "a domain name is malformed: 'include:'"},
      {"include:a.com/24", "a domain name is malformed: 'include:a.com/24'"},
      {"exists", "a domain name is missing: 'exists'"},
      {"ptr/0", "a domain name is missing: 'ptr/0'"},
      {"ptr:", "a domain name is malformed: 'ptr:'"},
      {"a:", "a domain name is malformed: 'a:'"},
      {"a:/24", "a domain name is malformed: 'a:/24'"},
      {"a/", "a domain name is missing: 'a/'"},
      {"a//", "a domain name is missing: 'a//'"},
      {"a/33", "an IPv4 prefix length is not 0 to 32: 'a/33'"},
      {"a/024", "an IPv4 prefix length is not 0 to 32: 'a/024'"},
      {"a//129", "an IPv6 prefix length is not 0 to 128: 'a//129'"},
      {"a/24/16", "a domain name is missing: 'a/24/16'"},
      {"a//64/24", "a domain name is missing: 'a//64/24'"},
      {"a:192.0.2.1", "a domain name is malformed: 'a:192.0.2.1'"},
      {"redirect:a.com", "there is no such mechanism: 'redirect:a.com'"},
      {"-redirect=a.com", "there is no such mechanism: '-redirect=a.com'"},
      {"redirect=", "a domain name is malformed: 'redirect='"},
      {"exp=-all", "a domain name is malformed: 'exp=-all'"},
      {"exp=a.b exp=a.b", "a modifier is there twice: 'exp=a.b'"},
      {"redirect=a.b -all redirect=c.d", "a modifier is there twice: 'redirect=c.d'"},
      {"exp=%{r}.a.b", "a macro is used that only explanations may use: 'exp=%{r}.a.b'"},
      {"1up=foo", "there is no such mechanism: '1up=foo'"},
      {"=all", "there is no such mechanism: '=all'"},
      {"moo=%abc", "a macro is malformed: 'moo=%abc'"},
      {"moo.cow:far=x", "there is no such mechanism: 'moo.cow:far=x'"},
      {"ip4", "an address is missing: 'ip4'"},
      {"ip4:", "an address is malformed: 'ip4:'"},
      {"ip4:192.0.2", "an address is malformed: 'ip4:192.0.2'"},
      {"ip4:192.0.02.1", "an address is malformed: 'ip4:192.0.02.1'"},
      {"ip4:192.0.2.1:25", "an address is malformed: 'ip4:192.0.2.1:25'"},
      {"ip4:::1", "an address is malformed: 'ip4:::1'"},
      {"ip4:192.0.2.1/33", "a prefix length is malformed or too long: 'ip4:192.0.2.1/33'"},
      {"ip4:192.0.2.1/032", "a prefix length is malformed or too long: 'ip4:192.0.2.1/032'"},
      {"ip4:192.0.2.1/", "a prefix length is malformed or too long: 'ip4:192.0.2.1/'"},
      {"ip4:192.0.2.1//32", "a prefix length is malformed or too long: 'ip4:192.0.2.1//32'"},
      {"ip6:192.0.2.1", "an address is malformed: 'ip6:192.0.2.1'"},
      {"ip6::a::b", "an address is malformed: 'ip6::a::b'"},
      {"ip6:::1/129", "a prefix length is malformed or too long: 'ip6:::1/129'"},
      {"\t-all", "there is no such mechanism: '?-all'"},
      {"a:\xef\xbb\xbfx.com", "there is an octet that is not visible ASCII: 'a:???x.com'"},
  };
  for (const auto& [text, reason] : table) EXPECT_EQ(understood(text), reason) << text;
}

TEST(Record, IsQuotedInPartWhenRefused) {
  EXPECT_EQ(understood(std::string(5000, 'x')),
            "there is no such mechanism: '" + std::string(60, 'x') + "...'");
}

TEST(Record, KeepsItsDirectivesInOrder) {
  const auto record = parse_record("v=spf1 ~ip4:192.0.2.0/24 ?all");
  ASSERT_TRUE(record);
  ASSERT_EQ(record->directives.size(), 2U);
  EXPECT_EQ(record->directives[0],
            (Directive{Qualifier::softfail, Ip{*base::Network::parse("192.0.2.0/24")}}));
  EXPECT_EQ(record->directives[1], (Directive{Qualifier::neutral, All{}}));
}

}  // namespace
}  // namespace postern::spf

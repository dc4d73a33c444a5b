#include "mail/idna.hpp"

#include <gtest/gtest.h>

#include <string>

namespace postern::mail {
namespace {

using namespace std::string_literals;

std::string times(int count, const std::string& text) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

struct Mapping {
  std::string domain;
  std::string ascii;
};

TEST(ToAscii, GivesTheNameThatTheDnsKnows) {
  const Mapping table[] = {
      {"example.com", "example.com"},
      {"EXAMPLE.Com.", "example.com"},
      {"localhost", "localhost"},
      {"_dmarc.Example.com", "_dmarc.example.com"},
      {"[192.0.2.1]", "[192.0.2.1]"},
      {"XN--BCHER-KVA.example", "xn--bcher-kva.example"},
      {"bücher.example", "xn--bcher-kva.example"},
      {"BÜCHER.Example.", "xn--bcher-kva.example"},
      {"bu\u0308cher.example", "xn--bcher-kva.example"},
      {"_dmarc.bücher.example", "_dmarc.xn--bcher-kva.example"},
      {"xn--bcher-kva.bücher.example", "xn--bcher-kva.xn--bcher-kva.example"},
      {"faß.de", "xn--fa-hia.de"},
      {"βόλος.com", "xn--nxasmm1c.com"},
      {"日本語。ＪＰ", "xn--wgv71a119e.jp"},
      {"пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f"},
  };
  for (const auto& [domain, ascii] : table) EXPECT_EQ(to_ascii(domain).value_or("nothing"), ascii) << domain;
}

TEST(ToAscii, RefusesWhatIsNoName) {
  const std::string table[] = {
      "",
      ".",
      "..",
      "a..b",
      ".example.com",
      "a b.example",
      "a\tb.example",
      "a\0b.example"s,
      "bü\0cher.example"s,
      "b\xfc"
      "cher.example",           // Latin-1
      "b\xc3.example",          // cut short
      "b\xed\xa0\x80.example",  // a surrogate
      "b\xc0\xaf.example",      // overlong
      "bü cher.example",
      "bü..example",
      "a＠bücher.example",       // U+FF20 maps to @
      "a／bücher.example",       // U+FF0F maps to /
      "℀.example",               // maps to a/c
      "\u0308a.example",         // begins with a combining mark
      "a\u200bb\u2028.example",  // line separator
      "ab--cd.bücher.example",   // RFC 5891 §4.2.3.1
      "xn--a.bücher.example",    // an A-label that stands for nothing
      "\u00ad.example",          // maps to an empty label
      "a\u202eb.example",        // a bidirectional override
  };
  for (const auto& domain : table) EXPECT_EQ(to_ascii(domain), std::nullopt) << domain;
}

TEST(ToAscii, KeepsTheLengthsOfTheDns) {
  const auto label = times(63, "a");
  const auto name = label + "." + label + "." + label + "." + times(61, "b");
  ASSERT_EQ(name.size(), 253U);
  EXPECT_EQ(to_ascii(label + ".test"), label + ".test");
  EXPECT_EQ(to_ascii(label + "a.test"), std::nullopt);
  EXPECT_EQ(to_ascii(name), name);
  EXPECT_EQ(to_ascii(name + "."), name);
  EXPECT_EQ(to_ascii(name + "b"), std::nullopt);
}

TEST(ToAscii, MeasuresTheMappedName) {
  const auto label = times(55, "a") + "ü";  // its A-label has 4 octets for "xn--", and 4 for the rest
  const auto mapped = to_ascii(label + ".test");
  ASSERT_TRUE(mapped);
  EXPECT_EQ(mapped->find('.'), 63U);
  EXPECT_EQ(to_ascii("a" + label + ".test"), std::nullopt);
  EXPECT_EQ(to_ascii(times(4, label + ".")), std::nullopt);  // 255 octets
}

TEST(ToAscii, MapsNoMoreThanFourOctetsForEachOfTheName) {
  const auto soft_hyphens = times(504, "\u00ad");  // mapped to nothing
  EXPECT_EQ(to_ascii(soft_hyphens + "a.b"), "a.b");
  EXPECT_EQ(to_ascii(soft_hyphens + "aaa.b"), std::nullopt);
}

TEST(ToUnicode, ShowsWhatALabelsStandFor) {
  const Mapping table[] = {
      {"bücher.example", "xn--bcher-kva.example"},
      {"bücher.example", "XN--Bcher-KVA.Example."},
      {"bücher.example", "bücher.example"},
      {"Example.com", "Example.com"},
      {"not a name", "not a name"},
      {"xn--a.example", "xn--a.example"},          // stands for nothing
      {"xn--a-ecp.example", "xn--a-ecp.example"},  // for what IDNA2008 does not allow
  };
  for (const auto& [unicode, domain] : table) EXPECT_EQ(to_unicode(domain), unicode) << domain;
}

TEST(SameDomain, IsOneNameInAnySpelling) {
  EXPECT_TRUE(same_domain("Example.COM", "example.com."));
  EXPECT_TRUE(same_domain("bücher.example", "XN--bcher-kva.example"));
  EXPECT_TRUE(same_domain("BÜCHER.example", "bu\u0308cher.example"));
  EXPECT_TRUE(same_domain("", ""));
  EXPECT_TRUE(same_domain("no name", "NO name"));
}

TEST(SameDomain, IsNotAnother) {
  EXPECT_FALSE(same_domain("example.com", "example.org"));
  EXPECT_FALSE(same_domain("example.com", "www.example.com"));
  EXPECT_FALSE(same_domain("fass.de", "faß.de"));
  EXPECT_FALSE(same_domain("no name", "other name"));
  EXPECT_FALSE(same_domain("", "."));
}

}  // namespace
}  // namespace postern::mail

#include "mail/header_field.hpp"

#include <gtest/gtest.h>

namespace postern::mail {
namespace {

TEST(HeaderField, KeepsItsOctets) {
  const std::string octets = "sUBJECT :  a\r\n\tb \xff\r\n";
  EXPECT_EQ(HeaderField::raw(octets).raw(), octets);
}

TEST(HeaderField, HasNameAndBody) {
  struct Case {
    std::string raw;
    std::string name;
    std::string body;
  };
  for (const auto& [raw, name, body] : std::initializer_list<Case>{
           {"Subject: hello\r\n", "Subject", " hello"},
           {"Subject:\r\n", "Subject", ""},
           {"Subject: a:b\r\n", "Subject", " a:b"},
           {"Subject: a\r\n b\r\n", "Subject", " a\r\n b"},
           {"Subject:\r\n a\r\n", "Subject", "\r\n a"},
           {"Subject: cut", "Subject", " cut"},
           {"Subject: cut\r", "Subject", " cut\r"},
           {"Authentication-Results : x\r\n", "Authentication-Results", " x"},
           {"A \t : x\r\n", "A", " x"},
           {"A\r\n : x\r\n", "A", " x"},
           {"X!#$~: x\r\n", "X!#$~", " x"},
       }) {
    const auto field = HeaderField::raw(raw);
    EXPECT_FALSE(field.is_malformed()) << raw;
    EXPECT_EQ(field.name(), name) << raw;
    EXPECT_EQ(field.body(), body) << raw;
  }
}

TEST(HeaderField, IsMalformedWithoutName) {
  using namespace std::string_literals;
  for (const auto& raw :
       {"no colon\r\n"s, "word\r\n"s, ": empty\r\n"s, " Subject: blank\r\n"s, "\tSubject: tab\r\n"s,
        "two words: x\r\n"s, "caf\xc3\xa9: x\r\n"s, "nul\0: x\r\n"s, "\r\n"s, ""s}) {
    const auto field = HeaderField::raw(raw);
    EXPECT_TRUE(field.is_malformed()) << raw;
    EXPECT_EQ(field.name(), "") << raw;
    EXPECT_EQ(field.body(), "") << raw;
    EXPECT_FALSE(field.is("")) << raw;
    EXPECT_EQ(field.raw(), raw);
  }
}

TEST(HeaderField, ComparesNamesWithoutCase) {
  const auto field = HeaderField::raw("fRoM: x\r\n");
  EXPECT_TRUE(field.is("From"));
  EXPECT_FALSE(field.is("Fro"));
  EXPECT_FALSE(field.is("From:"));
}

TEST(Unfold, RemovesTheLineEndsOfFoldsOnly) {
  EXPECT_EQ(unfold("a\r\n b\r\n\tc"), "a b\tc");
  EXPECT_EQ(unfold("a\r\n \r\n b"), "a  b");
  EXPECT_EQ(unfold("a\r\nb\r\n"), "a\r\nb\r\n");
  EXPECT_EQ(unfold("a\n b\r c"), "a\n b\r c");
  EXPECT_EQ(unfold(""), "");
}

}  // namespace
}  // namespace postern::mail

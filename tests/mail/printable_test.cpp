#include "mail/printable.hpp"

#include <gtest/gtest.h>

namespace postern::mail {
namespace {

using namespace std::string_literals;

TEST(Utf8Length, KnowsTheSequencesOfRfc3629) {
  struct Case {
    std::string text;
    std::size_t length;
  };
  for (const auto& [text, length] : std::initializer_list<Case>{
           {"", 0},
           {"a", 1},
           {"\0"s, 1},
           {"\x7f", 1},
           {"\xc2\x80", 2},
           {"\xdf\xbfz", 2},
           {"\xe0\xa0\x80", 3},
           {"\xef\xbf\xbf", 3},
           {"\xed\x9f\xbf", 3},
           {"\xf0\x90\x80\x80", 4},
           {"\xf4\x8f\xbf\xbf", 4},
           // A lone continuation, overlong forms, surrogates, too high, cut short.
           {"\x80", 0},
           {"\xc0\xaf", 0},
           {"\xc1\xbf", 0},
           {"\xe0\x9f\xbf", 0},
           {"\xed\xa0\x80", 0},
           {"\xf0\x8f\xbf\xbf", 0},
           {"\xf4\x90\x80\x80", 0},
           {"\xf5\x80\x80\x80", 0},
           {"\xff", 0},
           {"\xc3", 0},
           {"\xe2\x82", 0},
           {"\xe2\x82z", 0},
       }) {
    EXPECT_EQ(utf8_length(text), length) << testing::PrintToString(text);
  }
}

TEST(Printable, KeepsCleanText) {
  EXPECT_EQ(printable("a \xc3\xa9 \xe2\x82\xac \"()\\"), "a \xc3\xa9 \xe2\x82\xac \"()\\");
}

TEST(Printable, ReplacesControlsAndInvalidOctetsOneForOne) {
  EXPECT_EQ(printable("a\r\n\t\0b\x1b\x7f"s), "a????b??");
  EXPECT_EQ(printable("a\xc2\x85\xc2\xa0"), "a??\xc2\xa0");
  EXPECT_EQ(printable("\xff\xc3x\xe2\x82"), "??x??");
}

TEST(Shortened, EndsBetweenCharacters) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abc", 2), "ab");
  EXPECT_EQ(shortened("a\xe2\x82\xac", 3), "a");
  EXPECT_EQ(shortened("a\xe2\x82\xac", 4), "a\xe2\x82\xac");
  EXPECT_EQ(shortened("\xe2\x82\xac", 1), "");
}

}  // namespace
}  // namespace postern::mail

#include "base/ascii.hpp"

#include <gmock/gmock.h>

namespace postern::base {
namespace {

using testing::ElementsAre;

TEST(Ascii, KnowsLettersDigitsAndBlanksOfAsciiOnly) {
  EXPECT_TRUE(is_alpha('a') && is_alpha('Z') && is_digit('0') && is_alnum('9') && is_wsp('\t') &&
              is_space('\n'));
  EXPECT_FALSE(is_alpha('\xe4') || is_digit('a') || is_wsp('\r') || is_graphic(' ') || is_graphic('\x7f'));
  EXPECT_TRUE(is_control('\0') && is_control('\x1f') && is_control('\x7f'));
  EXPECT_FALSE(is_control('\x80') || is_control(' '));
}

TEST(Ascii, ChangesCaseOfAsciiLettersOnly) {
  EXPECT_EQ(to_lower("ABC[\xc4]"), "abc[\xc4]");
  EXPECT_EQ(to_upper("abc{\xe4}"), "ABC{\xe4}");
}

TEST(Ascii, ComparesWithoutRegardToCase) {
  EXPECT_TRUE(iequals("Mail", "mAIL"));
  EXPECT_FALSE(iequals("mail", "mails"));
  EXPECT_FALSE(iequals("[", "{"));  // 0x20 apart, and no letters
  EXPECT_TRUE(istarts_with("FROM:<>", "from:"));
  EXPECT_FALSE(istarts_with("FRO", "from"));
  EXPECT_TRUE(iends_with("x.EXAMPLE", ".example"));
  EXPECT_FALSE(iends_with("example", ".example"));
}

TEST(Ascii, TrimsAtBothEndsOnly) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \r\n"), "");
}

TEST(Ascii, SplitsAndKeepsEmptyPieces) {
  EXPECT_THAT(split("a,,b", ','), ElementsAre("a", "", "b"));
  EXPECT_THAT(split("", ','), ElementsAre(""));
  EXPECT_THAT(split("a,", ','), ElementsAre("a", ""));
}

TEST(Ascii, ReadsDecimalNumbersOfDigitsOnly) {
  EXPECT_EQ(parse_decimal("0"), 0);
  EXPECT_EQ(parse_decimal("18446744073709551615"), 18446744073709551615ull);
  for (const auto* text : {"", "-1", "+1", " 1", "1 ", "0x1", "18446744073709551616"}) {
    EXPECT_FALSE(parse_decimal(text)) << text;
  }
}

TEST(Ascii, ReadsHexadecimalDigitsOfEitherCase) {
  EXPECT_EQ(hex_value('9'), 9);
  EXPECT_EQ(hex_value('f'), 15);
  EXPECT_EQ(hex_value('A'), 10);
  EXPECT_FALSE(hex_value('g'));
}

TEST(Ascii, EscapesWhatATerminalOrALogLineWouldActOn) {
  EXPECT_EQ(escape_controls("a\r\nb\x1b[2J\\"), "a\\x0d\\x0ab\\x1b[2J\\x5c");
  EXPECT_EQ(escape_controls("\xc2\x9b"), "\\xc2\\x9b");  // CSI of the C1 set
  EXPECT_EQ(escape_controls("\xc3\xa4 \xc2\xa0"), "\xc3\xa4 \xc2\xa0");
  EXPECT_EQ(escape_controls("\xc2"), "\xc2");
}

TEST(Ascii, EscapesWhatTurnsTheDirectionOfText) {
  EXPECT_EQ(escape_controls("a\u202eb"), "a\\xe2\\x80\\xaeb");
  for (const auto* harmful :
       {"\u061c", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u2066", "\u2069"}) {
    EXPECT_EQ(escape_controls(harmful).find_first_not_of("\\x0123456789abcdef"), std::string::npos)
        << harmful;
  }
  for (const auto* harmless :
       {"\u200d", "\u2010", "\u2027", "\u202f", "\u2065", "\u206a", "\u061d", "\xe2\x80"}) {
    EXPECT_EQ(escape_controls(harmless), harmless);
  }
}

}  // namespace
}  // namespace postern::base

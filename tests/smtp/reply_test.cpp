#include "smtp/reply.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::smtp {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;

TEST(Reply, KnowsItsClass) {  // RFC 5321 §4.2.1
  EXPECT_TRUE(Reply{.code = 250}.is_positive());
  EXPECT_TRUE(Reply{.code = 354}.is_intermediate());
  EXPECT_TRUE(Reply{.code = 421}.is_transient());
  EXPECT_TRUE(Reply{.code = 554}.is_permanent());
  EXPECT_FALSE(Reply{.code = 354}.is_positive());
}

TEST(FormatReply, PutsAHyphenOnAllLinesButTheLast) {  // RFC 5321 §4.2.1
  EXPECT_EQ(format_reply({.code = 250, .lines = {"First line", "Second line", "234 Text", "The last line"}}),
            "250-First line\r\n250-Second line\r\n250-234 Text\r\n250 The last line\r\n");
}

TEST(FormatReply, LeavesOutTheBlankWithoutText) {
  EXPECT_EQ(format_reply({.code = 250, .lines = {""}}), "250\r\n");
  EXPECT_EQ(format_reply({.code = 250, .lines = {}}), "250\r\n");
  EXPECT_EQ(format_reply({.code = 250, .lines = {"", "x"}}), "250-\r\n250 x\r\n");
}

TEST(FormatReply, NeverBreaksALine) {
  EXPECT_EQ(format_reply({.code = 451, .lines = {"a\nb\r\n250 c\0d"s}}), "451 a?b??250 c?d\r\n");
}

TEST(FormatReply, GoesOnInAnotherLineAtTheLimit) {  // RFC 5321 §4.5.3.1.5
  const auto longest = format_reply({.code = 250, .lines = {std::string(506, 'a')}});
  EXPECT_EQ(longest.size(), max_reply_line);
  const auto two = format_reply({.code = 550, .lines = {"5.1.1 " + std::string(1001, 'a') + "b"}});
  EXPECT_EQ(two, "550-5.1.1 " + std::string(500, 'a') + "\r\n550-5.1.1 " + std::string(500, 'a') +
                     "\r\n550 5.1.1 ab\r\n");
}

TEST(FormatReply, DoesNotCutACharacter) {
  const auto wire = format_reply({.code = 250, .lines = {std::string(505, 'a') + "\u00e9"}});
  EXPECT_EQ(wire, "250-" + std::string(505, 'a') + "\r\n250 \u00e9\r\n");
  EXPECT_EQ(format_reply({.code = 250, .lines = {std::string(503, 'a') + "\U0001F600"}}),
            "250-" + std::string(503, 'a') + "\r\n250 \U0001F600\r\n");
  // What is not UTF-8 is cut anywhere.
  EXPECT_EQ(format_reply({.code = 250, .lines = {std::string(507, '\x80')}}),
            "250-" + std::string(506, '\x80') + "\r\n250 \x80\r\n");
}

TEST(OneLine, JoinsTheLines) {
  EXPECT_EQ(one_line({.code = 250, .lines = {"2.0.0 Ok: queued as 4F1"}}), "250 2.0.0 Ok: queued as 4F1");
  EXPECT_EQ(one_line({.code = 550, .lines = {"5.7.1 No", "5.7.1 See\x1b[2J"}}),
            "550 5.7.1 No / 5.7.1 See?[2J");
  EXPECT_EQ(one_line({.code = 250, .lines = {}}), "250");
}

TEST(EnhancedStatus, IsReadFromTheBeginning) {  // RFC 3463 §2
  EXPECT_EQ(parse_enhanced_status("2.1.5 Ok"), (EnhancedStatus{.category = 2, .subject = 1, .detail = 5}));
  EXPECT_EQ(parse_enhanced_status("5.7.509"), (EnhancedStatus{.category = 5, .subject = 7, .detail = 509}));
  for (const auto* text : {"", "Ok", "3.0.0 x", "2.0", "2.0.", "2..0 x", "2.0.0x", "2.1000.0 x", "2.01.0 x",
                           " 2.0.0", "25.1.1 x", "192.0.2.1 rejected", "5.1.1.1 x", "5.1.1- x"}) {
    EXPECT_EQ(parse_enhanced_status(text), std::nullopt) << text;
  }
}

TEST(EnhancedStatus, RoundTrips) {
  for (const std::string text : {"2.0.0", "4.4.2", "5.7.509", "5.999.999"}) {
    const auto status = parse_enhanced_status(text);
    ASSERT_TRUE(status) << text;
    EXPECT_EQ(format(*status), text);
  }
}

TEST(WithEnhancedCode, AddsTheCodeOfTheClass) {
  EXPECT_EQ(with_enhanced_code({.code = 250, .lines = {"Ok"}}).lines, std::vector{"2.0.0 Ok"s});
  EXPECT_EQ(with_enhanced_code({.code = 451, .lines = {"a", "b"}}).lines,
            (std::vector{"4.0.0 a"s, "4.0.0 b"s}));
  EXPECT_EQ(with_enhanced_code({.code = 550, .lines = {""}}).lines, std::vector{"5.0.0 "s});
  EXPECT_EQ(with_enhanced_code({.code = 550, .lines = {}}).lines, std::vector{"5.0.0 "s});
}

TEST(WithEnhancedCode, RepeatsTheFirstLines) {  // RFC 2034 §4
  EXPECT_THAT(with_enhanced_code({.code = 550, .lines = {"5.1.1 No such user", "here", "5.1.1 sorry"}}).lines,
              ElementsAre("5.1.1 No such user", "5.1.1 here", "5.1.1 sorry"));
}

TEST(WithEnhancedCode, LeavesOtherRepliesAlone) {
  const Reply go_ahead{.code = 354, .lines = {"Go ahead"}};
  EXPECT_EQ(with_enhanced_code(go_ahead), go_ahead);
  const Reply complete{.code = 250, .lines = {"2.1.0 Ok"}};
  EXPECT_EQ(with_enhanced_code(complete), complete);
}

TEST(HasEnhancedCode, WantsItOnEveryLine) {
  EXPECT_TRUE(has_enhanced_code({.code = 250, .lines = {"2.1.0 a", "2.1.0 b"}}));
  EXPECT_FALSE(has_enhanced_code({.code = 250, .lines = {"2.1.0 a", "b"}}));
  EXPECT_FALSE(has_enhanced_code({.code = 250, .lines = {}}));
}

}  // namespace
}  // namespace postern::smtp

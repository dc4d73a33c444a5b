#include <gtest/gtest.h>

#include "arc/tags.hpp"

namespace postern::arc {
namespace {

using namespace std::string_literals;

TEST(ArcTags, ReadsATagList) {
  const auto tags =
      parse_tags(" i=1; a=rsa-sha256;\r\n\td=\r\n\texample.org; b=ab\r\n\tcd ;unknown = a (b) c ;");
  ASSERT_TRUE(tags);
  EXPECT_EQ(
      *tags,
      (dkim::TagList{
          {"i", "1"}, {"a", "rsa-sha256"}, {"d", "example.org"}, {"b", "abcd"}, {"unknown", "a (b) c"}}));
}

// RFC 8617 §3.9: CFWS around i and cv.
TEST(ArcTags, PassesOverComments) {
  for (const auto* text : {"(a;b) i (c) = (d) 1 (e(f)) ; cv (;) = (\\)) none(g)", "i=1;cv=none;(h)",
                           "i(\r\n )=1\t;(=)cv\r\n =none", "i=1;cv=no()ne"}) {
    const auto tags = parse_tags(text);
    ASSERT_TRUE(tags) << text;
    EXPECT_EQ(*tags, (dkim::TagList{{"i", "1"}, {"cv", "none"}})) << text;
  }
}

TEST(ArcTags, RefusesWhatIsNoTagList) {
  for (const auto& text :
       {"i"s, "i=1;;cv=none"s, "=1"s, "i=1;i=1"s, "i=1; (open"s, "i (open=1"s, "i=1\0"s, "2=3"s}) {
    EXPECT_FALSE(parse_tags(text)) << text;
  }
}

TEST(ArcTags, AParenthesisThatIsNotClosedBelongsToTheValue) {
  EXPECT_EQ(parse_tags("x=(;i=1")->at("i"), "1");
  EXPECT_EQ(parse_tags("d=(x;i=1")->at("d"), "(x");
}

TEST(ArcTags, HostileListsTakeTimeInTheirLength) {
  std::string text;
  for (int i = 0; text.size() < 1'000'000; ++i) text += "x" + std::to_string(i) + "=(;";
  EXPECT_TRUE(parse_tags(text));
  EXPECT_FALSE(parse_tags("a=(;" + std::string(1'000'000, '(')));
}

TEST(ArcTags, APositionIsOneToFifty) {
  EXPECT_EQ(parse_position("1"), 1);
  EXPECT_EQ(parse_position("01"), 1);
  EXPECT_EQ(parse_position("50"), 50);
  for (const auto* text : {"", "0", "00", "51", "99", "001", "-1", "+1", "1x", "1 "}) {
    EXPECT_FALSE(parse_position(text)) << text;
  }
}

TEST(ArcTags, TakesTheInstanceBeforeAuthenticationResults) {
  for (const auto* text : {"i=2;x", " i = 2 ; x", "(a) i (b) = (c) 2 (d) ;x", "i=02;x"}) {
    const auto instance = parse_instance(text);
    ASSERT_TRUE(instance) << text;
    EXPECT_EQ(instance->instance, 2) << text;
    EXPECT_EQ(instance->payload.back(), 'x') << text;
  }
  for (const auto* text :
       {"", "x; i=2", "I=2; x", "i=2", "i=2 x", "i=; x", "i=51; x", "i=2x; x", "(i=2; x"}) {
    EXPECT_FALSE(parse_instance(text)) << text;
  }
}

}  // namespace
}  // namespace postern::arc

#include "mail/tag_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::mail {
namespace {

TEST(TagView, SaysWhereEachPieceStands) {
  const std::string text = "v=1;  p = a=b ;word;; =x;";
  const auto tags = split_tags(text);
  struct Wanted {
    std::string name, value, piece;
  };
  const Wanted wanted[] = {{"v", "1", "v=1"}, {"p", "a=b", "p = a=b"}, {"", "word", "word"}, {"", "x", "=x"}};
  ASSERT_EQ(tags.size(), std::size(wanted));
  for (std::size_t i = 0; i < tags.size(); ++i) {
    EXPECT_EQ(tags[i].name, wanted[i].name);
    EXPECT_EQ(tags[i].value, wanted[i].value);
    EXPECT_EQ(text.substr(tags[i].place.begin, tags[i].place.length), wanted[i].piece);
  }
}

TEST(TagView, OfNothingIsNothing) {
  EXPECT_TRUE(split_tags("").empty());
  EXPECT_TRUE(split_tags(" ; ;").empty());
}

TEST(TagView, IsFoundByItsName) {
  const auto tags = split_tags("a=1; b=2; a=3");
  EXPECT_EQ(find_tag(tags, "a")->value, "1");
  EXPECT_EQ(find_tag(tags, "A"), nullptr);
  ASSERT_EQ(repeated_tags(tags).size(), 1U);
  EXPECT_EQ(repeated_tags(tags).front().value, "3");
}

}  // namespace
}  // namespace postern::mail

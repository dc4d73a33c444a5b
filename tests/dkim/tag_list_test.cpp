#include "dkim/tag_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::dkim {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;
using ::testing::Pair;

TEST(TagList, HoldsTagsWithTheirValuesTrimmed) {
  EXPECT_THAT(parse_tag_list(" v = 1 ;\r\n\tb=ab\r\n cd; p=;"),
              Optional(ElementsAre(Pair("b", "ab\r\n cd"), Pair("p", ""), Pair("v", "1"))));
}

TEST(TagList, KeepsTheEqualsSignsOfBase64) {
  EXPECT_THAT(parse_tag_list("b=abc=="), Optional(ElementsAre(Pair("b", "abc=="))));
}

TEST(TagList, TellsNamesOfDifferentCaseApart) {
  EXPECT_THAT(parse_tag_list("a=1;A=2"), Optional(ElementsAre(Pair("A", "2"), Pair("a", "1"))));
}

TEST(TagList, MayEndInASemicolonOrNot) {
  EXPECT_TRUE(parse_tag_list("a=1"));
  EXPECT_TRUE(parse_tag_list("a=1; "));
  EXPECT_TRUE(parse_tag_list(""));
}

TEST(TagList, RefusesWhatIsNone) {
  using namespace std::string_literals;
  for (const auto& text : {"hello"s, "a=1;;b=2"s, "a=1; b"s, "=1"s, "1a=1"s, "a b=1"s, "a=\0"s, "a=\x07"s}) {
    EXPECT_FALSE(parse_tag_list(text)) << text;
  }
}

TEST(TagList, RefusesATagThatOccursTwice) {
  EXPECT_FALSE(parse_tag_list("d=a.example; d=b.example"));
}

TEST(TagList, KeepsUtf8) {
  EXPECT_THAT(parse_tag_list("d=b\xc3\xbc.example"), Optional(ElementsAre(Pair("d", "b\xc3\xbc.example"))));
}

}  // namespace
}  // namespace postern::dkim

#include "dns/name.hpp"

#include <gmock/gmock.h>

namespace postern::dns {
namespace {

using testing::ElementsAre;

Name name(std::string_view text) {
  return Name::parse(text).value();
}

TEST(Name, IsLowerCaseWithoutFinalDot) {
  EXPECT_EQ(name("Example.ORG.").text(), "example.org");
  EXPECT_EQ(name("EXAMPLE.org"), name("example.ORG"));
}

TEST(Name, RootIsEmpty) {
  EXPECT_TRUE(name("").is_root());
  EXPECT_TRUE(name(".").is_root());
  EXPECT_EQ(name("org").parent(), Name());
  EXPECT_EQ(Name().parent(), Name());
  EXPECT_EQ(Name().label_count(), 0U);
}

TEST(Name, RefusesWhatCannotBeAsked) {
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'b');
  EXPECT_TRUE(Name::parse(label));
  EXPECT_FALSE(Name::parse(label + "a"));
  EXPECT_TRUE(Name::parse(longest));
  EXPECT_TRUE(Name::parse(longest + "."));
  EXPECT_FALSE(Name::parse(longest + "b"));
  for (const auto* text : {"..", ".a", "a..b", "a.."}) EXPECT_FALSE(Name::parse(text)) << text;
}

TEST(Name, LabelsMayHoldAnyOctet) {
  EXPECT_THAT(name("s1._domainkey.a b\xff.org").labels(), ElementsAre("s1", "_domainkey", "a b\xff", "org"));
}

TEST(Name, ChildMayHaveSeveralLabels) {
  EXPECT_EQ(name("example.org").child("s1._domainkey"), name("s1._domainkey.example.org"));
  EXPECT_EQ(Name().child("org"), name("org"));
  EXPECT_FALSE(name("example.org").child(""));
  EXPECT_FALSE(name("example.org").child(std::string(64, 'a')));
}

TEST(Name, IsWithinItselfAndWhatIsAbove) {
  EXPECT_TRUE(name("a.example.org").is_within(name("example.org")));
  EXPECT_TRUE(name("example.org").is_within(name("example.org")));
  EXPECT_TRUE(name("example.org").is_within(Name()));
  EXPECT_FALSE(name("anexample.org").is_within(name("example.org")));
  EXPECT_FALSE(name("org").is_within(name("example.org")));
}

}  // namespace
}  // namespace postern::dns

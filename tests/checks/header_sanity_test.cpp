#include "checks/header_sanity.hpp"

#include <gtest/gtest.h>

#include "say.hpp"

namespace postern::checks {
namespace {

const std::vector<std::string> sane{"From: a@example.com", "Date: Fri, 1 May 2026 10:00:00 +0000",
                                    "Message-ID: <1@example.com>"};

mail::MethodResult sanity_with(std::vector<std::string> more) {
  more.insert(more.begin(), sane.begin(), sane.end());
  return header_sanity(header_of(more));
}

TEST(HeaderSanity, PassesWithWhatIsRequired) {
  EXPECT_EQ(say(header_sanity(header_of(sane))), "x-header-sanity=pass");
}

TEST(HeaderSanity, PassesWithManyOfWhatMayBeThereOften) {
  EXPECT_EQ(say(sanity_with({"Received: x", "Received: y", "Comments: x", "Comments: y"})),
            "x-header-sanity=pass");
}

TEST(HeaderSanity, FailsWithoutFromOrDate) {
  const auto result = header_sanity(header_of({"Message-ID: <1@example.com>"}));
  EXPECT_EQ(result.result, "fail");
  EXPECT_EQ(result.reason, "no From field, no Date field");
}

TEST(HeaderSanity, FailsWithTwoOfWhatMayBeThereOnce) {
  EXPECT_EQ(sanity_with({"from: b@example.com"}).reason, "2 From fields");
  EXPECT_EQ(sanity_with({"Date: x", "Date: y", "message-id : <2@example.com>"}).reason,
            "3 Date fields, 2 Message-ID fields");
  EXPECT_EQ(sanity_with({"Subject: x", "Subject: y"}).reason, "2 Subject fields");
}

// RFC 5322 §3.6.4: it SHOULD be there.
TEST(HeaderSanity, IsNeutralWithoutMessageId) {
  EXPECT_EQ(say(header_sanity(header_of({sane[0], sane[1]}))), "x-header-sanity=neutral");
}

TEST(HeaderSanity, FailsWithALineThatIsNoField) {
  EXPECT_EQ(sanity_with({"no colon here"}).reason, "a line that is no field");
}

}  // namespace
}  // namespace postern::checks

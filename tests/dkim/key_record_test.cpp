#include "dkim/key_record.hpp"

#include <gtest/gtest.h>

namespace postern::dkim {
namespace {

TEST(KeyRecord, IsTheFirstThatReadsAsOne) {
  EXPECT_EQ(choose_key_record({"google-site-verification=x", "v=DKIM1; p=A", "v=DKIM1; p=B"}),
            "v=DKIM1; p=A");
}

TEST(KeyRecord, NeedsNoVersion) {
  EXPECT_EQ(choose_key_record({"v=spf1 -all", "k=rsa; p=A"}), "k=rsa; p=A");
}

TEST(KeyRecord, MayBeRevoked) {
  EXPECT_EQ(choose_key_record({"x", "v=DKIM1; p="}), "v=DKIM1; p=");
}

TEST(KeyRecord, HasItsVersionFirst) {
  EXPECT_EQ(choose_key_record({"p=A; v=DKIM1", "v=DKIM2; p=A", " v=DKIM1; p=B"}), " v=DKIM1; p=B");
}

TEST(KeyRecord, IsTheFirstOfAllWhenNoneReadsAsOne) {
  EXPECT_EQ(choose_key_record({"x", "y"}), "x");
}

}  // namespace
}  // namespace postern::dkim

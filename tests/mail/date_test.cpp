#include "mail/date.hpp"

#include <gtest/gtest.h>

namespace postern::mail {
namespace {

using namespace std::chrono;

TEST(FormatDate, WritesRfc5322InUtc) {
  EXPECT_EQ(format_date(sys_days(2026y / July / 4) + 9h + 5min), "Sat, 4 Jul 2026 09:05:00 +0000");
  EXPECT_EQ(format_date(sys_days(1997y / November / 21) + 15h + 55min + 6s),
            "Fri, 21 Nov 1997 15:55:06 +0000");
  EXPECT_EQ(format_date(sys_days(2024y / February / 29) + 23h + 59min + 59s + 999ms),
            "Thu, 29 Feb 2024 23:59:59 +0000");
  EXPECT_EQ(format_date(sys_days(2038y / January / 19) + 3h + 14min + 8s), "Tue, 19 Jan 2038 03:14:08 +0000");
}

TEST(FormatDate, WritesTimesBeforeTheEpoch) {
  EXPECT_EQ(format_date(system_clock::time_point{} - 1ms), "Wed, 31 Dec 1969 23:59:59 +0000");
}

}  // namespace
}  // namespace postern::mail

#include "base/timestamp.hpp"

#include <gtest/gtest.h>

namespace postern::base {
namespace {

std::string round_trip(std::string_view text) {
  const auto time = parse_timestamp(text);
  return time ? format_timestamp(*time) : "none";
}

TEST(Timestamp, IsReadAndWrittenInUtc) {
  EXPECT_EQ(round_trip("2026-05-01T10:00:00Z"), "2026-05-01T10:00:00Z");
  EXPECT_EQ(round_trip("2026-05-01t10:00:00z"), "2026-05-01T10:00:00Z");
  EXPECT_EQ(round_trip("2026-05-01 10:00:00.25Z"), "2026-05-01T10:00:00Z");
}

TEST(Timestamp, CountsTheOffset) {
  EXPECT_EQ(round_trip("2026-05-01T01:30:00+02:00"), "2026-04-30T23:30:00Z");
  EXPECT_EQ(round_trip("2026-05-01T23:30:00-01:00"), "2026-05-02T00:30:00Z");
}

TEST(Timestamp, KnowsLeapDaysAndLeapSeconds) {
  EXPECT_EQ(round_trip("2028-02-29T00:00:00Z"), "2028-02-29T00:00:00Z");
  EXPECT_EQ(round_trip("2026-02-29T00:00:00Z"), "none");
  EXPECT_EQ(round_trip("2016-12-31T23:59:60Z"), "2017-01-01T00:00:00Z");
}

TEST(Timestamp, KnowsTheYearsThatItsClockCanShow) {
  EXPECT_EQ(round_trip("1678-01-01T00:00:00+23:59"), "1677-12-31T00:01:00Z");
  EXPECT_EQ(round_trip("2261-12-31T23:59:60-23:59"), "2262-01-01T23:59:00Z");
  for (const auto* text :
       {"0000-01-01T00:00:00Z", "1677-12-31T00:00:00Z", "2262-01-01T00:00:00Z", "9999-12-31T00:00:00Z"}) {
    EXPECT_EQ(round_trip(text), "none") << text;
  }
}

TEST(Timestamp, IsNothingForWhatIsNoMoment) {
  for (const auto* text : {"", "2026-05-01", "2026-05-01T10:00Z", "2026-05-01T10:00:00",
                           "2026-13-01T10:00:00Z", "2026-05-01T24:00:00Z", "2026-05-01T10:00:00Zulu",
                           "2026-05-01T10:00:00.Z", "26-05-01T10:00:00Z", "2026-05-01T10:00:00+0200"}) {
    EXPECT_EQ(round_trip(text), "none") << text;
  }
}

}  // namespace
}  // namespace postern::base

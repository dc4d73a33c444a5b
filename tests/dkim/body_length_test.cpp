#include "dkim/body_length.hpp"

#include <gtest/gtest.h>

#include <string>

namespace postern::dkim {
namespace {

struct Case {
  std::string body;
  std::uint64_t simple, relaxed;
};

// RFC 6376 §3.4.3 and §3.4.4.
const Case cases[] = {
    {"", 2, 0},
    {"\r\n", 2, 0},
    {"\r\n\r\n", 2, 0},
    {" \t \r\n", 5, 0},
    {"a", 3, 3},
    {"a\r\n", 3, 3},
    {"a\r\n\r\n\r\n", 3, 3},
    {"a  \r\n", 5, 3},
    {" C \r\nD \t E\r\n\r\n\r\n", 12, 9},  // §3.4.5
    {"a\r\n \r\nb\r\n", 9, 8},
    {"\r\na\r\n", 5, 5},
    {"a\rb\nc\r\n", 7, 7},
    {"a\r\r\n", 4, 4},
};

TEST(BodyLength, IsThatOfTheCanonicalBody) {
  for (const auto& each : cases) {
    BodyLength length;
    length.feed(each.body);
    EXPECT_EQ(length.simple(), each.simple) << each.body;
    EXPECT_EQ(length.relaxed(), each.relaxed) << each.body;
  }
}

TEST(BodyLength, DoesNotDependOnChunks) {
  for (const auto& each : cases) {
    BodyLength length;
    for (const char c : each.body) length.feed({&c, 1});
    EXPECT_EQ(length.simple(), each.simple) << each.body;
    EXPECT_EQ(length.relaxed(), each.relaxed) << each.body;
  }
}

}  // namespace
}  // namespace postern::dkim

#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace postern::base {
namespace {

Result<int, std::string> half(int number) {
  if (number % 2 != 0) return Unexpected{std::string("odd")};
  return number / 2;
}

TEST(Result, IsAValueOrAnError) {
  EXPECT_TRUE(half(4).has_value());
  EXPECT_EQ(*half(4), 2);
  EXPECT_FALSE(half(3));
  EXPECT_EQ(half(3).error(), "odd");
  EXPECT_EQ(half(3).value_or(7), 7);
}

TEST(Result, KeepsValueAndErrorOfOneTypeApart) {
  const Result<int, int> error = Unexpected{1};
  EXPECT_FALSE(error.has_value());
  EXPECT_EQ(error.error(), 1);
}

TEST(Result, MovesOutWhatCannotBeCopied) {
  Result<std::unique_ptr<int>, std::string> result(std::make_unique<int>(5));
  const auto owner = *std::move(result);
  EXPECT_EQ(*owner, 5);
}

}  // namespace
}  // namespace postern::base

#include "base/scanner.hpp"

#include <gtest/gtest.h>

namespace postern::base {
namespace {

TEST(Scanner, ConsumesWhatMatchesAndNothingElse) {
  ScannerView in("From: a");
  EXPECT_FALSE(in.take_word("to:"));
  EXPECT_TRUE(in.take_word("from:"));
  EXPECT_FALSE(in.take('a'));
  EXPECT_EQ(in.take_while(is_wsp), " ");
  EXPECT_EQ(in.take_while(is_digit), "");
  EXPECT_EQ(in.peek(), 'a');
  EXPECT_EQ(in.take(), 'a');
  EXPECT_TRUE(in.at_end());
}

TEST(Scanner, SeesNulAtTheEnd) {
  ScannerView in("");
  EXPECT_EQ(in.peek(), '\0');
  EXPECT_FALSE(in.take('\0'));
}

}  // namespace
}  // namespace postern::base

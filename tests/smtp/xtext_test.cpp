#include "smtp/xtext.hpp"

#include <gtest/gtest.h>

namespace postern::smtp {
namespace {

using namespace std::string_literals;

TEST(Xtext, EncodesWhatItMust) {                                        // RFC 3461 §4
  EXPECT_EQ(encode_xtext("e=mc2@example.com"), "e+3Dmc2@example.com");  // RFC 4954 §5
  EXPECT_EQ(encode_xtext("a+b c"), "a+2Bb+20c");
  EXPECT_EQ(encode_xtext("\0\r\n\x7f\xff"s), "+00+0D+0A+7F+FF");
  EXPECT_EQ(encode_xtext("!~"), "!~");
  EXPECT_EQ(encode_xtext(""), "");
}

TEST(Xtext, IsDecoded) {
  EXPECT_EQ(decode_xtext("e+3Dmc2@example.com"), "e=mc2@example.com");
  EXPECT_EQ(decode_xtext("+2b+2B"), "++");
  EXPECT_EQ(decode_xtext(""), "");
  for (const auto* text : {"+", "a+", "+2", "+2G", "+ 2", "a b", "a=b", "\t", "\xc3\xbc", "\x7f"}) {
    EXPECT_EQ(decode_xtext(text), std::nullopt) << text;
  }
}

TEST(Xtext, RoundTripsEveryOctet) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(decode_xtext(encode_xtext(all)), all);
}

}  // namespace
}  // namespace postern::smtp

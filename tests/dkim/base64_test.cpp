#include "dkim/base64.hpp"

#include <gtest/gtest.h>

namespace postern::dkim {
namespace {

TEST(Base64, HoldsTheExamplesOfRfc4648) {  // §10
  const std::pair<std::string, std::string> examples[] = {{"", ""},
                                                          {"f", "Zg=="},
                                                          {"fo", "Zm8="},
                                                          {"foo", "Zm9v"},
                                                          {"foob", "Zm9vYg=="},
                                                          {"fooba", "Zm9vYmE="},
                                                          {"foobar", "Zm9vYmFy"}};
  for (const auto& [octets, text] : examples) {
    EXPECT_EQ(format_base64(octets), text);
    EXPECT_EQ(parse_base64(text), octets);
  }
}

TEST(Base64, IsFoldedAnywhereAndNeedNotBePadded) {  // RFC 6376 §2.10
  for (const auto* text : {" Zm9v\r\n YmE = ", "Zm9vYmE", "Z m 9\tvYmE=", "Zm9vYmF="}) {
    EXPECT_EQ(parse_base64(text), "fooba") << text;
  }
  EXPECT_EQ(parse_base64("Zg="), "f");
}

TEST(Base64, IsNothingElse) {
  for (const auto* text : {"Zm9v!", "Zm9vY", "=", "Zm9v=", "Zm9vYmE==", "Zg==Zg==", "Zg=Z", "Zm-_", "Z"}) {
    EXPECT_FALSE(parse_base64(text)) << text;
  }
}

TEST(Base64, KeepsEveryOctet) {
  std::string octets;
  for (int c = 0; c < 256; ++c) {
    octets += static_cast<char>(c);
    EXPECT_EQ(parse_base64(format_base64(octets)), octets);
  }
}

}  // namespace
}  // namespace postern::dkim

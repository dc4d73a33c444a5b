#include "dkim/signed_header.hpp"

#include <gtest/gtest.h>

namespace postern::dkim {
namespace {

using enum Canonicalization;

TEST(SignatureField, IsSignedWithoutItsSignature) {  // RFC 6376 §3.5, b=
  const std::pair<std::string, std::string> examples[] = {
      {"DKIM-Signature: a=1; b=abc", "DKIM-Signature: a=1; b="},
      {"DKIM-Signature: a=1; b=abc\r\n", "DKIM-Signature: a=1; b=\r\n"},
      {"DKIM-Signature: b= ab\r\n c= ; bh=x\r\n", "DKIM-Signature: b=; bh=x\r\n"},
      {"DKIM-Signature: bh=b=; b\r\n =\r\n abc\r\n", "DKIM-Signature: bh=b=; b\r\n =\r\n"},
      {"DKIM-Signature:b=abc;", "DKIM-Signature:b=;"},
      {"DKIM-Signature: B=abc; xb=1", "DKIM-Signature: B=abc; xb=1"},
      {"DKIM-Signature: none", "DKIM-Signature: none"},
  };
  for (const auto& [field, expected] : examples) EXPECT_EQ(without_signature(field), expected);
}

class SignedHeaderTest : public ::testing::Test {
 protected:
  SignedHeaderTest() {
    for (const auto* field :
         {"Received: 1\r\n", "From: a\r\n", "X: 1\r\n", "received : 2\r\n", "To:\r\n b\r\n"})
      header.add(field);
    signature = header.add("DKIM-Signature: h=x; b=abc\r\n");
  }

  SignedHeader header;
  std::size_t signature = 0;
};

TEST_F(SignedHeaderTest, ChoosesFromTheBottomUp) {  // §5.4.2
  EXPECT_EQ(header.hash(signature, {"received", "from", "received"}, simple),
            sha256("received : 2\r\nFrom: a\r\nReceived: 1\r\nDKIM-Signature: h=x; b="));
}

TEST_F(SignedHeaderTest, TakesAFieldThatIsNotThereAsNothing) {  // §5.4.2
  EXPECT_EQ(header.hash(signature, {"from", "from", "cc", "to"}, simple),
            sha256("From: a\r\nTo:\r\n b\r\nDKIM-Signature: h=x; b="));
}

TEST_F(SignedHeaderTest, IsRelaxedWithTheSignatureToo) {
  EXPECT_EQ(header.hash(signature, {" To ", "FROM"}, relaxed),
            sha256("to:b\r\nfrom:a\r\ndkim-signature:h=x; b="));
}

TEST_F(SignedHeaderTest, NeverSelectsTheSignatureItself) {  // §3.5, h=
  header.add("DKIM-Signature: other\r\n");
  EXPECT_EQ(header.hash(signature, {"dkim-signature", "dkim-signature"}, simple),
            sha256("DKIM-Signature: other\r\nDKIM-Signature: h=x; b="));
  header.add("From: b");
  EXPECT_EQ(header.hash(signature, {"from"}, simple), sha256("From: b\r\nDKIM-Signature: h=x; b="));
}

TEST_F(SignedHeaderTest, SelectsASignatureBelowOrAboveItself) {
  SignedHeader three;
  three.add("DKIM-Signature: top");
  const auto middle = three.add("DKIM-Signature: b=1");
  three.add("DKIM-Signature: bottom");
  EXPECT_EQ(three.hash(middle, {"dkim-signature", "dkim-signature", "dkim-signature"}, simple),
            sha256("DKIM-Signature: bottom\r\nDKIM-Signature: top\r\nDKIM-Signature: b="));
}

}  // namespace
}  // namespace postern::dkim

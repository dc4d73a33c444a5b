#include "dkim/body_hash.hpp"

#include <gtest/gtest.h>

#include "dkim/base64.hpp"

namespace postern::dkim {
namespace {

BodyHash hashed(Canonicalization how, std::string_view body,
                std::initializer_list<std::uint64_t> lengths = {}, std::size_t chunk = 1000) {
  BodyHash hash(how);
  for (const auto length : lengths) hash.also_of(length);
  for (; !body.empty(); body.remove_prefix(std::min(chunk, body.size()))) hash.feed(body.substr(0, chunk));
  hash.finish();
  return hash;
}

TEST(BodyHash, OfNothingIsThatOfRfc6376) {
  // §3.4.3, §3.4.4
  EXPECT_EQ(format_base64(octets_of(hashed(Canonicalization::simple, "").digest())),
            "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=");
  EXPECT_EQ(format_base64(octets_of(hashed(Canonicalization::relaxed, "").digest())),
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

TEST(BodyHash, OfTheBodyOfRfc8463) {  // appendix A.3
  const auto* body = "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
  EXPECT_EQ(format_base64(octets_of(hashed(Canonicalization::relaxed, body).digest())),
            "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
}

TEST(BodyHash, OfEveryLengthIsThatOfSoManyCanonicalOctets) {
  const std::string body = "a  b \r\n\r\n\tc\r\n\r\n\r\n" + std::string(1200, 'd') + "\r\n";
  const std::string canonical = "a b\r\n\r\n c\r\n\r\n\r\n" + std::string(1200, 'd') + "\r\n";
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{5}, std::size_t{1000}}) {
    BodyHash hash(Canonicalization::relaxed);
    for (std::uint64_t length = 0; length <= canonical.size() + 1; ++length) hash.also_of(length);
    auto rest = std::string_view(body);
    for (; !rest.empty(); rest.remove_prefix(std::min(chunk, rest.size()))) hash.feed(rest.substr(0, chunk));
    hash.finish();
    EXPECT_EQ(hash.length(), canonical.size());
    EXPECT_EQ(hash.digest(), sha256(canonical));
    for (std::uint64_t length = 0; length <= canonical.size(); ++length) {
      EXPECT_EQ(hash.digest_of(length), sha256(canonical.substr(0, length))) << length;
    }
    EXPECT_FALSE(hash.digest_of(canonical.size() + 1));
  }
}

TEST(BodyHash, OfNoOctetsIsThereEvenForNoBody) {
  EXPECT_EQ(hashed(Canonicalization::relaxed, "", {0}).digest_of(0), sha256(""));
  EXPECT_EQ(hashed(Canonicalization::simple, "", {0, 1}).digest_of(1), sha256("\r"));
}

}  // namespace
}  // namespace postern::dkim

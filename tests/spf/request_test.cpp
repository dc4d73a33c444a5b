#include "spf/request.hpp"

#include <gtest/gtest.h>

namespace postern::spf {
namespace {

const auto client = *base::IpAddress::parse("192.0.2.1");

TEST(Identity, OfMailFromIsItsAddress) {
  const auto request = mail_from_identity(client, "mail.example.com", "alice@example.org");
  EXPECT_EQ(request.sender, "alice@example.org");
  EXPECT_EQ(request.domain, "example.org");
  EXPECT_EQ(request.helo, "mail.example.com");
}

// RFC 7208 §2.4
TEST(Identity, OfTheEmptyPathIsPostmasterOfHelo) {
  const auto request = mail_from_identity(client, "mail.example.com", "");
  EXPECT_EQ(request.sender, "postmaster@mail.example.com");
  EXPECT_EQ(request.domain, "mail.example.com");
}

// RFC 7208 §4.3
TEST(Identity, WithoutLocalPartIsPostmaster) {
  EXPECT_EQ(mail_from_identity(client, "mail.example.com", "@example.org").sender, "postmaster@example.org");
}

TEST(Identity, MayHaveAnAtInItsLocalPart) {
  EXPECT_EQ(mail_from_identity(client, "mail.example.com", "\"a@b\"@example.org").domain, "example.org");
}

TEST(Identity, WithoutDomainHasNone) {
  EXPECT_EQ(mail_from_identity(client, "mail.example.com", "postmaster").domain, "");
}

// RFC 7208 §2.3
TEST(Identity, OfHeloIsPostmasterThere) {
  const auto request = helo_identity(client, "mail.example.com");
  EXPECT_EQ(request.sender, "postmaster@mail.example.com");
  EXPECT_EQ(request.domain, "mail.example.com");
}

}  // namespace
}  // namespace postern::spf

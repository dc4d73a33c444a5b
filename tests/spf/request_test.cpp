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

// RFC 7208 §4.3, RFC 8616 §4
TEST(Identity, HasDomainsOfALabels) {
  const auto request = mail_from_identity(client, "pöst.example.", "älice@bücher.Example");
  EXPECT_EQ(request.helo, "xn--pst-sna.example");
  EXPECT_EQ(request.sender, "älice@xn--bcher-kva.example");
  EXPECT_EQ(request.domain, "xn--bcher-kva.example");
  EXPECT_EQ(helo_identity(client, "bücher.example").domain, "xn--bcher-kva.example");
}

TEST(Identity, KeepsTheCaseOfWhatIsAscii) {
  EXPECT_EQ(mail_from_identity(client, "MAIL.Example.com.", "Alice@Example.ORG.").sender,
            "Alice@Example.ORG");
  EXPECT_EQ(mail_from_identity(client, "MAIL.Example.com.", "Alice@Example.ORG.").helo, "MAIL.Example.com");
}

TEST(Identity, KeepsWhatIsNoName) {
  EXPECT_EQ(mail_from_identity(client, "h", "a@b\xfc.example").domain, "b\xfc.example");
  EXPECT_EQ(mail_from_identity(client, "h", "a@[192.0.2.1]").domain, "[192.0.2.1]");
}

}  // namespace
}  // namespace postern::spf

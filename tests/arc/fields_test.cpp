#include <gtest/gtest.h>

#include "arc/chains.hpp"
#include "arc/fields.hpp"

namespace postern::arc {
namespace {

using test::replaced;

const std::string signature =
    "i=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1; t=1; x=2; l=3; h=from:to; bh=YWJj; b=ZGVm";
const std::string seal = "i=1; a=rsa-sha256; cv=none; d=example.org; s=s1; t=1; b=ZGVm";

TEST(ArcMessageSignature, IsRead) {
  const auto field = parse_message_signature(signature);
  EXPECT_EQ(field.fault, "");
  EXPECT_EQ(field.instance, 1);
  EXPECT_EQ(field.signer.domain, "example.org");
  EXPECT_EQ(field.signer.selector, "s1");
  EXPECT_EQ(field.signer.algorithm, "rsa-sha256");
  EXPECT_EQ(field.signer.signature, "def");
  EXPECT_EQ(field.body_hash, "abc");
  EXPECT_EQ(field.field_names, (std::vector<std::string>{"from", "to"}));
  EXPECT_EQ(field.header_canonicalization, dkim::Canonicalization::relaxed);
  EXPECT_EQ(field.body_canonicalization, dkim::Canonicalization::relaxed);
  EXPECT_EQ(field.body_length, 3u);
  EXPECT_EQ(field.expiration, 2u);
}

TEST(ArcMessageSignature, MayBeWrittenInManyWays) {
  struct Case {
    std::string from;
    std::string to;
  };
  for (const auto& [from, to] : std::initializer_list<Case>{
           {"t=1; ", ""},
           {"x=2; ", ""},
           {"l=3; ", ""},
           {"c=relaxed/relaxed; ", ""},
           {"c=relaxed/relaxed", "c=Simple"},
           {"rsa-sha256", "RSA-SHA256"},
           {"rsa-sha256", "ed25519-sha256"},
           {"i=1; ", "i=1; v=1; z=whatever; unknown=\xc3\xa9; "},
           {"i=1; a=rsa-sha256;", "a=rsa-sha256; i=1;"},
           {"i=1;", "i=01 ;"},
           {"h=from:to", "h = to :\r\n\tFrom "},
           {"h=from:to", "h=from:authentication-results"},
           {"s1", "S1"},
           {"example.org", "bücher.example"},
           {"t=1;", "q=dns/txt; t=1;"},
           {"b=ZGVm", "b= Z G\r\n\tVm ;"},
       }) {
    const auto field = parse_message_signature(replaced(signature, from, to));
    EXPECT_EQ(field.fault, "") << to;
    EXPECT_EQ(field.instance, 1) << to;
  }
}

TEST(ArcMessageSignature, SaysWhyItCanNeverVerify) {
  struct Case {
    std::string from;
    std::string to;
    std::string fault;
  };
  for (const auto& [from, to, fault] : std::initializer_list<Case>{
           {"i=1; ", "", "i= is missing"},
           {"a=rsa-sha256; ", "", "a= is missing"},
           {"d=example.org; ", "", "d= is missing"},
           {"s=s1; ", "", "s= is missing"},
           {"; b=ZGVm", "", "b= is missing"},
           {"b=ZGVm", "b=", "b= is missing"},
           {"b=ZGVm", "b=Z*", "b= is no base64"},
           {"bh=YWJj; ", "", "bh= is missing or no base64"},
           {"bh=YWJj", "bh=?", "bh= is missing or no base64"},
           {"h=from:to; ", "", "h= is missing"},
           {"h=from:to", "h=to", "From is not signed"},
           {"h=from:to", "h=from:arc-seal", "ARC-Seal is signed, which h= must not name"},
           {"h=from:to", "h=from:ARC-Message-Signature",
            "ARC-Message-Signature is signed, which h= must not name"},
           {"h=from:to", "h=from:arc-authentication-results",
            "ARC-Authentication-Results is signed, which h= must not name"},
           {"rsa-sha256", "rsa-sha1", "rsa-sha1 is not secure (RFC 8301)"},
           {"rsa-sha256", "rsa-sha512", "unknown algorithm"},
           {"relaxed/relaxed", "relaxed/", "unknown canonicalization"},
           {"relaxed/relaxed", "nowsp", "unknown canonicalization"},
           {"relaxed/relaxed", "simple/simple/simple", "unknown canonicalization"},
           {"d=example.org", "d=.", "d= or s= is no domain name"},
           {"d=example.org", "d=a b..c", "d= or s= is no domain name"},
           {"s=s1", "s=\xff", "d= or s= is no domain name"},
           {"t=1", "t=now", "t= is no number"},
           {"x=2", "x=", "x= is no number"},
           {"l=3", "l=-3", "l= is no number"},
           {"t=1", "q=http; t=1", "unknown query method"},
           {"t=1", "a=rsa-sha256; t=1", "no tag list"},
           {"t=1", "t=1; ; ", "no tag list"},
       }) {
    EXPECT_EQ(parse_message_signature(replaced(signature, from, to)).fault, fault) << to;
  }
  EXPECT_EQ(parse_message_signature(replaced(signature, "d=", "d=" + std::string(600, 'x'))).fault,
            "too long");
  std::string names = "from";
  for (std::size_t i = 1; i < max_field_names; ++i) names += ":x";
  EXPECT_EQ(parse_message_signature(replaced(signature, "from:to", names)).fault, "");
  EXPECT_EQ(parse_message_signature(replaced(signature, "from:to", names + ":x")).fault, "too long");
  EXPECT_EQ(parse_message_signature(signature + ";x1=" + std::string(max_field_octets, 'x')).fault,
            "no tag list");
}

TEST(ArcSeal, IsRead) {
  const auto field = parse_seal(seal);
  EXPECT_EQ(field.fault, "");
  EXPECT_EQ(field.instance, 1);
  EXPECT_EQ(field.status, ChainStatus::none);
  EXPECT_EQ(field.signer.domain, "example.org");
  EXPECT_EQ(field.signer.signature, "def");
}

TEST(ArcSeal, MayBeWrittenInManyWays) {
  struct Case {
    std::string from;
    std::string to;
  };
  for (const auto& [from, to] : std::initializer_list<Case>{
           {"cv=none", "cv=NONE"},
           {"cv=none", "cv (a) = (b) none (c)"},
           {"i=1", "(a) i (b) = (c) 1 (d)"},
           {"t=1; ", ""},
           {"i=1; ", "i=1; c=simple; bh=YWJj; unknown=1; "},
       }) {
    const auto field = parse_seal(replaced(seal, from, to));
    EXPECT_EQ(field.fault, "") << to;
    EXPECT_EQ(field.status, ChainStatus::none) << to;
  }
}

TEST(ArcSeal, SaysWhyItCanNeverVerify) {
  struct Case {
    std::string from;
    std::string to;
    std::string fault;
  };
  for (const auto& [from, to, fault] : std::initializer_list<Case>{
           {"i=1; ", "", "i= is missing"},
           {"cv=none; ", "", "cv= is missing or unknown"},
           {"cv=none", "cv=", "cv= is missing or unknown"},
           {"cv=none", "cv=neutral", "cv= is missing or unknown"},
           {"cv=none", "CV=none", "cv= is missing or unknown"},
           {"t=1", "t=1; h=from", "h= is not allowed in ARC-Seal"},
           {"t=1", "t=1; h=", "h= is not allowed in ARC-Seal"},
           {"a=rsa-sha256; ", "", "a= is missing"},
           {"d=example.org; ", "", "d= is missing"},
           {"s=s1; ", "", "s= is missing"},
           {"b=ZGVm", "b=", "b= is missing"},
           {"rsa-sha256", "rsa-sha1", "rsa-sha1 is not secure (RFC 8301)"},
           {"t=1", "t=x", "t= is no number"},
       }) {
    EXPECT_EQ(parse_seal(replaced(seal, from, to)).fault, fault) << to;
  }
}

TEST(ArcAuthenticationResults, AreReadTolerantly) {
  const auto field =
      parse_results_field(" i=2; mx.microsoft.com 1; dmarc=pass action=none header.from=a.example; arc=none");
  EXPECT_EQ(field.instance, 2);
  ASSERT_TRUE(field.results);
  EXPECT_EQ(field.results->authserv_id, "mx.microsoft.com");
  EXPECT_EQ(field.results->results.size(), 2u);
}

// RFC 8617 §3.4.
TEST(ArcAuthenticationResults, MaySayAnything) {
  const auto field = parse_results_field(" i=2; ???");
  EXPECT_EQ(field.instance, 2);
  EXPECT_FALSE(field.results);
}

}  // namespace
}  // namespace postern::arc

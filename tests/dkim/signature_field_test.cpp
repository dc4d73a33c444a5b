#include "dkim/signature_field.hpp"

#include <gtest/gtest.h>

#include <string>

namespace postern::dkim {
namespace {

const std::string good = "v=1; a=rsa-sha256; d=example.com; s=s1; h=from:to; bh=AAAA; b=abc\r\n defghijk";

SignatureField with(const std::string& replaced, const std::string& by) {
  auto text = good;
  text.replace(text.find(replaced), replaced.size(), by);
  return parse_signature_field(text);
}

TEST(SignatureField, SaysWhoSigned) {
  const auto field =
      parse_signature_field(good + "; i=joe@eng.example.com; t=10; x=20; l=30; c=simple/Relaxed");
  const Signature expected{.domain = "example.com",
                           .identity = "joe@eng.example.com",
                           .selector = "s1",
                           .algorithm = "rsa-sha256",
                           .digest_start = "abcdefgh"};
  EXPECT_EQ(field.report, expected);
  EXPECT_EQ(field.timestamp, 10u);
  EXPECT_EQ(field.expiration, 20u);
  EXPECT_EQ(field.body_length, 30u);
  EXPECT_EQ(field.header_canonicalization, Canonicalization::simple);
  EXPECT_EQ(field.body_canonicalization, Canonicalization::relaxed);
  EXPECT_FALSE(field.is_decided());
}

TEST(SignatureField, HasTheDomainAsIdentityByDefault) {  // RFC 6376 §3.5, i=
  EXPECT_EQ(parse_signature_field(good).report.identity, "@example.com");
}

TEST(SignatureField, IsSimpleByDefault) {
  EXPECT_EQ(parse_signature_field(good).header_canonicalization, Canonicalization::simple);
  EXPECT_EQ(with("a=", "c=relaxed; a=").header_canonicalization, Canonicalization::relaxed);
  EXPECT_EQ(with("a=", "c=relaxed; a=").body_canonicalization, Canonicalization::simple);
}

TEST(SignatureField, IsNeutralWhenItIsNoTagList) {
  for (const auto* text : {"", "hello", "v=1; v=1", "=", "d=a.example; d=b.example"}) {
    const auto result = parse_signature_field(text).report.result;
    EXPECT_EQ(result, *text == '\0' ? Result::permerror : Result::neutral) << text;
  }
}

TEST(SignatureField, IsPermanentlyWrong) {
  struct Case {
    std::string replaced, by, reason;
  };
  const Case cases[] = {
      {"v=1; ", "", "v= is missing"},
      {"v=1", "v=2", "unknown version"},
      {"d=example.com", "d=", "d= is missing"},
      {"bh=AAAA; ", "", "bh= is missing"},
      {"from:to", "to : Fromage", "From is not signed"},
      {"from:to", "from:\xc3\xa4", "h= is no list of field names"},
      {"a=", "l=x; a=", "l=, t= or x= is no number"},
      {"a=", "t=-1; a=", "l=, t= or x= is no number"},
      {"a=", "t=20; x=20; a=", "x= is not after t="},
      {"a=", "q=http; a=", "unknown query method"},
      {"rsa-sha256", "RSA-SHA1", "rsa-sha1 is not secure (RFC 8301)"},
      {"rsa-sha256", "rsa-sha512", "unknown algorithm"},
      {"a=", "c=odd; a=", "unknown canonicalization"},
      {"a=", "c=simple/; a=", "unknown canonicalization"},
      {"bh=AAAA", "bh=AA*A", "b= or bh= is no base64"},
      {"abc", "-", "b= or bh= is no base64"},
      {"d=example.com", "d=example..com", "s= and d= make no domain name"},
      {"d=example.com", "d=.", "s= and d= make no domain name"},
      {"d=example.com", "d=example.com.", "s= and d= make no domain name"},
      {"s=s1", "s=.s1", "s= and d= make no domain name"},
      {"s=s1", "s=" + std::string(64, 'x'), "s= and d= make no domain name"},
      {"a=", "i=example.com; a=", "i= cannot be read"},
      {"a=", "i=a=2Rb@example.com; a=", "i= cannot be read"},
      {"a=", "i=a@example.com=; a=", "i= cannot be read"},
      {"a=", "i=@com; a=", "i= is not within d="},
      {"a=", "i=@badexample.com; a=", "i= is not within d="},
      {"a=", "i=a@example.com@b.test; a=", "i= is not within d="},
      {"a=", "i=a=40b.test; a=", "i= is not within d="},
  };
  for (const auto& each : cases) {
    const auto field = with(each.replaced, each.by);
    EXPECT_EQ(field.report.result, Result::permerror) << each.by;
    EXPECT_EQ(field.report.reason, each.reason) << each.by;
  }
}

TEST(SignatureField, AcceptsWhatIsUnusual) {
  for (const auto* by :
       {"q=dns/txt:http; a=", "z=From:x|To:y; a=", "unknown=1; a=", "l=0; a=", "q = DNS/TXT; a="}) {
    EXPECT_FALSE(with("a=", by).is_decided()) << by;
  }
  EXPECT_FALSE(with("from:to", "to\r\n : FROM").is_decided());
}

TEST(SignatureField, HoldsWhatVerificationNeeds) {
  const auto field = with("a=", "i=a=20b=40@Sub.Example.COM; a=");
  ASSERT_FALSE(field.is_decided()) << field.report.reason;
  EXPECT_EQ(field.domain.text(), "example.com");
  EXPECT_EQ(field.key_name.text(), "s1._domainkey.example.com");
  EXPECT_TRUE(field.is_for_subdomain);
  EXPECT_FALSE(parse_signature_field(good).is_for_subdomain);
  EXPECT_EQ(field.fields, (std::vector<std::string>{"from", "to"}));
  EXPECT_EQ(field.body_hash, std::string(3, '\0'));
  EXPECT_EQ(field.signature.size(), 8u);
  EXPECT_EQ(field.key_type, KeyType::rsa);
}

TEST(SignatureField, MayHaveADomainInULabels) {  // RFC 8616 §5
  auto field = with("d=example.com",
                    "d=B\xc3\xbc"
                    "cher.example; i=@x.xn--bcher-kva.example");
  ASSERT_FALSE(field.is_decided()) << field.report.reason;
  EXPECT_EQ(field.key_name.text(), "s1._domainkey.xn--bcher-kva.example");
  EXPECT_EQ(field.report.domain, "xn--bcher-kva.example");
  field = with("d=example.com",
               "d=xn--bcher-kva.example; i=j\xc3\xb6@b\xc3\xbc"
               "cher.example");
  ASSERT_FALSE(field.is_decided()) << field.report.reason;
  EXPECT_EQ(field.report.identity, "j\xc3\xb6@xn--bcher-kva.example");
  EXPECT_EQ(with("s=s1", "s=\xc3\xa4").key_name.text(), "xn--4ca._domainkey.example.com");
  EXPECT_EQ(with("d=example.com", "d=\xff.example").report.reason, "s= and d= make no domain name");
}

TEST(SignatureField, TakesANumberThatDoesNotFitAsInfinite) {  // RFC 6376 §3.5, t=
  EXPECT_EQ(with("a=", "x=" + std::string(76, '9') + "; a=").expiration, UINT64_MAX);
  EXPECT_EQ(with("a=", "x=1x; a=").report.result, Result::permerror);
  EXPECT_EQ(with("a=", "x=; a=").report.result, Result::permerror);
}

TEST(SignatureField, StillSaysWhoMadeABrokenOne) {
  EXPECT_EQ(with("from:to", "to").report.domain, "example.com");
}

// Each tag costs the library time for every other: 100,000 of them held up a thread for 20 seconds.
TEST(SignatureField, IsNeutralWhenItHasTooManyTags) {
  const auto tags = [](int count) {
    std::string text;
    for (int number = 0; number < count; ++number) text += "; x" + std::to_string(number) + "=1";
    return text;
  };
  EXPECT_FALSE(parse_signature_field(good + tags(57)).is_decided());
  EXPECT_EQ(parse_signature_field(good + tags(58)).report.result, Result::neutral);
}

TEST(SignatureField, IsNeutralWhenItIsTooLong) {
  const auto of_size = [](std::size_t size) {
    return good + "; z=" + std::string(size - good.size() - 4, 'x');
  };
  EXPECT_FALSE(parse_signature_field(of_size(32 * 1024)).is_decided());
  EXPECT_EQ(parse_signature_field(of_size(32 * 1024 + 1)).report.result, Result::neutral);
}

TEST(SignatureField, SaysNothingOfItselfWhenAValueIsTooLong) {
  const std::string longest(512, 'x');
  for (const auto* name : {"s=s1", "d=example.com"}) {
    EXPECT_EQ(with(name, std::string(name, 2) + longest).report.reason, "s= and d= make no domain name");
    const Signature expected{.result = Result::neutral, .reason = "too long"};
    EXPECT_EQ(with(name, std::string(name, 2) + longest + 'x').report, expected) << name;
  }
}

}  // namespace
}  // namespace postern::dkim

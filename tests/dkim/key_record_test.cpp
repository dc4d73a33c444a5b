#include "dkim/key_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::dkim {
namespace {

using ::testing::ElementsAre;

// p= of the examples: what RFC 8463 appendix A.2 publishes.
const std::string key = "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

KeyRecord read(const std::string& text) {
  const auto record = parse_key_record(text);
  EXPECT_TRUE(record) << text << ": " << record.error();
  return *record;
}

TEST(KeyRecord, SaysWhatTheKeyIsFor) {
  const auto record = read("v=DKIM1; k=ed25519; " + key);
  EXPECT_EQ(record.type, KeyType::ed25519);
  EXPECT_TRUE(record.key);
  EXPECT_TRUE(record.accepts_sha256);
  EXPECT_TRUE(record.is_for_email);
  EXPECT_FALSE(record.is_test);
  EXPECT_FALSE(record.is_for_domain_only);
}

TEST(KeyRecord, MayBeRevoked) {  // RFC 6376 §3.6.1, p=
  EXPECT_FALSE(read("v=DKIM1; p=").key);
  EXPECT_FALSE(read("k=ed25519; p= ; n=gone").key);
}

TEST(KeyRecord, HasListsOfWords) {
  struct Case {
    std::string tags;
    bool accepts_sha256, is_for_email, is_test, is_for_domain_only;
  };
  const Case cases[] = {
      {"h=sha1", false, true, false, false},
      {"h=sha1 : SHA256", true, true, false, false},
      {"h=", false, true, false, false},
      {"h=sha256x", false, true, false, false},
      {"s=email", true, true, false, false},
      {"s=*", true, true, false, false},
      {"s=tlsrpt:email", true, true, false, false},
      {"s=tlsrpt", true, false, false, false},
      {"t=y", true, true, true, false},
      {"t=s", true, true, false, true},
      {"t=y : s : z", true, true, true, true},
      {"t=yes", true, true, false, false},
      {"g=nobody; n=x=y", true, true, false, false},  // g= is of RFC 4871 only
  };
  for (const auto& each : cases) {
    const auto record = read(each.tags + "; p=");
    EXPECT_EQ(record.accepts_sha256, each.accepts_sha256) << each.tags;
    EXPECT_EQ(record.is_for_email, each.is_for_email) << each.tags;
    EXPECT_EQ(record.is_test, each.is_test) << each.tags;
    EXPECT_EQ(record.is_for_domain_only, each.is_for_domain_only) << each.tags;
  }
}

TEST(KeyRecord, IsRefusedWithTheReason) {
  const std::pair<std::string, std::string> cases[] = {
      {"garbage", "key syntax error: no tag list"},
      {"v=DKIM1; p=; p=", "key syntax error: no tag list"},
      {"", "key syntax error: no p="},
      {"v=DKIM1; k=rsa", "key syntax error: no p="},
      {"v=DKIM2; p=", "key syntax error: v= is not DKIM1 or not first"},
      {"v=dkim1; p=", "key syntax error: v= is not DKIM1 or not first"},
      {"p=; v=DKIM1", "key syntax error: v= is not DKIM1 or not first"},
      {"k=dsa; p=", "unknown key type"},
      {"p=AAA!", "key syntax error: p= is no base64"},
      {"p=AAAA", "key syntax error: p= is no rsa key"},
      {key, "key syntax error: p= is no rsa key"},
      {"k=ed25519; p=AAAA", "key syntax error: p= is no ed25519 key"},
      {"p=; n=" + std::string(max_key_record, 'x'), "key record is too long"},
  };
  for (const auto& [text, reason] : cases) {
    const auto record = parse_key_record(text);
    ASSERT_FALSE(record) << text;
    EXPECT_EQ(record.error(), reason) << text;
  }
}

TEST(KeyRecords, AreThoseThatReadAsOne) {
  EXPECT_THAT(
      choose_key_records({"google-site-verification=x", "v=DKIM1; p=A", "v=spf1 -all", "k=rsa; p="}, 5),
      ElementsAre("v=DKIM1; p=A", "k=rsa; p="));
  EXPECT_THAT(choose_key_records({"p=A; v=DKIM1", "v=DKIM2; p=A", " v=DKIM1; p=B"}, 5),
              ElementsAre(" v=DKIM1; p=B"));
}

TEST(KeyRecords, AreNotTooMany) {
  EXPECT_THAT(choose_key_records({"p=A", "p=B", "p=C"}, 2), ElementsAre("p=A", "p=B"));
}

TEST(KeyRecords, AreTheFirstWhenNoneReadsAsOne) {
  EXPECT_THAT(choose_key_records({"x", "y"}, 5), ElementsAre("x"));
}

}  // namespace
}  // namespace postern::dkim

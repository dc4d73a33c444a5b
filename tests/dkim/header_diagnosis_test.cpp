#include "dkim/header_diagnosis.hpp"

#include <gmock/gmock.h>

#include "base/ascii.hpp"
#include "dkim/key_record.hpp"
#include "dkim/signer.hpp"

namespace postern::dkim {
namespace {

using testing::HasSubstr;

const test::SigningKey& key() {
  static const auto loaded = test::SigningKey::load("ed25519");
  return loaded;
}

constexpr std::string_view message =
    "From: Alice <alice@example.com>\r\nTo: bob@example.org\r\nSubject: Re: lunch\r\nDate: Fri, 01 May 2026 "
    "10:00:00 +0000\r\n\r\nHi\r\n";

/// The fields of a message without folds in any but the first.
std::vector<std::string> fields_of(std::string text) {
  text.resize(text.find("\r\n\r\n") + 2);
  std::vector<std::string> fields;
  for (std::size_t at = 0; at < text.size();) {
    auto end = text.find("\r\n", at) + 2;
    while (end < text.size() && base::is_wsp(text[end])) end = text.find("\r\n", end) + 2;
    fields.push_back(text.substr(at, end - at));
    at = end;
  }
  return fields;
}

std::vector<std::string> signed_fields(const test::Signing& how = {}) {
  return fields_of(test::sign(key(), message, how));
}

HeaderDiagnosis diagnose(const std::vector<std::string>& fields, std::size_t signature = 0) {
  const auto field = parse_signature_field(fields[signature].substr(fields[signature].find(':') + 1));
  const auto record = parse_key_record(key().record_text());
  return diagnose_header(fields, signature, field, &*record->key);
}

TEST(HeaderDiagnosis, SaysWhatVerifies) {
  const auto found = diagnose(signed_fields());
  EXPECT_EQ(found.verifies, true);
  EXPECT_THAT(found.canonical, HasSubstr("from:Alice <alice@example.com>\r\nto:bob@example.org\r\n"));
}

TEST(HeaderDiagnosis, CountsNamesAndFields) {
  const auto found = diagnose(signed_fields({.fields = "from:from:reply-to:subject"}));
  EXPECT_THAT(found.names, testing::ElementsAre(SignedName{"from", 2, 1}, SignedName{"reply-to", 1, 0},
                                                SignedName{"subject", 1, 1}));
  EXPECT_TRUE(found.names[0].is_sealed());
  EXPECT_FALSE(found.names[2].is_sealed());
}

TEST(HeaderDiagnosis, FindsATagInTheSubject) {
  auto fields = signed_fields();
  fields[3] = "Subject: [lunch-list] Re: lunch\r\n";
  EXPECT_THAT(diagnose(fields).text, HasSubstr("\"[lunch-list]\" was put into the Subject"));
  fields[3] = "Subject: Re: [lunch-list] lunch\r\n";
  EXPECT_THAT(diagnose(fields).text, HasSubstr("\"[lunch-list]\" was put into the Subject"));
}

TEST(HeaderDiagnosis, FindsThatFromWasRewritten) {
  auto fields = signed_fields();
  fields[1] = "From: Alice via List <list@lists.example>\r\n";
  fields.emplace_back("X-Original-From: Alice <alice@example.com>\r\n");
  EXPECT_EQ(diagnose(fields).text, "From was rewritten; what it was stands in X-Original-From");
}

TEST(HeaderDiagnosis, FindsAFieldThatWasAdded) {
  auto fields = signed_fields({.fields = "from:subject:reply-to"});
  fields.emplace(fields.begin(), "Reply-To: list@lists.example\r\n");
  EXPECT_EQ(diagnose(fields, 1).text, "a field Reply-To was added, which h= names");
}

TEST(HeaderDiagnosis, FindsFoldsUnderSimple) {
  auto fields = signed_fields({.canonicalization = "simple/simple"});
  fields[3] = "Subject: Re:\r\n lunch\r\n";
  EXPECT_THAT(diagnose(fields).text, HasSubstr("folded"));
}

TEST(HeaderDiagnosis, SaysWhenItDoesNotKnow) {
  auto fields = signed_fields();
  fields[3] = "Subject: Re: dinner\r\n";
  EXPECT_EQ(diagnose(fields).verifies, false);
  EXPECT_THAT(diagnose(fields).text, HasSubstr("was changed, added or removed"));
  const auto field = parse_signature_field(fields[0].substr(fields[0].find(':') + 1));
  EXPECT_EQ(diagnose_header(fields, 0, field, nullptr).verifies, std::nullopt);
}

}  // namespace
}  // namespace postern::dkim

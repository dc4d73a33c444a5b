#include "dkim/lint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dkim/base64.hpp"
#include "dkim/signer.hpp"

namespace postern::dkim {
namespace {

using base::Severity;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

std::string record_of(std::string_view key) {
  return test::SigningKey::load(key).record_text();
}

/// p= of that key alone.
std::string data_of(std::string_view key) {
  const auto text = record_of(key);
  return text.substr(text.find("p=") + 2);
}

auto finding(Severity severity, const std::string& problem) {
  return AllOf(Field(&base::Finding::severity, severity), Field(&base::Finding::problem, HasSubstr(problem)));
}

/// What is to be found in a record, and at which of its words; KEY stands for an RSA key of 2,048 bits.
struct Row {
  std::string record;
  Severity severity;
  std::string problem;
  std::string at = "";  ///< empty: the whole record
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.record;
}

class LintKeyRecord : public testing::TestWithParam<Row> {};

TEST_P(LintKeyRecord, Finds) {
  const auto& row = GetParam();
  auto record = row.record;
  const auto key = record.find("KEY");
  if (key != record.npos) record.replace(key, 3, data_of("rsa2048"));
  std::optional<base::Place> place;
  if (!row.at.empty()) place = base::Place{record.find(row.at), row.at.size()};
  EXPECT_THAT(lint_key_record(record),
              Contains(AllOf(finding(row.severity, row.problem), Field(&base::Finding::place, place))));
}

INSTANTIATE_TEST_SUITE_P(
    Tags, LintKeyRecord,
    testing::Values(Row{"p=KEY", Severity::note, "there is no v=DKIM1"},
                    Row{"v=DKIM2; p=KEY", Severity::error, "v= is not DKIM1", "v=DKIM2"},
                    Row{"k=rsa; v=DKIM1; p=KEY", Severity::error, "does not stand first", "v=DKIM1"},
                    Row{"v=DKIM1; rsa; p=KEY", Severity::error, "no equals sign", "rsa"},
                    Row{"v=DKIM1; K=rsa; p=KEY", Severity::error, "small letters", "K=rsa"},
                    Row{"v=DKIM1; x=1; p=KEY", Severity::note, "no such tag", "x=1"},
                    Row{"v=DKIM1; g=*; p=KEY", Severity::note, "RFC 4871", "g=*"},
                    Row{"v=DKIM1; t=s; t=y; p=KEY", Severity::error, "there twice", "t=y"},
                    Row{"v=DKIM1;; p=KEY", Severity::error, "no list of tags"},
                    Row{"v=DKIM1; n=a\x01; p=KEY", Severity::error, "no list of tags"},
                    Row{"v=DKIM1; k=rsa", Severity::error, "there is no p="},
                    Row{"v=DKIM1; k=dsa; p=KEY", Severity::error, "no type of key", "k=dsa"},
                    Row{"v=DKIM1; h=sha1; p=KEY", Severity::error, "does not name sha256", "h=sha1"},
                    Row{"v=DKIM1; h=sha1:sha256; p=KEY", Severity::note, "names sha1", "h=sha1:sha256"},
                    Row{"v=DKIM1; s=tlsrpt; p=KEY", Severity::error, "no service that is mail", "s=tlsrpt"},
                    Row{"v=DKIM1; t=y; p=KEY", Severity::note, "only tries DKIM out", "t=y"},
                    Row{"v=DKIM1; t=y:s; p=KEY", Severity::note, "names a subdomain", "t=y:s"},
                    Row{"v=DKIM1; t=z; p=KEY", Severity::note, "flag that DKIM does not know", "t=z"},
                    Row{"v=DKIM1; p=", Severity::warning, "revoked", "p="},
                    Row{"v=DKIM1; p=" + std::string(4096, 'A'), Severity::error, "more than any key needs"}));

INSTANTIATE_TEST_SUITE_P(
    Data, LintKeyRecord,
    testing::Values(Row{"v=DKIM1; p=AB\"CD", Severity::error, "base64 does not have", "\""},
                    Row{"v=DKIM1; p=AB\\CD", Severity::error, "base64 does not have", "\\"},
                    Row{"v=DKIM1; p=A", Severity::error, "p= is no base64", "A"},
                    Row{"v=DKIM1; p=AA=AA", Severity::error, "p= is no base64", "AA=AA"},
                    Row{"v=DKIM1; p=AAAA", Severity::error, "p= is no rsa key", "AAAA"}));

TEST(LintKeyRecord, TellsWeakKeysFromStrong) {
  EXPECT_THAT(lint_key_record(record_of("rsa768")), ElementsAre(finding(Severity::error, "768 bits")));
  EXPECT_THAT(lint_key_record(record_of("rsa1024")), ElementsAre(finding(Severity::warning, "1024 bits")));
  EXPECT_THAT(lint_key_record(record_of("rsa2048")), IsEmpty());
}

TEST(LintKeyRecord, KnowsTheFormOfAnRsaKey) {
  const auto bare = format_base64(parse_base64(data_of("rsa2048")).value().substr(24));
  EXPECT_THAT(lint_key_record("v=DKIM1; p=" + bare), ElementsAre(finding(Severity::warning, "PKCS #1")));
}

TEST(LintKeyRecord, SeesAKeyThatWasCut) {
  const auto record = record_of("rsa2048");
  EXPECT_THAT(lint_key_record(record.substr(0, 255)), Contains(finding(Severity::error, "p= is no")));
}

TEST(LintKeyRecord, KnowsMistakesWithEd25519) {
  const auto data = data_of("ed25519");
  EXPECT_THAT(lint_key_record("v=DKIM1; k=ed25519; p=" + data),
              ElementsAre(finding(Severity::note, "not every")));
  EXPECT_THAT(lint_key_record("v=DKIM1; p=" + data),
              ElementsAre(finding(Severity::error, "size of an ed25519")));
  const auto wrapped = format_base64(std::string(12, '0') + parse_base64(data).value());
  EXPECT_THAT(lint_key_record("v=DKIM1; k=ed25519; p=" + wrapped),
              ElementsAre(finding(Severity::error, "in a wrapping")));
}

TEST(LintKeyTexts, CountsThem) {
  EXPECT_THAT(lint_texts({}), ElementsAre(finding(Severity::error, "no key at this name")));
  EXPECT_THAT(lint_texts({"p=", "p="}), ElementsAre(finding(Severity::warning, "2 TXT records")));
  EXPECT_THAT(lint_texts({"p="}), IsEmpty());
}

}  // namespace
}  // namespace postern::dkim

#include "dkim/body_diagnosis.hpp"

#include <gtest/gtest.h>

#include "dkim/body_hash.hpp"

namespace postern::dkim {
namespace {

using enum BodyChange;

constexpr std::string_view original = "Hello,\r\n\r\nFrom here on  it is text.\r\n.dot\r\n-- \r\nAlice\r\n";

std::string signed_hash(std::string_view body, Canonicalization how) {
  BodyHash hash(how);
  hash.feed(body);
  hash.finish();
  return std::string(octets_of(hash.digest()));
}

/// What is said of a body when `was` was signed.
std::string change(std::string_view was, std::string_view is,
                   Canonicalization how = Canonicalization::simple) {
  const auto hash = signed_hash(was, how);
  return std::string(format(diagnose_body(is, {how, std::nullopt, hash}).change));
}

std::string replaced(std::string_view from, std::string_view to) {
  std::string text(original);
  return text.replace(text.find(from), from.size(), to);
}

TEST(BodyDiagnosis, FindsNothingWhereNothingWasChanged) {
  EXPECT_EQ(change(original, original), "none");
  EXPECT_EQ(change(original, std::string(original) + "\r\n\r\n"), "none");
  EXPECT_EQ(change(original, replaced("on  it", "on it"), Canonicalization::relaxed), "none");
}

TEST(BodyDiagnosis, FindsWhatWasAppended) {
  for (const auto how : {Canonicalization::simple, Canonicalization::relaxed}) {
    const auto hash = signed_hash(original, how);
    const auto body = std::string(original) + "\r\n____\r\nlist mailing list\r\n";
    const auto found = diagnose_body(body, {how, std::nullopt, hash});
    EXPECT_EQ(found.change, appended);
    EXPECT_TRUE(found.text.starts_with("text was appended: the first ")) << found.text;
  }
}

TEST(BodyDiagnosis, FindsAPartThatWasAppended) {
  EXPECT_EQ(change("--b\r\n\r\ntext\r\n--b--\r\n", "--b\r\n\r\ntext\r\n--b\r\n\r\nfooter\r\n--b--\r\n"),
            "appended-part");
}

TEST(BodyDiagnosis, FindsWhatWasPutBefore) {
  EXPECT_EQ(change(original, "CAUTION: from outside\r\n\r\n" + std::string(original)), "prepended");
}

TEST(BodyDiagnosis, FindsWhatBecameOfLines) {
  EXPECT_EQ(change(original, replaced("-- \r\n", "--\r\n")), "trailing-blanks");
  EXPECT_EQ(change(original, replaced("From here", ">From here")), "from-lines");
  EXPECT_EQ(change(original, replaced(".dot", "..dot")), "dots");
  EXPECT_EQ(change(replaced(".dot", "..dot"), original), "dots");
  EXPECT_EQ(change(replaced("-- ", "--"), replaced("-- ", "--   ")), "trailing-blanks");
}

TEST(BodyDiagnosis, FindsLineEndsThatWereConverted) {
  EXPECT_EQ(change(original, replaced("Hello,\r\n", "Hello,\n")), "line-ends");
  std::string with_lf(original);
  std::erase(with_lf, '\r');
  const auto hash = std::string(octets_of(sha256(with_lf)));
  EXPECT_EQ(diagnose_body(original, {Canonicalization::simple, std::nullopt, hash}).change, line_ends);
}

TEST(BodyDiagnosis, FindsMistakesOfSigners) {
  EXPECT_EQ(diagnose_body(original, {Canonicalization::simple, std::nullopt,
                                     signed_hash(original, Canonicalization::relaxed)})
                .change,
            canonicalization);
  const auto undropped = std::string(octets_of(sha256(std::string(original) + "\r\n\r\n")));
  EXPECT_EQ(diagnose_body(original, {Canonicalization::simple, std::nullopt, undropped}).change, blank_lines);
  EXPECT_EQ(change("", original), "emptied");
}

TEST(BodyDiagnosis, LooksAtTheLengthTag) {
  const auto hash = signed_hash(original, Canonicalization::simple);
  EXPECT_EQ(
      diagnose_body(std::string(original) + "more\r\n", {Canonicalization::simple, original.size(), hash})
          .change,
      none);
  EXPECT_EQ(diagnose_body(original, {Canonicalization::simple, 5, hash}).change, length_tag);
  EXPECT_EQ(diagnose_body("short\r\n", {Canonicalization::simple, original.size(), hash}).change, shortened);
}

TEST(BodyDiagnosis, SaysWhenItDoesNotKnow) {
  EXPECT_EQ(change(original, replaced("text", "tex")), "unknown");
  EXPECT_EQ(change(original, ""), "unknown");
}

}  // namespace
}  // namespace postern::dkim

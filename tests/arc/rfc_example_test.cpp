#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "arc/chains.hpp"
#include "arc/verifier.hpp"

namespace postern::arc {
namespace {

using test::validate;

// RFC 8617 appendix B. Its keys have 512 bits and are not given, so what can be shown is everything but the
// signatures.
std::string rfc_message() {
  std::ifstream file(POSTERN_SOURCE_DIR "/tests/data/arc/rfc8617.eml", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(ArcRfcExample, HasAValidStructureAndItsThreeKeysAreAskedFor) {
  dkim::KeyCache keys;
  Verifier verifier(keys);
  for (const auto& entry : test::parse_message(rfc_message()).header) verifier.header(entry.field.raw());
  std::vector<std::string> names;
  for (const auto& name : verifier.end_of_header()) names.push_back(name.text());
  EXPECT_EQ(names, (std::vector<std::string>{"20120806._domainkey.gmail.example",
                                             "clochette._domainkey.clochette.example.org",
                                             "dk-lists._domainkey.lists.example.org"}));
}

// The key is missed last, so the body hash was found right.
TEST(ArcRfcExample, HasTheBodyHashItSays) {
  EXPECT_EQ(validate(rfc_message(), {}).reason,
            "i=3: ARC-Message-Signature: no key for clochette._domainkey.clochette.example.org");
  EXPECT_EQ(validate(test::replaced(rfc_message(), "--J.", "--K."), {}).reason,
            "i=3: ARC-Message-Signature: body hash did not verify");
}

TEST(ArcRfcExample, SaysWhatEachSealerFound) {
  const auto sets = validate(rfc_message(), {}).sets;
  ASSERT_EQ(sets.size(), 3u);
  EXPECT_EQ(sets[0].seal_domain, "lists.example.org");
  EXPECT_EQ(sets[0].seal_selector, "dk-lists");
  ASSERT_TRUE(sets[0].results && sets[1].results && sets[2].results);
  EXPECT_EQ(sets[0].results->results.at(0),
            (mail::MethodResult{"spf", "pass", "", "", {{"smtp", "mfrom", "jqd@d1.example"}}}));
  EXPECT_EQ(sets[1].results->authserv_id, "gmail.example");
  EXPECT_EQ(sets[2].results->results.at(3).comment,
            "as.2.gmail.example=pass, ams.2.gmail.example=pass, as.1.lists.example.org=pass, "
            "ams.1.lists.example.org=fail (message has been altered)");
}

}  // namespace
}  // namespace postern::arc

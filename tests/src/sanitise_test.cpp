#include "stamp/sanitise.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace postern {
namespace {

using namespace std::string_literals;

mail::HeaderBlock header_of(const std::vector<std::string>& fields) {
  mail::HeaderBlock header;
  for (const auto& field : fields) header.append(mail::HeaderField::raw(field));
  return header;
}

std::string text_of(const mail::HeaderBlock& header) {
  std::string text;
  header.append_to(text);
  return text;
}

SanitiseRules rules() {
  return {.mode = SanitiseMode::remove,
          .ids = {"mx.example.org", "old.example.net", ".corp.example"},
          .names = {"X-Quarantine", "X-Tag"},
          .chain_is_intact = false};
}

bool stays(const std::string& field, const SanitiseRules& by = rules()) {
  auto header = header_of({field});
  sanitise(header, by);
  return header.size() == 1;
}

using Fields = std::vector<std::pair<std::string, bool>>;

void expect(const Fields& fields, const SanitiseRules& by = rules()) {
  for (const auto& [field, is_kept] : fields) EXPECT_EQ(stays(field, by), is_kept) << field;
}

TEST(Sanitise, RemovesResultsThatClaimToBeOurs) {
  expect({{"Authentication-Results: mx.example.org; spf=pass\r\n", false},
          {"authentication-results: MX.Example.ORG; none\r\n", false},
          {"Authentication-Results: (x) \"mx.example.org\" 1; none\r\n", false},
          {"Authentication-Results:\r\n mx.example.org; none\r\n", false},
          {"Authentication-Results: ;;; mx.exa(c)mple.org\r\n", false},
          {"Authentication-Results: amx.example.org; none\r\r\n", false},
          {"Authentication-Results: other.example; none\r\n", true},
          {"Authentication-Results: other.example; dkim=pass header.d=mx.example.org\r\n", true},
          {"Authentication-Results: mx.example.org.evil.example; none\r\n", true}});
}

TEST(Sanitise, RemovesResultsOfOtherIdsThatAreOurs) {
  expect({{"Authentication-Results: old.example.net; none\r\n", false},
          {"Authentication-Results: new.old.example.net; none\r\n", true},
          {"Authentication-Results: corp.example; none\r\n", true},
          {"Authentication-Results: a.B.Corp.Example.; none\r\n", false},
          {"Authentication-Results: ;; a.corp.example\r\n", false},
          {"Authentication-Results: notcorp.example; none\r\n", true},
          {"Authentication-Results: corp.example.evil.example; none\r\n", true}});
}

TEST(Sanitise, KnowsDomainsInEitherSpelling) {
  const SanitiseRules by{.mode = SanitiseMode::remove, .ids = {".bücher.example"}, .names = {}};
  expect({{"Authentication-Results: mx.xn--bcher-kva.example; none\r\n", false},
          {"Authentication-Results: mx.bücher.example; none\r\n", false},
          {"Authentication-Results: mx.bucher.example; none\r\n", true}},
         by);
}

TEST(Sanitise, RemovesFieldsThatOnlyWeAdd) {
  expect({{"X-Disposition-Quarantine: no\r\n", false},
          {"x-disposition-: x\r\n", false},
          {"X-Disposition: x\r\n", true},
          {"X-QUARANTINE: x\r\n", false},
          {"X-Tag: x\r\n", false},
          {"X-Tags: x\r\n", true},
          {"BIMI-Location: v=BIMI1; l=https://evil.example/bank.svg\r\n", false},
          {"BIMI-Indicator: PHN2Zz4=\r\n", false},
          {"BIMI-Logo-Preference: avp=brand\r\n", false},
          {"BIMI-Selector: v=BIMI1; s=brand\r\n", true},
          {"Subject: BIMI-Location: x\r\n", true}});
}

// Who skips blanks, controls or octets of another script sees the name without them.
TEST(Sanitise, IsNotMisledByTricksWithTheName) {
  expect({{"AUTHENTICATION-results: mx.example.org; none\r\n", false},
          {"Authentication-Results \t : mx.example.org; none\r\n", false},
          {"Authentication-Results\r\n : mx.example.org; none\r\n", false},
          {" Authentication-Results: mx.example.org; none\r\n", false},
          {"Authentication-Results\xc2\xa0: mx.example.org; none\r\n", false},
          {"Authentication-Results\xc2\xa0: other.example; none\r\n", true},
          {"\x0b"
           "Authentication-Results: mx.example.org; none\r\n",
           false},
          {"Authentication- Results: mx.example.org; none\r\n", false},
          {"\xef\xbb\xbf"
           "X-Disposition-Quarantine: no\r\n",
           false},
          {"X-Tag\x7f: x\r\n", false},
          {"A line about X-Tag: x\r\n", true},
          {"Authentication-Results mx.example.org; none\r\n", true},
          {"no colon\r\n", true},
          {"\r\n", true},
          {": mx.example.org; none\r\n", true}});
}

TEST(Sanitise, RemovesForeignResultsInAChainThatIsBroken) {
  const Fields broken{{"ARC-Authentication-Results: i=1; mx.example.org; spf=pass\r\n", false},
                      {"ARC-Authentication-Results: mx.example.org; spf=pass\r\n", false},
                      {"ARC-Authentication-Results: i=1 (;) ; mx.example.org; spf=pass\r\n", false},
                      {"ARC-Authentication-Results: mx.example.org(=); i=1\r\n", false},
                      {"ARC-Authentication-Results: i=1\r\n", true},
                      {"ARC-Authentication-Results: i=1; other.example; spf=pass\r\n", true},
                      {"ARC-Seal: i=1; d=mx.example.org\r\n", true},
                      {"ARC-Message-Signature: i=1; d=mx.example.org\r\n", true}};
  expect(broken);
}

TEST(Sanitise, LeavesAnIntactChainAlone) {
  auto by = rules();
  by.chain_is_intact = true;
  expect({{"ARC-Authentication-Results: i=1; mx.example.org; spf=pass\r\n", true},
          {"ARC-Seal: i=1; cv=none\r\n", true},
          {"ARC-Message-Signature: i=1; h=From\r\n", true},
          {"ARC-Authentication-Results\xc2\xa0: i=1; mx.example.org; spf=pass\r\n", false}},
         by);
}

TEST(Sanitise, RemovesWhatOnlyLooksLikeArc) {
  expect({{"ARC-Authentication-Result: i=1; mx.example.org; spf=pass\r\n", false},
          {"ARC-: x\r\n", false},
          {"arc-filter: x\r\n", false},
          {"ARCHIVED-AT: x\r\n", true}});
}

// Removing it would break what has just been verified.
TEST(Sanitise, KeepsWhatLooksLikeArcWhenTheNewestSignatureOfAnIntactChainCoversIt) {
  const std::vector<std::string> fields{
      "ARC-Message-Signature: i=1; a=rsa-sha256; d=example.net; s=s; h=from:arc-filter; bh=YQ==; b=YQ==\r\n",
      "ARC-Filter: x\r\n", "ARC-Other: x\r\n"};
  auto by = rules();
  for (const bool is_intact : {true, false}) {
    by.chain_is_intact = is_intact;
    auto header = header_of(fields);
    sanitise(header, by);
    EXPECT_EQ(header.count("ARC-Filter"), is_intact ? 1u : 0u);
    EXPECT_EQ(header.count("ARC-Other"), 0u);
  }
}

TEST(Sanitise, RenamesAndKeepsTheBodyByteForByte) {
  auto by = rules();
  by.mode = SanitiseMode::rename;
  auto header = header_of({"Authentication-Results:mx.example.org;\r\n\tspf=pass \r\n", "Subject: x\r\n",
                           "X-Tag \t: a:b\r\n", "Authentication-Results\xc2\xa0: mx.example.org; none\r\n"});
  sanitise(header, by);
  EXPECT_EQ(text_of(header),
            "X-Received-Authentication-Results:mx.example.org;\r\n\tspf=pass \r\n"
            "Subject: x\r\n"
            "X-Received-X-Tag: a:b\r\n"
            "X-Received-Authentication-Results: mx.example.org; none\r\n");
}

TEST(Sanitise, KeepsEverythingWhenToldTo) {
  auto by = rules();
  by.mode = SanitiseMode::keep;
  auto header = header_of({"Authentication-Results: mx.example.org; none\r\n", "X-Tag: x\r\n"});
  EXPECT_TRUE(sanitise(header, by).empty());
  EXPECT_EQ(header.size(), 2u);
}

TEST(Sanitise, CountsByName) {
  auto header = header_of({"Authentication-Results: mx.example.org; a=b\r\n", "X-Tag: 1\r\n",
                           "AUTHENTICATION-RESULTS: mx.example.org; a=b\r\n"});
  EXPECT_EQ(describe(sanitise(header, rules())), (std::vector{"Authentication-Results 2"s, "X-Tag 1"s}));
}

TEST(Sanitise, NamesEightAndCountsTheRest) {
  mail::HeaderBlock header;
  for (int number = 0; number < 20; ++number) {
    header.append(mail::HeaderField::raw("X-Disposition-" + std::to_string(number) + ": x\r\n"));
  }
  const auto told = describe(sanitise(header, rules()));
  ASSERT_EQ(told.size(), 9u);
  EXPECT_EQ(told[7], "X-Disposition-7 1");
  EXPECT_EQ(told[8], "others 12");
  EXPECT_TRUE(header.empty());
}

TEST(Sanitise, CutsALongNameInTheLog) {
  auto header = header_of({"X-Disposition-" + std::string(500, 'a') + ": x\r\n"});
  EXPECT_EQ(describe(sanitise(header, rules())).front().size(), 82u);
}

ListenerConfig listener() {
  ListenerConfig config;
  config.authserv_id = "mx.example.org";
  config.sanitise.ids = {".corp.example"};
  config.policy.quarantine_field = "X-Put-Aside";
  config.policy.rules.push_back({.when = {}, .unless = {}, .fields = {{"X-Tag", "yes"}}, .origin = {}});
  return config;
}

TEST(SanitiseRules, AreMadeOfTheListenersSettings) {
  const auto made = sanitise_rules(listener(), Standing::stranger, {});
  EXPECT_EQ(made.mode, SanitiseMode::remove);
  EXPECT_EQ(made.ids, (std::vector{"mx.example.org"s, ".corp.example"s}));
  EXPECT_EQ(made.names, (std::vector{"X-Put-Aside"s, "X-Tag"s}));
}

TEST(SanitiseRules, KeepWhatATrustedServerSays) {
  using enum Standing;
  for (const auto standing : {stranger, local, trusted, authenticated}) {
    const auto made = sanitise_rules(listener(), standing, {});
    EXPECT_EQ(made.mode == SanitiseMode::keep, standing == trusted) << format(standing);
  }
}

TEST(SanitiseRules, TakeAChainForIntactUnlessItIsKnownNotToBe) {
  EXPECT_TRUE(sanitise_rules(listener(), Standing::stranger, {}).chain_is_intact);
  using enum arc::Result;
  for (const auto result : {none, pass, fail, temperror}) {
    Verdict verdict;
    verdict.arc.emplace().result = result;
    const bool is_intact = result == pass || result == temperror;
    EXPECT_EQ(sanitise_rules(listener(), Standing::stranger, verdict).chain_is_intact, is_intact);
  }
}

}  // namespace
}  // namespace postern

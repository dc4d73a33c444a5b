#include <gtest/gtest.h>

#include "arc/chains.hpp"
#include "arc/tags.hpp"
#include "arc/verifier.hpp"
#include "base/ascii.hpp"

namespace postern::arc {
namespace {

using test::HandmadeSet;
using test::make_sealer;
using test::publish;
using test::replaced;
using test::sealed;
using test::sealed_by_hand;
using test::sealed_times;
using test::unsealed_message;
using test::validate;

dns::Zone zone_of(const Sealer& sealer = make_sealer()) {
  dns::Zone zone;
  publish(zone, sealer);
  return zone;
}

TEST(ArcVerifier, FindsNoChainInAMessageThatHasNone) {
  const auto outcome = validate(unsealed_message, {});
  EXPECT_EQ(outcome.result, Result::none);
  EXPECT_EQ(outcome.highest_instance(), 0);
  EXPECT_EQ(outcome.reason, "");
}

// Each set of the sealer says what it found: cv=pass, fifty times.
TEST(ArcVerifier, PassesAChainOfAnyLength) {
  const auto sealer = make_sealer("rsa1024");
  const auto zone = zone_of(sealer);
  for (const int length : {1, 2, 7, max_instance}) {
    const auto outcome = validate(sealed_times(length, zone, sealer), zone);
    ASSERT_EQ(outcome.result, Result::pass) << length << ' ' << outcome.reason;
    EXPECT_EQ(outcome.highest_instance(), length);
    EXPECT_EQ(outcome.oldest_pass, 0);
    for (const auto& set : outcome.sets) EXPECT_EQ(set.signature.status, Check::Status::pass);
  }
}

TEST(ArcVerifier, ReportsEverySet) {
  dns::Zone zone;
  const auto first = make_sealer("rsa2048", "list.example", "a");
  const auto second = make_sealer("ed25519", "relay.example", "b");
  publish(zone, first);
  publish(zone, second);
  const auto outcome = validate(sealed(sealed(unsealed_message, first, zone), second, zone), zone);
  ASSERT_EQ(outcome.result, Result::pass) << outcome.reason;
  ASSERT_EQ(outcome.sets.size(), 2u);
  EXPECT_EQ(outcome.sets[0].instance, 1);
  EXPECT_EQ(outcome.sets[0].seal_domain, "list.example");
  EXPECT_EQ(outcome.sets[0].seal_selector, "a");
  EXPECT_EQ(outcome.sets[0].signature_domain, "list.example");
  EXPECT_EQ(outcome.sets[1].seal_domain, "relay.example");
  EXPECT_EQ(outcome.sets[1].signature_selector, "b");
  ASSERT_TRUE(outcome.sets[0].results);
  EXPECT_EQ(outcome.sets[0].results->authserv_id, "mx.list.example");
  EXPECT_EQ(outcome.sets[0].results->results.at(0).method, "spf");
  for (const auto& set : outcome.sets) {
    EXPECT_EQ(set.seal, (Check{Check::Status::pass, ""}));
    EXPECT_EQ(set.signature, (Check{Check::Status::pass, ""}));
  }
}

TEST(ArcVerifier, DoesNotDependOnTheChunksOfTheBody) {
  const auto zone = zone_of();
  for (const std::string_view body : {"relaxed", "simple"}) {
    HandmadeSet set;
    set.signature = replaced(set.signature, "relaxed/relaxed", "relaxed/" + std::string(body));
    const auto message = sealed_by_hand(unsealed_message, set);
    for (std::size_t chunk = 0; chunk < 40; ++chunk) {
      const auto outcome = validate(message, zone, {.body_chunk = chunk});
      EXPECT_EQ(outcome.result, Result::pass) << chunk << ' ' << outcome.reason;
    }
  }
}

TEST(ArcVerifier, PassesWhatOthersMayWrite) {
  const auto zone = zone_of();
  const HandmadeSet plain;
  const auto set = [&](std::string HandmadeSet::* field, std::string_view from, std::string_view to) {
    HandmadeSet made = plain;
    made.*field = replaced(made.*field, from, to);
    return made;
  };
  for (const auto& made : {
           plain,
           set(&HandmadeSet::signature, "c=relaxed/relaxed; ", ""),
           set(&HandmadeSet::signature, "c=relaxed/relaxed", "c=simple/relaxed"),
           set(&HandmadeSet::signature, "c=relaxed/relaxed", "c=RELAXED/Simple"),
           set(&HandmadeSet::signature, " i=1; a=rsa-sha256", "(c;) i = (1) 1 ; a=RSA-SHA256 ; v=7; new=(x"),
           set(&HandmadeSet::signature, " i=1; ", "\r\n\ti=1;\r\n\t"),
           set(&HandmadeSet::signature, "d=d1.example", "d=\r\n\tD1.Example"),
           set(&HandmadeSet::signature, "h=from:subject",
               "h=From : \r\n\tSUBJECT:from:no-such:dkim-signature"),
           set(&HandmadeSet::signature, "bh={bh}; b={b}", "b={b}; bh={bh};"),
           set(&HandmadeSet::seal, "cv=none", "cv = (!) NONE (?)"),
           set(&HandmadeSet::seal, "b={b}", "x_note=1; b={b} ; t=1"),
           set(&HandmadeSet::seal, "s=s1; b={b}", "b={b}; s=S1"),
           set(&HandmadeSet::seal, " i=1; ", "\t\r\n (c) i=01;"),
           set(&HandmadeSet::results, " i=1; mx.example.org; spf=pass",
               "\r\n (a) i (b) = 1 ;\tmx.example.org;\r\n\tspf=pass"),
           set(&HandmadeSet::results, "mx.example.org; spf=pass", "is this a result?"),
       }) {
    const auto outcome = validate(sealed_by_hand(unsealed_message, made), zone);
    EXPECT_EQ(outcome.result, Result::pass) << made.signature << made.seal << '\n' << outcome.reason;
  }
}

TEST(ArcVerifier, DoesNotDependOnTheOrderOfTheFields) {
  const auto zone = zone_of();
  const auto message = test::parse_message(sealed_times(3, zone));
  test::Message moved{.header = {}, .body = message.body};
  for (const auto& entry : message.header) {
    const bool is_arc = base::istarts_with(entry.field.raw(), "ARC-");
    if (is_arc) moved.header.prepend(entry.field);
    if (!is_arc) moved.header.append(entry.field);
  }
  EXPECT_NE(moved.text(), message.text());
  EXPECT_EQ(validate(moved.text(), zone).result, Result::pass);
}

TEST(ArcVerifier, SurvivesFoldingAnew) {
  const auto zone = zone_of();
  auto message = sealed_times(2, zone);
  for (int i = 0; i < 4; ++i) message = replaced(message, ";\r\n\ts=", "; \r\n   s=");
  EXPECT_EQ(validate(message, zone).result, Result::pass);
}

TEST(ArcVerifier, FindsWhatWasAltered) {
  const auto zone = zone_of();
  const auto message = sealed_times(2, zone);
  struct Case {
    std::string from;
    std::string to;
    std::string reason;
  };
  for (const auto& [from, to, reason] : std::initializer_list<Case>{
           {"End.", "end.", "i=2: ARC-Message-Signature: body hash did not verify"},
           {"\r\nEnd.\r\n", "\r\nEnd.\r\nMore\r\n", "i=2: ARC-Message-Signature: body hash did not verify"},
           {"A chain", "A  Chain", "i=2: ARC-Message-Signature: signature did not verify"},
           {"From: Alice", "From: Mallory <m@x>\r\nFrom: Alice",
            "i=2: ARC-Message-Signature: signature did not verify"},
           {"DKIM-Signature: v=1", "DKIM-Signature: v=2",
            "i=2: ARC-Message-Signature: signature did not verify"},
           {"i=2; mx.d1.example", "i=2; mx.d2.example", "i=2: ARC-Seal: signature did not verify"},
           {"i=1; mx.d1.example", "i=1; mx.d2.example", "i=2: ARC-Seal: signature did not verify"},
           {"i=2;", "i=3;", "i=2: no ARC-Seal"},
       }) {
    const auto outcome = validate(replaced(message, from, to), zone);
    EXPECT_EQ(outcome.result, Result::fail) << to;
    EXPECT_EQ(outcome.reason, reason) << to;
    EXPECT_EQ(outcome.oldest_pass, 0);
  }
}

TEST(ArcVerifier, AllowsWhatHandlersDoToAHeader) {
  const auto zone = zone_of();
  const auto message = sealed_times(2, zone);
  EXPECT_EQ(validate("Received: by y\r\nReturn-Path: <a@b>\r\nX-New: 1\r\n" + message, zone).result,
            Result::pass);
  EXPECT_EQ(validate("Authentication-Results: x; none\r\n" + message, zone).result, Result::pass);
}

// RFC 8617 §5.2 step 5.
TEST(ArcVerifier, FindsTheOldestMessageSignatureThatPasses) {
  const auto zone = zone_of();
  const auto one = sealed_times(1, zone);
  const auto altered =
      sealed(sealed(replaced(one, "A chain", "[list] A chain"), make_sealer(), zone), make_sealer(), zone);
  // The list altered the message before it sealed it, so its set says that the chain had failed; one that
  // says otherwise, as a list does that verifies before it alters:
  const auto list = test::parse_message(replaced(one, "A chain", "[list] A chain")).text();
  HandmadeSet second{.results = " i=2; mx.list.example; arc=pass",
                     .signature = replaced(HandmadeSet{}.signature, "i=1", "i=2"),
                     .seal = replaced(replaced(HandmadeSet{}.seal, "i=1", "i=2"), "none", "pass")};
  HandmadeSet third{.results = " i=3; mx.list.example; arc=pass",
                    .signature = replaced(HandmadeSet{}.signature, "i=1", "i=3"),
                    .seal = replaced(replaced(HandmadeSet{}.seal, "i=1", "i=3"), "none", "pass")};
  const auto outcome = validate(sealed_by_hand(sealed_by_hand(list, second), third), zone);
  EXPECT_EQ(outcome.result, Result::pass) << outcome.reason;
  EXPECT_EQ(outcome.oldest_pass, 2);
  EXPECT_EQ(outcome.sets[0].signature.reason, "signature did not verify");
  EXPECT_EQ(outcome.sets[1].signature.status, Check::Status::pass);
  EXPECT_TRUE(validate(altered, zone).is_ended);
}

TEST(ArcVerifier, AFaultyOldMessageSignatureDoesNotBreakTheChain) {
  const auto zone = zone_of();
  HandmadeSet first;
  first.signature = replaced(first.signature, "from:subject", "subject");
  HandmadeSet second{.results = " i=2; mx.list.example; arc=pass",
                     .signature = replaced(HandmadeSet{}.signature, "i=1", "i=2"),
                     .seal = replaced(replaced(HandmadeSet{}.seal, "i=1", "i=2"), "none", "pass")};
  const auto alone = sealed_by_hand(unsealed_message, first);
  EXPECT_EQ(validate(alone, zone).reason, "i=1: ARC-Message-Signature: From is not signed");
  const auto outcome = validate(sealed_by_hand(alone, second), zone);
  EXPECT_EQ(outcome.result, Result::pass) << outcome.reason;
  EXPECT_EQ(outcome.oldest_pass, 2);
}

TEST(ArcVerifier, AStructuralFaultIsReportedWithWhatThereIs) {
  const auto zone = zone_of();
  const auto message = replaced(sealed_times(2, zone), "ARC-Authentication-Results: i=2", "X-ARC: i=2");
  const auto outcome = validate(message, zone);
  EXPECT_EQ(outcome.result, Result::fail);
  EXPECT_EQ(outcome.reason, "i=2: no ARC-Authentication-Results");
  ASSERT_EQ(outcome.sets.size(), 2u);
  EXPECT_EQ(outcome.sets[1].seal_domain, "d1.example");
  EXPECT_EQ(outcome.sets[1].seal.status, Check::Status::unchecked);
}

TEST(ArcVerifier, SignaturesExpire) {
  const auto zone = zone_of();
  HandmadeSet set;
  set.signature = replaced(set.signature,
                           "h=", "x=" + std::to_string(test::may_2026.time_since_epoch().count()) + "; h=");
  const auto message = sealed_by_hand(unsealed_message, set);
  EXPECT_EQ(validate(message, zone, {.now = test::may_2026 + std::chrono::seconds(300)}).result,
            Result::pass);
  const auto later = validate(message, zone, {.now = test::may_2026 + std::chrono::seconds(301)});
  EXPECT_EQ(later.result, Result::fail);
  EXPECT_EQ(later.reason, "i=1: ARC-Message-Signature: signature expired");
}

// RFC 6376 §8.2.
TEST(ArcVerifier, ABodyLengthMustCoverTheBody) {
  const auto zone = zone_of();
  HandmadeSet set;
  const std::string canonical = "Body, with blanks.\r\n\r\nEnd.\r\n";
  set.signature = replaced(set.signature, "h=", "l=" + std::to_string(canonical.size()) + "; h=");
  const auto message = sealed_by_hand(unsealed_message, set);
  EXPECT_EQ(validate(message, zone).result, Result::pass);
  const auto longer = validate(message + "Buy!\r\n", zone);
  EXPECT_EQ(longer.result, Result::fail);
  EXPECT_EQ(longer.reason, "i=1: ARC-Message-Signature: 8 octets of the body are not signed (l=)");
  const auto shorter = validate(replaced(message, "End.\r\n", ""), zone);
  EXPECT_EQ(shorter.reason, "i=1: ARC-Message-Signature: l= is longer than the body");
}

TEST(ArcVerifier, AnEmptyBodyIsABody) {
  const auto zone = zone_of();
  const std::string_view header = unsealed_message.substr(0, unsealed_message.find("\r\n\r\n") + 2);
  EXPECT_EQ(validate(sealed_by_hand(header), zone).result, Result::pass);
  EXPECT_EQ(validate(sealed(std::string(header) + "\r\n", make_sealer(), zone), zone).result, Result::pass);
}

TEST(ArcVerifier, ChecksNoMoreOldMessageSignaturesThanAHugeHeaderIsWorth) {
  const auto sealer = make_sealer("ed25519");
  const auto zone = zone_of(sealer);
  const std::string huge = "X-Huge: " + std::string(max_signed_octets / 3, 'x') + "\r\n";
  std::string message = huge + std::string(unsealed_message);
  for (int i = 0; i < 3; ++i) message = sealed(message, sealer, zone);
  const auto outcome = validate(message, zone);
  EXPECT_EQ(outcome.result, Result::pass) << outcome.reason;
  EXPECT_EQ(outcome.oldest_pass, 2);
  EXPECT_EQ(outcome.sets[0].signature.status, Check::Status::unchecked);
  EXPECT_EQ(outcome.sets[0].seal.status, Check::Status::pass);
}

TEST(ArcVerifier, HostileHeadersCostNoLookups) {
  std::string message;
  for (int i = 0; i < 2000; ++i) message += "ARC-Seal: i=" + std::to_string(i % 50 + 1) + "; cv=pass\r\n";
  const auto outcome = validate(message + std::string(unsealed_message), {});
  EXPECT_EQ(outcome.reason, "more than 50 sets");
}

}  // namespace
}  // namespace postern::arc

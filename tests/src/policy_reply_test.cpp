#include "policy/reply.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/ascii.hpp"
#include "policy_kit.hpp"

namespace postern {
namespace {

using testing::ElementsAre;

Decision decide(const std::string& lines, const Message& message) {
  return Policy::make(listener_of(lines))->decide(message.verdict, message.circumstances, "example.org");
}

std::vector<std::string> reply_lines(const std::string& lines, std::string_view words) {
  const auto decision = decide(lines, Message(words));
  return decision.reply ? decision.reply->lines : std::vector<std::string>();
}

std::string reject_when(const std::string& condition, const std::string& more = "") {
  return "[[policy.rule]]\nwhen = { " + condition + " }\naction = \"reject\"\n" + more;
}

TEST(PolicyReply, OfDmarcTellsWhatTheMethodsFound) {
  EXPECT_THAT(reply_lines(reject_when("dmarc = \"fail\""), "dmarc=fail/reject spf=softfail dkim=none"),
              ElementsAre("5.7.26 This message is refused: DMARC fail for example.com, whose policy is",
                          "5.7.26 reject. SPF softfail for bounce.example; no DKIM signature. See",
                          "5.7.26 https://www.rfc-editor.org/info/rfc9989"));
}

TEST(PolicyReply, NamesTheFirstSignatures) {
  const auto lines =
      reply_lines(reject_when("dmarc = \"fail\""),
                  "dmarc=fail/reject dkim=fail:a.example dkim=pass:b.example dkim=fail:c.example "
                  "dkim=fail:d.example");
  std::string text;
  for (const auto& line : lines) text += line.substr(6);
  EXPECT_THAT(
      text,
      testing::HasSubstr(
          "SPF was not checked; DKIM fail for a.example, pass for b.example, fail for c.example and more."));
}

TEST(PolicyReply, OfADeferralAsksToComeAgain) {
  EXPECT_THAT(reply_lines("policy-link = \"none\"\npolicy-preset = \"strict\"",
                          "dmarc=temperror spf=temperror dkim=none"),
              ElementsAre("4.7.26 This message cannot be taken now: DMARC temperror for example.com. SPF",
                          "4.7.26 temperror for bounce.example; no DKIM signature. Try again later."));
}

TEST(PolicyReply, TheLinkOfTheDefaultIsForDmarc) {
  EXPECT_THAT(reply_lines(reject_when("spf = \"fail\""), "spf=fail"),
              ElementsAre("5.7.23 This message is refused: spf=fail."));
  EXPECT_THAT(
      reply_lines("policy-link = \"https://help.example/\"\n" + reject_when("spf = \"fail\""), "spf=fail"),
      ElementsAre("5.7.23 This message is refused: spf=fail. See https://help.example/"));
}

TEST(PolicyReply, ATemplateIsFilled) {
  EXPECT_THAT(
      reply_lines(
          reject_when("dmarc = \"fail\"",
                      "reason = \"{author-domain} is not {sender-domain}\"\n"
                      "reply = \"554 5.7.0 {reason}; {client} {helo} {recipient-domain} {id} {link}\""),
          "dmarc=fail/reject"),
      ElementsAre("5.7.0 example.com is not bounce.example; 192.0.2.1 mail.example example.org",
                  "5.7.0 4ZT https://www.rfc-editor.org/info/rfc9989"));
}

TEST(PolicyReply, WhatIsNotKnownIsSaidSo) {
  EXPECT_THAT(reply_lines(reject_when("tls = false", "reply = \"{client} {helo} {sender-domain}\""),
                          "client= helo= sender=<>"),
              ElementsAre("5.7.1 unknown unknown <>"));
}

TEST(PolicyReply, ATemplateOfBlanksIsTheUsualText) {
  Message message("");
  message.circumstances.helo = "   ";
  EXPECT_THAT(decide(reject_when("tls = false", "reply = \"554 5.7.0 {helo}\""), message).reply->lines,
              ElementsAre("5.7.0 This message is refused: local policy."));
}

TEST(PolicyReason, SaysWhatHolds) {
  const auto reason = [](const std::string& lines, std::string_view words) {
    return decide(lines, Message(words)).reason;
  };
  EXPECT_EQ(reason(reject_when(
                       "dmarc = \"fail\", dmarc-policy = \"reject\", arc-trusted = false, iprev = \"fail\""),
                   "dmarc=fail/reject iprev=fail"),
            "DMARC fail for example.com, whose policy is reject; iprev=fail");
  EXPECT_EQ(reason("deny = \"192.0.2.1\"\npolicy-preset = \"enforce\"", "dmarc=pass/reject"),
            "denied by 192.0.2.1/32");
  EXPECT_EQ(reason("policy-preset = \"strict\"", "dmarc=fail/reject list-id=l.example"),
            "DMARC fail for example.com, whose policy is reject; not rejected because of list-id l.example");
  EXPECT_EQ(reason("[[policy.rule]]\naction = \"quarantine\"", ""), "local policy");
  EXPECT_EQ(reason("", "dmarc=fail/reject"), "");
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c == ' ' || base::is_graphic(c); });
}

/// Octets of every kind, with those that end lines and strings more often than others.
std::string hostile(std::mt19937& random) {
  static constexpr std::string_view favourites("\r\n\0{}%\x80\xff\x1b\\\"<>", 14);
  std::string text;
  const auto length = random() % 600;
  for (std::size_t index = 0; index < length; ++index) {
    text += random() % 3 == 0 ? favourites[random() % favourites.size()] : static_cast<char>(random() % 256);
  }
  return text;
}

const std::string everything = R"(policy-preset = "strict"
[[policy.rule]]
action = "tag"
add-field = "X-All: {author-domain} {sender-domain} {helo} {client} {recipient-domain} {reason} {id} {link}"

[[policy.rule]]
when = { tls = true, dmarc = "fail" }
action = "reject"
reply = "{author-domain} {sender-domain} {helo} {client} {recipient-domain} {reason} {id} {link}"

[[policy.rule]]
when = { tls = true }
unless = { helo = ".example" }
action = "reject"
reason = "{helo}{helo}{helo}{helo}{helo}"
)";

TEST(PolicyReply, NoTextOfAMessageBreaksAReplyAFieldOrAReason) {
  std::mt19937 random(1);
  const auto policy = Policy::make(listener_of(everything));
  for (int times = 0; times < 2000; ++times) {
    Message message("dmarc=fail/reject spf=fail dkim=fail:a.example");
    message.verdict.authors = {hostile(random)};
    message.verdict.dmarc->author_domain = hostile(random);
    message.verdict.mail_from->outcome.domain = hostile(random);
    message.verdict.dkim->front().domain = hostile(random);
    if (random() % 2 == 0) message.verdict.list_id = hostile(random);
    message.circumstances.helo = hostile(random);
    message.circumstances.sender = hostile(random) + "@" + hostile(random);
    message.circumstances.id = hostile(random);
    message.circumstances.tls = random() % 2 == 0;
    const auto decision = policy->decide(message.verdict, message.circumstances, hostile(random));
    ASSERT_TRUE(is_printable(decision.reason)) << decision.reason;
    ASSERT_LE(decision.reason.size(), 800u);
    if (decision.override_reason) ASSERT_TRUE(is_printable(decision.override_reason->comment));
    for (const auto& field : decision.tags) {
      ASSERT_TRUE(is_printable(field.body)) << field.body;
      ASSERT_LE(field.body.size() + field.name.size() + 2, 998u);
    }
    if (!decision.reply) continue;
    ASSERT_TRUE(smtp::has_enhanced_code(*decision.reply));
    ASSERT_LE(decision.reply->lines.size(), 40u);
    for (const auto& line : decision.reply->lines) {
      ASSERT_TRUE(is_printable(line)) << line;
      ASSERT_LE(line.size() + 6, smtp::max_reply_line);
    }
  }
}

}  // namespace
}  // namespace postern

#include "stamp/trace.hpp"

#include <gtest/gtest.h>

namespace postern {
namespace {

/// The whole field on one line, with one blank where it was folded.
std::string results(const Verdict& verdict) {
  const auto field =
      mail::unfold(mail::format_authentication_results(results_of(verdict, {}, "mx.example.org")));
  std::string line;
  for (const char c : field) {
    if (c != ' ' || !line.ends_with(' ')) line += c;
  }
  return line;
}

bool says(const Verdict& verdict, std::string_view text) {
  return results(verdict).find(text) != std::string::npos;
}

Verdict from(std::string_view client) {
  Verdict verdict;
  verdict.client = base::IpAddress::parse(client);
  return verdict;
}

TEST(ResultsOf, WhatWasNotCheckedIsNotSaid) {
  EXPECT_EQ(results({}), "Authentication-Results: mx.example.org; none\r\n");
}

TEST(ResultsOf, NoSignatureSaysNone) {
  Verdict verdict;
  verdict.dkim.emplace();
  EXPECT_TRUE(says(verdict, "dkim=none")) << results(verdict);
}

TEST(ResultsOf, EverySignatureHasItsOwnResult) {
  Verdict verdict;
  verdict.dkim.emplace();
  verdict.dkim->push_back({.result = dkim::Result::pass,
                           .domain = "a.example",
                           .identity = "@a.example",
                           .selector = "s1",
                           .algorithm = "rsa-sha256",
                           .digest_start = "abcd/efg",
                           .key_bits = 2048});
  verdict.dkim->push_back({.result = dkim::Result::fail, .domain = "b.example", .reason = "body"});
  EXPECT_TRUE(says(verdict,
                   "dkim=pass (2048-bit rsa-sha256) header.d=a.example header.i=@a.example "
                   "header.s=s1 header.a=rsa-sha256 header.b=\"abcd/efg\""))
      << results(verdict);
  EXPECT_TRUE(says(verdict, "dkim=fail reason=body header.d=b.example")) << results(verdict);
}

TEST(ResultsOf, EachSpfIdentityIsNamed) {
  auto verdict = from("192.0.2.1");
  verdict.mail_from = SpfResult{.identity = "a@example.com", .outcome = {.result = spf::Result::softfail}};
  verdict.helo = SpfResult{.identity = "mail.example.com", .outcome = {.result = spf::Result::none}};
  EXPECT_TRUE(says(verdict, "spf=softfail smtp.mailfrom=a@example.com")) << results(verdict);
  EXPECT_TRUE(says(verdict, "spf=none smtp.helo=mail.example.com")) << results(verdict);
}

TEST(ResultsOf, DmarcTellsThePolicyOfAFailure) {
  Verdict verdict;
  verdict.dmarc = dmarc::Outcome{.result = dmarc::Result::fail,
                                 .author_domain = "example.com",
                                 .record_policy = dmarc::Policy::reject,
                                 .policy = dmarc::Policy::quarantine};
  EXPECT_TRUE(
      says(verdict, "dmarc=fail (p=reject, dis=none) policy.dmarc=quarantine header.from=example.com"))
      << results(verdict);
}

arc::Outcome passing_chain() {
  return {.result = arc::Result::pass,
          .reason = "",
          .oldest_pass = 0,
          .sets = {{.instance = 1, .seal_domain = "list.example"},
                   {.instance = 2, .seal_domain = "relay.example"}}};
}

TEST(ResultsOf, ArcNamesSealersOldestPassAndClient) {
  auto verdict = from("192.0.2.1");
  verdict.arc = passing_chain();
  EXPECT_TRUE(says(verdict,
                   "arc=pass (i=2, sealed by relay.example, list.example) header.oldest-pass=0 "
                   "smtp.remote-ip=192.0.2.1"))
      << results(verdict);
}

TEST(ResultsOf, WhatATrustedSealerFoundIsAComment) {
  Verdict verdict;
  verdict.arc = passing_chain();
  verdict.arc_trusted = TrustedResults{.instance = 1, .sealer = "list.example", .results = {}};
  verdict.arc_trusted->results.push_back({.method = "dkim", .result = "pass"});
  verdict.arc_trusted->results.push_back({.method = "spf", .result = "fail"});
  EXPECT_TRUE(says(verdict, "; trusted i=1 found dkim=pass spf=fail)")) << results(verdict);
  const auto field = results_of(verdict, {}, "mx.example.org");
  EXPECT_EQ(field.results.size(), 1u) << "it is no result of ours";
}

TEST(ResultsOf, DomainsHaveULabelsInAHeaderOfUtf8) {
  auto verdict = from("192.0.2.1");
  verdict.mail_from = SpfResult{.identity = "a@xn--bcher-kva.example", .outcome = {}};
  verdict.dmarc = dmarc::Outcome{.result = dmarc::Result::none, .author_domain = "xn--bcher-kva.example"};
  const auto ascii = results_of(verdict, {}, "mx.example.org");
  EXPECT_EQ(ascii.results[0].properties[0].value, "a@xn--bcher-kva.example");
  const auto utf8 = results_of(verdict, {}, "mx.example.org", mail::Charset::utf8);
  EXPECT_EQ(utf8.results[0].properties[0].value, "a@b\u00fccher.example");
  EXPECT_EQ(utf8.results[1].properties[0].value, "b\u00fccher.example");
}

TEST(DmarcDifference, SaysWhatEachWayFound) {
  Verdict verdict;
  EXPECT_EQ(dmarc_difference(verdict), "");
  verdict.dmarc = dmarc::Outcome{};
  verdict.dmarc->differences = {{"result", "fail", "pass"}, {"policy", "none", "reject"}};
  EXPECT_EQ(dmarc_difference(verdict), "result: treewalk fail, psl pass, policy: treewalk none, psl reject");
}

TEST(ReceivedSpf, MailFromStandsAboveHelo) {
  const auto client = *base::IpAddress::parse("192.0.2.1");
  Verdict verdict;
  verdict.mail_from = SpfResult{.request = spf::mail_from_identity(client, "h.example", "a@b.example")};
  verdict.helo = SpfResult{.request = spf::helo_identity(client, "h.example")};
  mail::HeaderBlock header;
  header.append(mail::HeaderField::raw("Received: below\r\n"));
  prepend_received_spf(header, verdict);
  ASSERT_EQ(header.size(), 3u);
  const auto first = header.begin();
  EXPECT_NE(first->field.body().find("identity=mailfrom"), std::string_view::npos);
  EXPECT_NE(std::next(first)->field.body().find("identity=helo"), std::string_view::npos);
}

TEST(ResultsOf, DmarcTellsWhereThePolicyComesFrom) {
  Verdict verdict;
  verdict.dmarc = dmarc::Outcome{.result = dmarc::Result::fail,
                                 .author_domain = "a.example.com",
                                 .record_policy = dmarc::Policy::reject,
                                 .policy = dmarc::Policy::none,
                                 .policy_tag = dmarc::PolicyTag::sp};
  verdict.dmarc->record = dmarc::parse_record("v=DMARC1; p=reject; sp=quarantine; np=reject; t=y");
  EXPECT_TRUE(says(verdict, "dmarc=fail (p=reject, sp=quarantine, t=y, dis=none) policy.dmarc=none"))
      << results(verdict);
}

TEST(ResultsOf, IprevQuotesAnIpv6Address) {
  auto verdict = from("2001:db8::1");
  verdict.iprev = iprev::Outcome{.result = iprev::Result::pass, .name = "mail.example.com", .reason = ""};
  EXPECT_TRUE(says(verdict, "iprev=pass policy.iprev=\"2001:db8::1\" (mail.example.com)"))
      << results(verdict);
}

TEST(ResultsOf, HostileIdentitiesAreNotFurtherResults) {
  auto verdict = from("192.0.2.1");
  verdict.mail_from = SpfResult{.identity = "x;\r\n dkim=pass header.d=bank.example@evil.example",
                                .outcome = {.result = spf::Result::none}};
  const auto parsed = mail::parse_authentication_results(
      mail::HeaderField::raw(mail::format_authentication_results(results_of(verdict, {}, "mx.example.org")))
          .body());
  ASSERT_TRUE(parsed);
  for (const auto& result : parsed->results) EXPECT_NE(result.result, "pass");
}

TEST(VerifiedName, IsThereOnlyAfterAPass) {
  auto verdict = from("192.0.2.1");
  verdict.iprev = iprev::Outcome{.result = iprev::Result::fail, .name = "forged.example", .reason = ""};
  EXPECT_EQ(verified_name(verdict), "");
  verdict.iprev->result = iprev::Result::pass;
  EXPECT_EQ(verified_name(verdict), "forged.example");
}

// RFC 8601 §2.7.4
TEST(ResultsOf, AsWhomTheClientIsAuthenticatedIsSaid) {
  Verdict verdict;
  verdict.login = "bob smith";
  const auto field = mail::format_authentication_results(results_of(verdict, {}, "mx.example.org"));
  EXPECT_NE(field.find("auth=pass smtp.auth=\"bob smith\""), field.npos) << field;
}

Hop hop() {
  return {.helo = "client.example",
          .peer = base::IpAddress::parse("192.0.2.1"),
          .peer_name = "",
          .esmtp = true,
          .utf8 = false,
          .id = "abc123",
          .recipient = "",
          .time = {}};
}

TEST(ReceivedField, NamesClientProtocolAndId) {
  const auto text = mail::unfold(received_field(hop(), "mx.example.org"));
  EXPECT_TRUE(text.starts_with("Received: from client.example ([192.0.2.1])")) << text;
  EXPECT_NE(text.find("by mx.example.org"), text.npos) << text;
  EXPECT_NE(text.find("with ESMTP id abc123"), text.npos) << text;
  EXPECT_EQ(text.find(" for "), text.npos) << text;
}

TEST(ReceivedField, NamesTheTransmissionType) {
  auto plain = hop();
  plain.esmtp = false;
  EXPECT_NE(received_field(plain, "mx").find("with SMTP "), std::string::npos);
  auto utf8 = hop();
  utf8.utf8 = true;
  EXPECT_NE(received_field(utf8, "mx").find("with UTF8SMTP "), std::string::npos);
}

TEST(ReceivedField, NamesAnOnlyRecipient) {
  auto one = hop();
  one.recipient = "b@example.org";
  const auto text = mail::unfold(received_field(one, "mx"));
  EXPECT_NE(text.find("for <b@example.org>"), text.npos) << text;
}

TEST(ReceivedField, KeepsAHostileHeloInsideTheField) {
  auto hostile = hop();
  hostile.helo = "a\r\nAuthentication-Results: mx.example.org; spf=pass";
  const auto text = received_field(hostile, "mx");
  EXPECT_EQ(text.find("\r\nAuth"), text.npos) << text;
}

}  // namespace
}  // namespace postern

#include "policy/policy.hpp"

#include <gtest/gtest.h>

#include "policy_kit.hpp"

namespace postern {
namespace {

struct Row {
  std::string policy;   ///< lines of a file
  std::string message;  ///< words of a Message
  std::string decision;
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.policy << " <- " << row.message;
}

class DecisionTable : public testing::TestWithParam<Row> {};

TEST_P(DecisionTable, SaysWhatBecomesOfTheMessage) {
  const auto& [policy, message, decision] = GetParam();
  EXPECT_EQ(decided(policy, message), decision);
}

std::string preset(const std::string& name) {
  return "policy-preset = \"" + name + "\"\n";
}

// Rules begin on line 3 of the file: two lines are before them.
std::string rule(const std::string& lines) {
  return "[[policy.rule]]\n" + lines + "\n";
}

const std::vector<Row> of_presets{
    // tag does nothing.
    {"", "dmarc=fail/reject", "accept"},
    {"", "dmarc=fail/reject x-dnsbl=fail iprev=fail spf=fail", "accept"},
    {preset("tag"), "dmarc=fail/quarantine list-id=l.example", "accept"},
    {preset("tag"), "dmarc=temperror", "accept"},
    {preset("tag") + "deny = \"192.0.2.1\"", "dmarc=fail/reject", "accept"},

    {preset("quarantine"), "", "accept"},
    {preset("quarantine"), "dmarc=none", "accept"},
    {preset("quarantine"), "dmarc=pass/reject", "accept"},
    {preset("quarantine"), "dmarc=temperror", "accept"},
    {preset("quarantine"), "dmarc=permerror", "quarantine by preset quarantine:21"},
    {preset("quarantine"), "dmarc=fail/none", "accept"},
    {preset("quarantine"), "dmarc=fail/quarantine", "quarantine by preset quarantine:16"},
    {preset("quarantine"), "dmarc=fail/reject", "quarantine by preset quarantine:16, local_policy"},
    {preset("quarantine"), "dmarc=fail/reject list-id=l.example",
     "quarantine by preset quarantine:16, local_policy"},
    {preset("quarantine"), "dmarc=fail/reject sealed=s.example:dmarc=pass:example.com",
     "accept by preset quarantine:11, trusted_forwarder (ARC sealed by s.example)"},
    {preset("quarantine") + "allow = \"192.0.2.0/24\"", "dmarc=fail/reject",
     "accept by preset quarantine:2, local_policy (allowed by 192.0.2.0/24)"},
    {preset("quarantine") + "deny = \"192.0.2.0/24\"", "dmarc=pass/reject",
     "quarantine by preset quarantine:6"},

    {preset("enforce"), "", "accept"},
    {preset("enforce"), "dmarc=none x-dnsbl=fail iprev=fail spf=fail", "accept"},
    {preset("enforce"), "dmarc=pass/reject x-dnsbl=fail", "accept"},
    {preset("enforce"), "dmarc=temperror x-dnsbl=fail", "accept"},
    {preset("enforce"), "dmarc=fail/reject", "quarantine by preset enforce:25, local_policy"},
    {preset("enforce"), "dmarc=fail/quarantine", "quarantine by preset enforce:25"},
    {preset("enforce"), "dmarc=fail/none", "accept"},
    {preset("enforce"), "dmarc=fail/reject x-dnsbl=fail", "reject by preset enforce:16 550 5.7.26"},
    {preset("enforce"), "dmarc=fail/reject x-dnsbl=none x-dnsbl=fail",
     "reject by preset enforce:16 550 5.7.26"},
    {preset("enforce"), "dmarc=fail/reject x-dnsbl=temperror",
     "quarantine by preset enforce:25, local_policy"},
    {preset("enforce"), "dmarc=fail/quarantine x-dnsbl=fail", "quarantine by preset enforce:25"},
    {preset("enforce"), "dmarc=fail/reject iprev=fail", "quarantine by preset enforce:25, local_policy"},
    {preset("enforce"), "dmarc=fail/reject spf=fail", "quarantine by preset enforce:25, local_policy"},
    {preset("enforce"), "dmarc=fail/reject iprev=fail spf=softfail",
     "quarantine by preset enforce:25, local_policy"},
    {preset("enforce"), "dmarc=fail/reject iprev=fail spf=fail", "reject by preset enforce:20 550 5.7.26"},
    {preset("enforce"), "dmarc=fail/reject x-dnsbl=fail sealed=s.example:dmarc=pass:example.com",
     "accept by preset enforce:11, trusted_forwarder (ARC sealed by s.example)"},
    {preset("enforce") + "deny = \"192.0.2.1\"", "dmarc=fail/reject", "reject by preset enforce:6 550 5.7.1"},
    {preset("enforce") + "deny = \"192.0.2.1\"", "dmarc=none", "reject by preset enforce:6 550 5.7.1"},
    {preset("enforce") + "deny = \"192.0.2.1\"", "trust=local", "accept"},
    {preset("enforce") + "deny = \"192.0.2.1\"\nallow = \"spf:bounce.example\"", "dmarc=fail/reject spf=pass",
     "accept by preset enforce:2, local_policy (allowed by spf:bounce.example)"},
    {preset("enforce") + "deny = \"192.0.2.1\"\nallow = \"bounce.example\"", "dmarc=none spf=fail",
     "quarantine by preset enforce:6"},

    {preset("strict"), "dmarc=fail/reject", "reject by preset strict:20 550 5.7.26"},
    {preset("strict"), "dmarc=fail/quarantine", "quarantine by preset strict:24"},
    {preset("strict"), "dmarc=fail/none", "accept"},
    {preset("strict"), "dmarc=temperror", "defer by preset strict:29 451 4.7.26"},
    {preset("strict"), "dmarc=permerror", "reject by preset strict:34 550 5.7.26"},
    {preset("strict"), "dmarc=none", "accept"},
    {preset("strict"), "", "accept"},
    {preset("strict"), "dmarc=fail/reject list-id=l.example",
     "quarantine by preset strict:20, mailing_list (list-id l.example)"},
    {preset("strict"), "dmarc=fail/reject list-id=l.example sealed=s.example:dmarc=pass:example.com",
     "accept by preset strict:15, trusted_forwarder (ARC sealed by s.example)"},
    {preset("strict"), "dmarc=fail/reject sealed=s.example:dmarc=fail:example.com",
     "reject by preset strict:20 550 5.7.26"},
    {preset("strict") + "allow = \"list-id:l.example\"", "dmarc=fail/reject list-id=l.example",
     "quarantine by preset strict:20, mailing_list (list-id l.example)"},
    {preset("strict") + "allow = \"helo:mail.example\"", "dmarc=fail/reject",
     "quarantine by preset strict:20, local_policy (allowed by helo:mail.example)"},
    {preset("strict") + "allow = \"helo:mail.example\"", "dmarc=fail/reject spf-helo=pass",
     "accept by preset strict:6, local_policy (allowed by helo:mail.example)"},
    {preset("strict") + "allow = \"example.com\"", "dmarc=fail/reject",
     "quarantine by preset strict:20, local_policy (allowed by example.com)"},
    {preset("strict") + "allow = \"dkim:l.example\"", "dmarc=fail/reject dkim=pass:l.example",
     "accept by preset strict:6, local_policy (allowed by dkim:l.example)"},
    {preset("strict") + "allow = \"dkim:l.example\"", "dmarc=fail/reject dkim=fail:l.example",
     "reject by preset strict:20 550 5.7.26"},

    // Behind the queue presets do not refuse, unless that is meant.
    {preset("strict") + "queue = \"after\"", "dmarc=fail/reject",
     "quarantine by preset strict:20, local_policy"},
    {preset("strict") + "queue = \"after\"", "dmarc=temperror", "quarantine by preset strict:29"},
    {preset("strict") + "queue = \"after\"\nallow-bounces = true", "dmarc=fail/reject",
     "reject by preset strict:20 550 5.7.26"},
    {preset("enforce") + "queue = \"after\"", "dmarc=fail/reject x-dnsbl=fail",
     "quarantine by preset enforce:16, local_policy"},
};

INSTANTIATE_TEST_SUITE_P(Presets, DecisionTable, testing::ValuesIn(of_presets));

const auto issue_rule = rule(
    "when = { dmarc = \"fail\", dmarc-policy = \"reject\", list-id = false, arc-trusted = false }\n"
    "action = \"reject\"");

const std::vector<Row> of_rules{
    {issue_rule, "dmarc=fail/reject", "reject by f:3 550 5.7.26"},
    {issue_rule, "dmarc=fail/quarantine", "accept"},
    {issue_rule, "dmarc=pass/reject", "accept"},
    {issue_rule, "", "accept"},
    {issue_rule, "dmarc=fail/reject list-id=l.example",
     "quarantine by f:3, mailing_list (list-id l.example)"},
    {issue_rule, "dmarc=fail/reject sealed=s.example:dmarc=pass",
     "accept, trusted_forwarder (ARC sealed by s.example)"},
    {issue_rule, "dmarc=fail/reject list-id=l.example sealed=s.example:dmarc=pass",
     "accept, trusted_forwarder (ARC sealed by s.example)"},

    // The first rule that applies decides, and the administrator's are before the preset's.
    {rule("when = { dmarc = \"fail\" }\naction = \"quarantine\"") + rule("action = \"reject\""),
     "dmarc=fail/reject", "quarantine by f:3, local_policy"},
    {rule("when = { dmarc = \"fail\" }\naction = \"quarantine\"") + rule("action = \"reject\""),
     "dmarc=pass/reject", "reject by f:6 550 5.7.1"},
    {preset("strict") + rule("when = { client-network = \"192.0.2.0/24\" }\naction = \"accept\""),
     "dmarc=fail/reject", "accept by f:4, local_policy (client-network=192.0.2.1)"},

    // Tag rules go on.
    {rule("when = { spf = \"fail\" }\naction = \"tag\"\nadd-field = \"X-SPF: {sender-domain}\"") +
         rule("action = \"tag\"\nadd-field = [\"X-A: {id}\", \"X-B: {client} {helo}\"]") +
         rule("action = \"quarantine\""),
     "spf=fail", "quarantine by f:10 + X-SPF: bounce.example + X-A: 4ZT + X-B: 192.0.2.1 mail.example"},
    {rule("action = \"tag\"\nadd-field = \"X-A: b\""), "dmarc=fail/reject", "accept + X-A: b"},

    // Other upstreams.
    {rule("when = { dmarc = \"fail\" }\naction = \"quarantine\"\nupstream = \"192.0.2.9:25\""),
     "dmarc=fail/quarantine", "quarantine by f:3 to 192.0.2.9:25"},
    {rule("action = \"accept\"\nupstream = \"[2001:db8::9]:25\""), "", "accept by f:3 to [2001:db8::9]:25"},

    // What a sender can bring about by himself is a claim: it excepts from nothing.
    {rule("when = { dmarc = \"fail\" }\nunless = { arc = \"pass\" }\naction = \"reject\""),
     "dmarc=fail/reject arc=pass", "quarantine by f:3, local_policy (arc=pass)"},
    {preset("strict") + rule("when = { dmarc = \"fail\", spf = \"pass\" }\naction = \"accept\""),
     "dmarc=fail/reject spf=pass", "quarantine by preset strict:20, local_policy (spf=pass)"},

    // `unless` excepts when all of it holds.
    {rule("when = { spf = \"fail\" }\nunless = { dkim = \"pass\", tls = true }\naction = \"reject\""),
     "spf=fail dkim=pass:a.example", "reject by f:3 550 5.7.23"},
    {rule("when = { spf = \"fail\" }\nunless = { dkim = \"pass\", tls = true }\naction = \"reject\""),
     "spf=fail dkim=pass:a.example tls=yes", "quarantine by f:3"},
    {rule("when = { spf = \"fail\" }\nunless = { dkim = \"pass\" }\naction = \"reject\""), "spf=fail",
     "reject by f:3 550 5.7.23"},

    // Only claims: an accept goes on and takes the edge off a reject.
    {rule("when = { list-id = \"l.example\" }\naction = \"accept\"") +
         rule("when = { dmarc = \"fail\" }\naction = \"reject\""),
     "dmarc=fail/reject list-id=l.example", "quarantine by f:6, mailing_list (list-id l.example)"},
    {rule("when = { list-id = \"l.example\" }\naction = \"accept\"") +
         rule("when = { dmarc = \"fail\" }\naction = \"quarantine\""),
     "dmarc=fail/quarantine list-id=l.example", "quarantine by f:6"},
    {rule("when = { list-id = \"l.example\" }\naction = \"accept\"") +
         rule("when = { dmarc = \"temperror\" }\naction = \"defer\""),
     "dmarc=temperror list-id=l.example", "defer by f:6 451 4.7.26"},
    {rule("when = { list-id = \"l.example\" }\naction = \"accept\"") + rule("action = \"reject\""), "",
     "reject by f:6 550 5.7.1"},
    {rule("when = { list-id = \"l.example\" }\naction = \"accept\""), "dmarc=fail/reject list-id=l.example",
     "accept by f:3, mailing_list (list-id l.example)"},
    {rule("when = { list-id = true, client-network = \"192.0.2.1\" }\naction = \"accept\"") +
         rule("action = \"reject\""),
     "list-id=l.example", "accept by f:3"},
    {rule("when = { sender-domain = \"bounce.example\" }\naction = \"accept\"") + rule("action = \"reject\""),
     "spf=pass", "accept by f:3"},
    {rule("when = { sender-domain = \"bounce.example\" }\naction = \"accept\"") + rule("action = \"reject\""),
     "spf=softfail", "quarantine by f:6"},
    {rule("when = { sender-domain = \"<>\" }\naction = \"accept\"") + rule("action = \"reject\""),
     "sender=<> spf=pass", "quarantine by f:6"},
    {rule("when = { author-domain = \".com\" }\naction = \"accept\"") + rule("action = \"reject\""),
     "dmarc=pass/reject", "accept by f:3"},
    {rule("when = { author-domain = \".com\" }\naction = \"accept\"") + rule("action = \"reject\""),
     "dmarc=none", "quarantine by f:6"},
    {rule("when = { helo = \"mail.example\" }\naction = \"accept\"") + rule("action = \"reject\""),
     "spf-helo=pass", "accept by f:3"},
    {rule("when = { helo = \"mail.example\" }\naction = \"accept\"") + rule("action = \"reject\""), "",
     "quarantine by f:6"},
    {rule("when = { x-header-sanity = \"pass\" }\naction = \"accept\"") + rule("action = \"reject\""),
     "x-header-sanity=pass", "quarantine by f:6"},
    {rule("when = { x-aligned-from = \"pass\" }\naction = \"accept\"") + rule("action = \"reject\""),
     "x-aligned-from=pass", "quarantine by f:6"},

    // What is neither claimed nor vouched for is the administrator's to decide by.
    {rule("when = { recipient-domain = \"example.org\" }\naction = \"accept\"") + rule("action = \"reject\""),
     "dmarc=fail/reject", "accept by f:3, local_policy"},
    {rule("when = { dnswl = \"pass\" }\naction = \"accept\"") + rule("action = \"reject\""), "dnswl=pass",
     "accept by f:3"},

    // Only claims: a rule that makes an exception for them applies all the same.
    {rule("when = { spf = \"fail\" }\nunless = { helo = \".example\" }\naction = \"reject\""), "spf=fail",
     "quarantine by f:3"},
    {rule("when = { spf = \"fail\" }\nunless = { helo = \".example\" }\naction = \"reject\""),
     "spf=fail spf-helo=pass", "accept"},
    {rule("when = { spf = \"fail\" }\nunless = { list-id = true, dkim = \"pass\" }\naction = \"reject\""),
     "spf=fail dkim=pass:a.example list-id=l.example", "quarantine by f:3"},
    {rule("when = { spf = \"fail\" }\nunless = { list-id = true, trust = \"trusted\" }\naction = \"reject\""),
     "spf=fail trust=trusted list-id=l.example", "accept"},
    {rule("when = { dmarc = \"fail\", list-id = false }\naction = \"quarantine\""),
     "dmarc=fail/quarantine list-id=l.example", "quarantine by f:3"},
    {rule("when = { dmarc = \"fail\", authenticated = false }\naction = \"quarantine\""),
     "dmarc=fail/quarantine trust=authenticated", "accept, local_policy (authenticated=true)"},
    {"allow = \"example.com\"\n" + rule("when = { dmarc = \"fail\", allowed = false }\naction = \"reject\""),
     "dmarc=fail/reject", "quarantine by f:4, local_policy (allowed by example.com)"},
    {"allow = \"192.0.2.1\"\n" + rule("when = { dmarc = \"fail\", allowed = false }\naction = \"reject\""),
     "dmarc=fail/reject", "accept, local_policy (allowed by 192.0.2.1/32)"},
    {rule("when = { dmarc = \"fail\", list-id = false }\naction = \"accept\"") + rule("action = \"reject\""),
     "dmarc=fail/reject list-id=l.example", "reject by f:6 550 5.7.1"},

    // Why a policy is overridden.
    {rule("when = { dmarc = \"fail\" }\naction = \"accept\"\noverride-reason = \"other\""),
     "dmarc=fail/reject", "accept by f:3, other"},
    {rule("when = { dmarc = \"fail\" }\naction = \"reject\""), "dmarc=fail/quarantine",
     "reject by f:3 550 5.7.26, local_policy"},
    {rule("when = { dmarc = \"fail\" }\naction = \"reject\""), "dmarc=fail/none", "reject by f:3 550 5.7.26"},
    {rule("when = { list-id = true }\naction = \"accept\"\noverride-reason = \"other\"") +
         rule("when = { dmarc = \"fail\" }\naction = \"reject\""),
     "dmarc=fail/reject list-id=l.example", "quarantine by f:7, other (list-id l.example)"},

    // Codes of RFC 7372, by what the rule asks about.
    {rule("when = { dkim = [\"none\", \"fail\"] }\naction = \"reject\""), "dkim=none",
     "reject by f:3 550 5.7.20"},
    {rule("when = { spf = [\"fail\", \"permerror\"] }\naction = \"reject\""), "spf=fail",
     "reject by f:3 550 5.7.23"},
    {rule("when = { spf = [\"fail\", \"permerror\"] }\naction = \"reject\""), "spf=permerror",
     "reject by f:3 550 5.7.24"},
    {rule("when = { spf = \"temperror\" }\naction = \"defer\""), "spf=temperror", "defer by f:3 451 4.7.24"},
    {rule("when = { spf-helo = \"fail\" }\naction = \"reject\""), "spf-helo=fail",
     "reject by f:3 550 5.7.23"},
    {rule("when = { iprev = \"permerror\" }\naction = \"reject\""), "iprev=permerror",
     "reject by f:3 550 5.7.25"},
    {rule("when = { iprev = \"fail\", spf = \"fail\" }\naction = \"reject\""), "iprev=fail spf=fail",
     "reject by f:3 550 5.7.26"},
    {rule("when = { iprev = \"fail\", spf = \"pass\" }\naction = \"reject\""), "iprev=fail spf=pass",
     "reject by f:3 550 5.7.25"},
    {rule("when = { x-dnsbl = \"fail\" }\naction = \"reject\""), "x-dnsbl=fail", "reject by f:3 550 5.7.1"},
    {rule("action = \"reject\"\nreply = \"554 go away\""), "", "reject by f:3 554 5.7.1"},
    {rule("action = \"reject\"\nreply = \"5.7.27 go away\""), "", "reject by f:3 550 5.7.27"},
    {rule("action = \"defer\"\nreply = \"450 4.2.0 later\""), "", "defer by f:3 450 4.2.0"},
};

INSTANTIATE_TEST_SUITE_P(Rules, DecisionTable, testing::ValuesIn(of_rules));

}  // namespace
}  // namespace postern

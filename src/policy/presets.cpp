#include "policy/presets.hpp"

#include <cassert>
#include <string>

#include "policy/file.hpp"

// The presets are text, and read by the reader that reads everybody's rules, so that an administrator can
// print one, paste it into his file and change it. docs/policy.md has the same texts; a test compares.
//
// Each begins with the administrator's own lists, which speak before what others say of a message. Who is
// denied is a stranger: users of ours and our own networks are not meant.

namespace postern {

namespace {

constexpr std::string_view quarantine =
    R"(# Your own lists come first.
[[policy.rule]]
when = { allowed = true }
action = "accept"

[[policy.rule]]
when = { denied = true, trust = "stranger" }
action = "quarantine"

# A forwarder that you trust says that the message was genuine when it came there.
[[policy.rule]]
when = { dmarc = "fail", arc-trusted = true }
action = "accept"

# What fails DMARC, or may fail when the DNS says more, and whose domain asks for more than a look.
[[policy.rule]]
when = { dmarc = ["fail", "temperror"], dmarc-policy = ["quarantine", "reject"] }
action = "quarantine"

# Nobody can tell from it who wrote it: From is missing, there twice, or unreadable.
[[policy.rule]]
when = { dmarc = "permerror" }
action = "quarantine"
)";

constexpr std::string_view enforce =
    R"(# Your own lists come first.
[[policy.rule]]
when = { allowed = true }
action = "accept"

[[policy.rule]]
when = { denied = true, trust = "stranger" }
action = "reject"

# A forwarder that you trust says that the message was genuine when it came there.
[[policy.rule]]
when = { dmarc = "fail", arc-trusted = true }
action = "accept"

# RFC 9989, section 7.4: p=reject alone is no reason to reject. Other evidence against the message is.
[[policy.rule]]
when = { dmarc = "fail", dmarc-policy = "reject", x-dnsbl = "fail" }
action = "reject"

[[policy.rule]]
when = { dmarc = "fail", dmarc-policy = "reject", iprev = "fail", spf = "fail" }
action = "reject"

# Without it, the policy is taken for quarantine.
[[policy.rule]]
when = { dmarc = "fail", dmarc-policy = ["quarantine", "reject"] }
action = "quarantine"

# The DNS does not say now whether it fails; later it may.
[[policy.rule]]
when = { dmarc = "temperror", dmarc-policy = ["quarantine", "reject"] }
action = "defer"

# Nobody can tell from it who wrote it: From is missing, there twice, or unreadable.
[[policy.rule]]
when = { dmarc = "permerror" }
action = "quarantine"
)";

constexpr std::string_view strict =
    R"(# This departs from RFC 9989, section 7.4: it rejects on p=reject alone, and so loses genuine mail that
# mailing lists and forwarders have changed on its way. A mailing list that anybody can claim to be
# softens that to quarantine; list the sealers you trust (trusted-sealer) to let their mail through.

# Your own lists come first.
[[policy.rule]]
when = { allowed = true }
action = "accept"

[[policy.rule]]
when = { denied = true, trust = "stranger" }
action = "reject"

# A forwarder that you trust says that the message was genuine when it came there.
[[policy.rule]]
when = { dmarc = "fail", arc-trusted = true }
action = "accept"

# What fails DMARC is treated as its author's domain asks.
[[policy.rule]]
when = { dmarc = "fail", dmarc-policy = "reject", list-id = false }
action = "reject"

[[policy.rule]]
when = { dmarc = "fail", dmarc-policy = "quarantine" }
action = "quarantine"

# The DNS does not say now whether the message is genuine; later it may.
[[policy.rule]]
when = { dmarc = "temperror" }
action = "defer"

# Nobody can tell from it who wrote it: From is missing, there twice, or unreadable.
[[policy.rule]]
when = { dmarc = "permerror" }
action = "reject"
)";

}  // namespace

std::string_view preset_text(Preset preset) {
  switch (preset) {
    case Preset::tag:
      return "";
    case Preset::quarantine:
      return quarantine;
    case Preset::enforce:
      return enforce;
    case Preset::strict:
      return strict;
  }
  return "";
}

std::vector<PolicyRule> preset_rules(Preset preset) {
  Problems problems;
  auto rules = parse_policy_rules(preset_text(preset), "preset " + std::string(format(preset)), problems);
  assert(problems.empty());
  return rules;
}

}  // namespace postern

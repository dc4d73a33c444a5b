#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/problem.hpp"
#include "policy/decision.hpp"

namespace postern {

/// The rules that stand behind the administrator's own.
enum class Preset : std::uint8_t {
  tag,         ///< fields are added and nothing else happens: no rules
  quarantine,  ///< what DMARC would have rejected or quarantined is quarantined
  enforce,     ///< RFC 9989 §7.4: rejects only what fails p=reject and has other evidence against it
  strict,      ///< rejects on p=reject alone, from which RFC 9989 §7.4 departs
};
/// "tag", "quarantine", "enforce", "strict".
std::string_view format(Preset preset);
std::optional<Preset> parse_preset(std::string_view text);

/// `key = value` or `key = [values]`, as it was written; what the key means is in the table of keys.hpp.
struct PolicyCondition {
  std::string key;
  std::vector<std::string> values;  ///< any of them; "true" and "false" for booleans; never empty
  bool operator==(const PolicyCondition&) const = default;
};

/// What a [[policy.rule]] does when it applies.
enum class RuleAction : std::uint8_t { accept, tag, quarantine, defer, reject };
std::string_view format(RuleAction action);

/// One [[policy.rule]], checked: its keys are known and their values are ones they can have.
struct PolicyRule {
  std::vector<PolicyCondition> when;    ///< all of them
  std::vector<PolicyCondition> unless;  ///< not all of them; empty: nothing excepted
  RuleAction action = RuleAction::tag;
  std::string reply;             ///< a template; a code at its head is used instead of the usual
  std::string reason;            ///< a template; empty: words of our own
  std::vector<TagField> fields;  ///< of a tag rule; templates
  std::optional<OverrideReason> override_reason;  ///< instead of the one that follows from the evidence
  std::string upstream;                           ///< another one, HOST:PORT; empty: the listener's own
  Origin origin;                                  ///< where it stands
  bool operator==(const PolicyRule&) const = default;
};

/// What the administrator decides about deciding, for one listener.
struct PolicyConfig {
  Preset preset = Preset::tag;
  std::vector<PolicyRule> rules;   ///< before the preset's; the same for all listeners
  std::vector<std::string> allow;  ///< entries: 192.0.2.0/24, example.com, helo:, dkim:, spf:, list-id:
  std::string allow_file;          ///< more of them, one a line
  std::vector<std::string> deny;
  std::string deny_file;
  std::string quarantine_field = "X-Disposition-Quarantine";
  std::string link = "https://www.rfc-editor.org/info/rfc9989";  ///< at the end of a refusal; may be empty
  bool dry_run = false;                                          ///< decisions are logged and nothing else
  bool allow_bounces = false;  ///< after the queue, defer and reject are meant
  bool operator==(const PolicyConfig&) const = default;
};

}  // namespace postern

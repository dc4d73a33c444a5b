#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/reply.hpp"

namespace postern {

/// What becomes of a message for one recipient.
enum class Action : std::uint8_t {
  accept,      ///< it goes on
  quarantine,  ///< it goes on with a field that tells the next server to put it aside
  defer,       ///< the client hears 4xx, and comes again
  reject,      ///< the client hears 5xx
};
/// "accept", "quarantine", "defer", "reject".
std::string_view format(Action action);

/// Why a message is treated otherwise than the DMARC policy of its author asks: the words of RFC 9990.
enum class OverrideReason : std::uint8_t { local_policy, mailing_list, trusted_forwarder, other };
/// "local_policy", "mailing_list"...
std::string_view format(OverrideReason reason);

/// For `policy.override-reason` of a DMARC result.
struct Override {
  OverrideReason reason = OverrideReason::local_policy;
  std::string comment;  ///< may be empty
  bool operator==(const Override&) const = default;
};

/// A header field that a rule adds.
struct TagField {
  std::string name;
  std::string body;  ///< one line of printable ASCII
  bool operator==(const TagField&) const = default;
};

/// What the policy says of a message for one recipient, and why.
struct Decision {
  Action action = Action::accept;
  std::string rule;    ///< which decided: "postern.toml:12", "preset enforce:4"; empty: none, so accept
  std::string reason;  ///< for log, quarantine field and reply: printable, without its full stop
  std::optional<smtp::Reply> reply;         ///< with defer and reject
  std::optional<Override> override_reason;  ///< when DMARC asks for something else
  std::vector<TagField> tags;               ///< of every `tag` rule on the way
  std::vector<std::string> tag_rules;       ///< those rules
  std::string upstream;  ///< another upstream for this message, as the rule has it; empty: the listener's own
  bool operator==(const Decision&) const = default;
};

}  // namespace postern

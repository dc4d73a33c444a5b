#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/listener_config.hpp"
#include "mail/header_block.hpp"
#include "verify/trust.hpp"
#include "verify/verdict.hpp"

namespace postern {

/// Which fields of one message claim to be ours, and what becomes of them.
struct SanitiseRules {
  SanitiseMode mode = SanitiseMode::remove;
  /// Of Authentication-Results: names, or with a dot before them all names below.
  std::vector<std::string> ids;
  /// That only we add, besides those of BIMI and X-Disposition-*.
  std::vector<std::string> names;
  /// The ARC chain passes, or may: it is left as it is.
  bool chain_is_intact = false;
};

/// Those of a listener, for a message of whom we know so much.
SanitiseRules sanitise_rules(const ListenerConfig& config, Standing standing, const Verdict& verdict);

/// How many fields of one name were found; the name is spelled as the first of them. Past eight names the
/// rest are "others".
struct SanitisedName {
  std::string name;
  std::size_t count = 0;
  bool operator==(const SanitisedName&) const = default;
};
using Sanitised = std::vector<SanitisedName>;

/// Removes or renames every field that claims to be ours (RFC 8601 §5) or to be of those that only we add,
/// before our own go on top. What is a name to a careless reader counts as one: in any case, with blanks
/// before the colon, or with octets that no name may have. docs/trust.md lists what is found and says why.
Sanitised sanitise(mail::HeaderBlock& header, const SanitiseRules& rules);

/// "Authentication-Results 2", for the log.
std::vector<std::string> describe(const Sanitised& sanitised);

}  // namespace postern

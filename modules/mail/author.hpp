#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/header_block.hpp"

namespace postern::mail {

/// Why a message does not say clearly who its author is (RFC 5322 §3.6.2).
enum class AuthorError : std::uint8_t {
  no_from,       ///< there is no From field
  several_from,  ///< there is more than one
  no_mailbox,    ///< From holds empty groups only (RFC 6854)
  syntax,        ///< a From field does not parse, or names what is no domain
};
/// "the message has no From field", "From cannot be read"...
std::string_view describe(AuthorError error);

/// Whom a message says it is from.
struct Authors {
  /// The domains of the mailboxes, each once, in the order of the header. As the DNS knows them: lower case,
  /// A-labels, no final dot. Domain literals are among them, with their brackets.
  std::vector<std::string> domains;
  std::optional<AuthorError> error;  ///< whatever is in `domains`, it is not the whole truth
  bool operator==(const Authors&) const = default;
};

/// Reads every mailbox of every From field. What to do with several domains is the caller's decision; that of
/// RFC 9989 §11.5 is to evaluate each.
///
/// A From field that does not parse, or has a mailbox whose domain can be none, may yet be shown by a mail
/// program. So it is an error, and besides the domains that seem to be meant in it count: whatever looks like
/// a name behind an `@`, wherever it stands.
Authors author_domains(const HeaderBlock& header);

}  // namespace postern::mail

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "mail/syntax_error.hpp"

namespace postern::mail {

/// Whom a message says it is from.
struct Mailbox {
  std::string local;   ///< the content, without the quotes of a quoted string
  std::string domain;  ///< in the letters it was written with; a literal keeps its brackets
  bool operator==(const Mailbox&) const = default;
};

/// A list beyond this does not parse: no author list is as long, and a header may be large.
inline constexpr std::size_t max_mailboxes = 1000;

/// Every mailbox in the body of a From field, in order: RFC 5322 §3.4 with groups (RFC 6854), the obsolete
/// forms of §4.4, UTF-8 (RFC 6532). Display names and comments are passed over, encoded words in them are
/// left encoded: an address that stands in one of those is text. An empty group gives an empty list.
///
/// Three forms outside the grammar are read, because they are common, or shown as if they were right: dots
/// anywhere in a local part (`a..b.@example.com`), one dot behind a domain, which is dropped, and an address
/// where the display name should be (`a@example.com <b@example.com>`). Mail programs disagree which of the
/// latter two is the author, so both are in the list.
base::Result<std::vector<Mailbox>, SyntaxError> parse_mailbox_list(std::string_view field_body);

}  // namespace postern::mail

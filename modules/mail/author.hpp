#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "mail/header_block.hpp"

namespace postern::mail {

/// Why nobody can say which domain a message claims to be from.
enum class AuthorError : std::uint8_t {
  no_from,     ///< there is no From field
  no_mailbox,  ///< From holds empty groups only (RFC 6854)
  syntax,      ///< a From field does not parse
};

/// The domains that the From fields of a message name: of every mailbox of every From field, in lower case
/// (ASCII), each once, sorted, never none. Domain literals are among them, with their brackets.
///
/// DMARC (RFC 9989) evaluates one author domain; what to do with several is the caller's decision. One From
/// field that does not parse makes the whole unknown, however many others do: it may be the one that is
/// shown.
base::Result<std::vector<std::string>, AuthorError> author_domains(const HeaderBlock& header);

}  // namespace postern::mail

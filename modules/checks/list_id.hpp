#pragma once

#include <optional>
#include <string>

#include "mail/header_block.hpp"

namespace postern::checks {

/// The identifier of the mailing list that a message says it comes from: what stands in the last angle
/// brackets of List-Id (RFC 2919 §2), or the whole field where it has none, in lower case. Nothing without
/// the field, with several that differ, or with one that holds blanks or more than 255 octets. Anybody can
/// write it: it is no evidence of anything.
std::optional<std::string> list_id(const mail::HeaderBlock& header);

}  // namespace postern::checks

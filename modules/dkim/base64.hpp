#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::dkim {

/// The octets of a base64string (RFC 6376 §2.10): folding white space may stand anywhere, the padding may be
/// missing in whole or in part. Bits of the last digit that belong to no octet are ignored. Nothing for any
/// other character, digits behind the padding, or a lone last digit.
std::optional<std::string> parse_base64(std::string_view text);

/// `octets` in one line, padded.
std::string format_base64(std::string_view octets);

}  // namespace postern::dkim

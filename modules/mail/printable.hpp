#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace postern::mail {

/// The length of the UTF-8 sequence (RFC 3629 §4) that `text` begins with; 0 when it begins with none.
std::size_t utf8_length(std::string_view text);

/// `text` as it may be written into a field, whoever it comes from: each octet of a control character (C0,
/// DEL, and the C1 set in its UTF-8 form) and each that is not part of valid UTF-8 becomes `?`. The length
/// stays the same, and so does text that needs nothing.
std::string printable(std::string_view text);

/// The longest beginning of valid UTF-8 `text` that is at most `limit` octets and ends between characters.
std::string_view shortened(std::string_view text, std::size_t limit);

}  // namespace postern::mail

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace postern::dkim {

/// A tag list of RFC 6376 §3.2, as signatures and key records are written: names are case-sensitive, values
/// have lost the white space around them.
using TagList = std::map<std::string, std::string, std::less<>>;

/// Nothing when the text is no tag list. A tag that occurs twice makes the whole list invalid (§3.2): readers
/// would differ in which one counts. Values may hold UTF-8 (RFC 8616), and no control character but folding
/// white space.
std::optional<TagList> parse_tag_list(std::string_view text);

/// `value` without any white space, as base64 and the domains of a folded field are to be read (§3.5).
std::string without_space(std::string_view value);

}  // namespace postern::dkim

#pragma once

#include <optional>
#include <string_view>

#include "dkim/tag_list.hpp"

namespace postern::arc {

/// Sets beyond this many are no chain (RFC 8617 §4.2.1, §5.2 step 1).
inline constexpr int max_instance = 50;

/// Reads the body of an ARC-Message-Signature or ARC-Seal field, folded or not, as a tag list (RFC 6376
/// §3.2). Beyond that, comments may stand around names and behind the values of the tags that ARC defines:
/// RFC 8617 §3.9 allows them around those of its own (i, cv), and nobody's value of another holds a
/// parenthesis. Values have lost all white space but where they are of tags that are not known.
std::optional<dkim::TagList> parse_tags(std::string_view field_body);

/// position of RFC 8617 §3.9: one or two digits, 1 to 50.
std::optional<int> parse_position(std::string_view text);

/// The instance that an ARC-Authentication-Results field begins with, and the authres-payload behind its
/// semicolon (RFC 8617 §4.1.1). The payload is a view into `unfolded_body`.
struct InstanceView {
  int instance = 0;
  std::string_view payload;
};
std::optional<InstanceView> parse_instance(std::string_view unfolded_body);

}  // namespace postern::arc

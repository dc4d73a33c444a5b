#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::smtp {

/// An enhanced mail system status code (RFC 3463 §2): class.subject.detail, as in "5.1.1".
struct EnhancedStatus {
  int category = 2;  ///< RFC 3463 says class: 2, 4 or 5
  int subject = 0;   ///< 0 to 999
  int detail = 0;    ///< 0 to 999
  bool operator==(const EnhancedStatus&) const = default;
};

/// The code that `text` begins with, up to a blank or the end; leading zeros are no part of the grammar.
std::optional<EnhancedStatus> parse_enhanced_status(std::string_view text);

std::string format(const EnhancedStatus& status);

}  // namespace postern::smtp

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "smtp/enhanced_status.hpp"

namespace postern::smtp {

/// RFC 5321 §4.5.3.1.5: a reply line, with code and CRLF, has at most 512 octets.
inline constexpr std::size_t max_reply_line = 512;

/// A reply to a command (RFC 5321 §4.2).
struct Reply {
  int code = 0;
  /// What follows "250-" or "250 " on each line, an enhanced status code included, without CRLF.
  std::vector<std::string> lines;

  bool is_positive() const { return code / 100 == 2; }
  bool is_intermediate() const { return code / 100 == 3; }
  bool is_transient() const { return code / 100 == 4; }
  bool is_permanent() const { return code / 100 == 5; }
  bool operator==(const Reply&) const = default;
};

/// The reply as it goes over the wire, CRLF at each line's end. A CR, LF or NUL within a line, which would
/// make it another reply, becomes `?`. A line that is too long goes on in the next one, which then begins
/// with the same enhanced status code (RFC 2034 §4: every line has it).
std::string format_reply(const Reply& reply);

/// The reply as one line for people: "250 2.1.5 Ok", lines joined by " / ", without control characters.
std::string one_line(const Reply& reply);

/// The enhanced status code that the first line begins with.
std::optional<EnhancedStatus> enhanced_status(const Reply& reply);

/// Whether every line begins with one.
bool has_enhanced_code(const Reply& reply);

/// The reply with an enhanced status code on every line: each line that lacks one gets the first line's, or
/// x.0.0 when that has none either. Replies of other classes than 2, 4 and 5 stay as they are (RFC 2034 §4).
/// Not for the replies to the connection, HELO and EHLO, which have none.
Reply with_enhanced_code(Reply reply);

}  // namespace postern::smtp

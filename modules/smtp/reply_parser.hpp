#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "smtp/line_framer.hpp"
#include "smtp/reply.hpp"

namespace postern::smtp {

/// Why what a server sent is no reply. The connection is out of step from then on and must be closed.
enum class ReplyError : std::uint8_t {
  bad_line,      ///< not three digits (200 to 599), then a hyphen, a blank or the end
  mixed_codes,   ///< the lines of one reply have different codes (RFC 5321 §4.2.1)
  stray_octets,  ///< a CR or LF that is not CRLF, or a NUL
  too_long,      ///< over one of the limits below
};
std::string_view to_string(ReplyError error);

/// Finds replies in the octets a server sends, in any chunking.
///
///     auto reply = parser.next();   // Reply, nothing yet, or ReplyError
///
/// Octets beyond the reply are kept for the next call. To a client that waits for each reply before its next
/// command they are a server that speaks out of turn: see has_leftover().
class ReplyParser {
 public:
  /// RFC 5321 §4.5.3.1.5 says 512; texts of over 1,000 octets are seen in practice.
  static constexpr std::size_t max_line = 4096;
  /// An EHLO reply has some 20 lines; the text of a policy a few more.
  static constexpr std::size_t max_lines = 200;
  static constexpr std::size_t max_octets = std::size_t{64} * 1024;

  void feed(std::string_view chunk) { framer_.feed(chunk); }
  /// Nothing when the reply is not complete yet. After an error the parser gives the same error for ever.
  [[nodiscard]] base::Result<std::optional<Reply>, ReplyError> next();
  /// Whether anything, complete or not, came after the last reply that next() gave.
  bool has_leftover() const { return !pending_.lines.empty() || framer_.has_partial_line(); }

 private:
  std::optional<ReplyError> take_line(std::string_view line);

  LineFramer framer_{max_line};
  Reply pending_;
  std::size_t octets_ = 0;
  bool complete_ = false;
  std::optional<ReplyError> error_;
};

}  // namespace postern::smtp

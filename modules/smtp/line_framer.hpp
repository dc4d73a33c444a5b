#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "smtp/stray_octets.hpp"

namespace postern::smtp {

/// Finds command or reply lines in octets of any chunking. Only CRLF ends a line (RFC 5321 §2.3.8): what a
/// peer meant as several lines by sending bare LFs is one bad line up to the next CRLF.
///
/// Of a line over the limit nothing is kept, so memory is bounded by the limit and the largest chunk. Time is
/// linear in the octets fed, whatever the chunks.
class LineFramer {
 public:
  /// Command lines: RFC 5321 §4.5.3.1.4 says 512, and extensions add to that for MAIL (AUTH 500, DSN 116,
  /// FUTURERELEASE 34, SIZE 26, BODY and DELIVERBY 17, MT-PRIORITY 15, REQUIRETLS 11, SMTPUTF8 10) and RCPT
  /// (DSN 528). One limit above all of these sums needs no table, and leaves room for paths longer than they
  /// should be.
  static constexpr std::size_t default_limit = 2048;

  /// Everything fed has been looked at.
  struct NeedMore {};
  struct Line {
    std::string text;  ///< without CRLF
  };
  /// A line over the limit, consumed to its end.
  struct TooLong {
    std::string start;  ///< its first four octets: after a BDAT come octets that are no lines
  };
  /// A line with octets that must not be in it, consumed to its end.
  struct BadLine {
    StrayOctets stray;
    std::string start;  ///< the same
  };
  using Event = std::variant<NeedMore, Line, TooLong, BadLine>;

  /// `limit` counts the octets of a line with its CRLF.
  explicit LineFramer(std::size_t limit = default_limit) : limit_(limit) {}

  void feed(std::string_view chunk);
  [[nodiscard]] Event next();

  /// What came after the last line that next() gave and is not consumed: after DATA, the message's beginning.
  /// Valid until the next call of feed, next or take_buffered.
  std::string_view buffered() const { return std::string_view(buffer_).substr(line_); }
  /// The same, and the framer is empty then.
  std::string take_buffered();
  /// Whether a line has begun, be it too long to be kept.
  bool has_partial_line() const { return discarding_ || line_ < buffer_.size(); }
  /// The stray octets of the unfinished line, as far as next() has looked.
  const StrayOctets& stray() const { return stray_; }

 private:
  bool find_line_end();
  Event take_line();
  void discard_partial_line();

  std::size_t limit_;
  std::string buffer_;
  std::size_t line_ = 0;     // where in buffer_ the current line begins
  std::size_t scanned_ = 0;  // how far buffer_ has been looked at
  bool discarding_ = false;  // the current line was over the limit, and its beginning is gone
  StrayOctets stray_;
  std::string start_;  // of a line whose beginning is gone
};

}  // namespace postern::smtp

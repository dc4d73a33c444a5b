#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "mail/header_field.hpp"

namespace postern::mail {

/// Splits the octets of a message (dot-decoded) into header fields, the blank line and the body, in any
/// chunking and without loss: the raw fields, CRLF if there was a blank line, and the body, one after the
/// other, are the message, octet for octet.
///
///     splitter.feed(chunk);             // until next() says NeedMore, the splitter looks into chunk
///     for (;;) { auto event = splitter.next(); ... }
///     splitter.finish();                // after the last chunk; then next() until NeedMore once more
///
/// Only CRLF ends a line; a bare CR or LF is an octet like any other (to refuse them is the framer's work).
/// Lines without colon and a first line that begins with a blank are fields too, malformed ones. There are no
/// limits here: whoever feeds the splitter bounds the header by the sizes of the fields and by pending().
class MessageSplitter {
 public:
  /// Everything fed has been looked at, and all of it is out but pending() octets.
  struct NeedMore {};
  struct Field {
    HeaderField field;
  };
  /// Once per message, before any of its body. The blank line, when there is one, is neither header nor body.
  struct EndOfHeader {
    bool blank_line = false;
  };
  /// A part of the body, which lies in the chunk that was fed and is never empty. How the body is cut into
  /// parts depends on the chunks.
  struct BodyView {
    std::string_view octets;
  };
  using Event = std::variant<NeedMore, Field, EndOfHeader, BodyView>;

  /// Must only be called when there is nothing left of the last chunk, that is at first and after NeedMore.
  void feed(std::string_view chunk);
  /// The message is complete: the next events are what was held back, and the end of the header if it is
  /// still due.
  void finish() { finished_ = true; }
  [[nodiscard]] Event next();

  /// Octets held of a field that is not complete yet, or not known to be.
  std::size_t pending() const { return held_.size(); }

 private:
  enum class State : std::uint8_t { line_start, in_line, body };

  Event next_of_header();
  Event last_of_header();
  Event take_field();
  bool take_line();

  State state_ = State::line_start;
  bool finished_ = false;
  std::string held_;
  std::string_view chunk_;
};

}  // namespace postern::mail

#include "smtp/line_framer.hpp"

#include <utility>

// buffer_ holds, in this order: lines that next() has given away, the current line, what has not been looked
// at. The front is only dropped when it is at least half of the buffer, and scanned_ never goes back, so each
// octet is moved and looked at a bounded number of times.

namespace postern::smtp {

namespace {

/// Of a command's verb.
constexpr std::size_t start_size = 4;

}  // namespace

void LineFramer::feed(std::string_view chunk) {
  if (line_ > 0 && line_ >= buffer_.size() / 2) {
    buffer_.erase(0, line_);
    scanned_ -= line_;
    line_ = 0;
  }
  buffer_ += chunk;
}

LineFramer::Event LineFramer::next() {
  if (find_line_end()) return take_line();
  if (scanned_ - line_ > limit_) discard_partial_line();
  return NeedMore{};
}

std::string LineFramer::take_buffered() {
  auto rest = std::move(buffer_);
  rest.erase(0, line_);
  *this = LineFramer(limit_);
  return rest;
}

// Looks at what is new, octet by octet, up to a CRLF. A CR is judged with the octet after it: until that has
// come, scanned_ stays before the CR.
bool LineFramer::find_line_end() {
  for (; scanned_ < buffer_.size(); ++scanned_) {
    const char c = buffer_[scanned_];
    if (c == '\n') {
      stray_.bare_lf = true;
    } else if (c == '\0') {
      stray_.nul = true;
    } else if (c == '\r') {
      if (scanned_ + 1 == buffer_.size()) return false;
      if (buffer_[scanned_ + 1] == '\n') return true;
      stray_.bare_cr = true;
    }
  }
  return false;
}

// scanned_ is at the CRLF of the current line.
LineFramer::Event LineFramer::take_line() {
  const auto end = scanned_ + 2;
  const bool was_discarded = std::exchange(discarding_, false);
  const bool too_long = was_discarded || end - line_ > limit_;
  const auto stray = std::exchange(stray_, {});
  const auto begin = std::exchange(line_, end);
  scanned_ = end;
  auto start = was_discarded ? std::exchange(start_, {}) : buffer_.substr(begin, start_size);
  if (too_long) return TooLong{std::move(start)};
  if (stray.any()) return BadLine{stray, std::move(start)};
  return Line{buffer_.substr(begin, end - 2 - begin)};
}

void LineFramer::discard_partial_line() {
  if (!discarding_) start_ = buffer_.substr(line_, start_size);
  discarding_ = true;
  buffer_.erase(0, scanned_);
  line_ = 0;
  scanned_ = 0;
}

}  // namespace postern::smtp

#include "mail/message_splitter.hpp"

#include <cassert>
#include <utility>

#include "base/ascii.hpp"

// Header lines are moved into held_ as they are found. At each line's start its first octet decides: a blank
// or tab continues the field in held_, anything else completes it. The blank line is then the "field" that is
// held as CRLF and nothing more. Of the body nothing is held: it goes through as views of the chunks.

namespace postern::mail {

void MessageSplitter::feed(std::string_view chunk) {
  assert(chunk_.empty() && !finished_);
  chunk_ = chunk;
}

MessageSplitter::Event MessageSplitter::next() {
  if (state_ != State::body) return next_of_header();
  if (chunk_.empty()) return NeedMore{};
  return BodyView{std::exchange(chunk_, {})};
}

MessageSplitter::Event MessageSplitter::next_of_header() {
  for (;;) {
    if (chunk_.empty()) return finished_ ? last_of_header() : NeedMore{};
    if (state_ == State::line_start && !held_.empty() && !base::is_wsp(chunk_.front())) return take_field();
    const bool is_whole_line = take_line();
    if (!is_whole_line || held_ != "\r\n") continue;
    held_.clear();
    state_ = State::body;
    return EndOfHeader{.blank_line = true};
  }
}

MessageSplitter::Event MessageSplitter::last_of_header() {
  if (!held_.empty()) return take_field();
  state_ = State::body;
  return EndOfHeader{.blank_line = false};
}

MessageSplitter::Event MessageSplitter::take_field() {
  return Field{HeaderField::raw(std::exchange(held_, {}))};
}

// Moves the line, or what there is of it, from the chunk to held_. True when its end was there.
bool MessageSplitter::take_line() {
  for (std::size_t from = 0;;) {
    const auto feed_at = chunk_.find('\n', from);
    if (feed_at == chunk_.npos) break;
    const bool after_return = feed_at > 0 ? chunk_[feed_at - 1] == '\r' : held_.ends_with('\r');
    from = feed_at + 1;
    if (!after_return) continue;
    held_ += chunk_.substr(0, from);
    chunk_.remove_prefix(from);
    state_ = State::line_start;
    return true;
  }
  held_ += std::exchange(chunk_, {});
  state_ = State::in_line;
  return false;
}

}  // namespace postern::mail

#include "smtp/dot_codec.hpp"

#include <cassert>
#include <cstddef>

// The decoder gives out views of the chunk that are as long as possible: up to a line that begins with a dot,
// or to the chunk's end. The dot itself is dropped as soon as it is seen, for it never belongs to the
// message; only a CR behind it must wait until the next octet tells whether this is the end. If it is not,
// that CR is given out from a constant, for the chunk it was in may be gone. Dropping dots neither makes nor
// hides a stray octet, so that they are looked for in what is given out.

namespace postern::smtp {
namespace {

constexpr std::string_view held_cr = "\r";

/// The longest beginning of some octets that no dot at a line's start interrupts.
struct Run {
  std::size_t length = 0;
  bool at_line_start = false;  // whether a line begins behind it
};

// `after_cr`: the octet before these was a CR.
Run find_run(std::string_view octets, bool after_cr) {
  Run run{.length = octets.size()};
  for (std::size_t from = 0;;) {
    const auto feed_at = octets.find('\n', from);
    if (feed_at == octets.npos) return run;
    from = feed_at + 1;
    const bool ends_line = feed_at > 0 ? octets[feed_at - 1] == '\r' : after_cr;
    if (ends_line && (from == octets.size() || octets[from] == '.')) {
      run.length = from;
      run.at_line_start = true;
      return run;
    }
  }
}

}  // namespace

void DotDecoder::feed(std::string_view chunk) {
  assert(chunk_.empty() && state_ != State::end);
  chunk_ = chunk;
}

DotDecoder::Event DotDecoder::next() {
  for (;;) {
    if (state_ == State::end) return End{};
    if (chunk_.empty()) return NeedMore{};
    const char c = chunk_.front();
    if (state_ == State::line_start && c == '.') {
      state_ = State::dot;
    } else if (state_ == State::dot && c == '\r') {
      state_ = State::dot_cr;
    } else if (state_ == State::dot_cr && c == '\n') {
      state_ = State::end;
    } else if (state_ == State::dot_cr) {
      state_ = State::text_cr;
      stray_.look_at(held_cr);
      return OctetsView{held_cr};
    } else {
      return take_text();
    }
    chunk_.remove_prefix(1);
  }
}

DotDecoder::Event DotDecoder::take_text() {
  const auto run = find_run(chunk_, state_ == State::text_cr);
  const auto octets = chunk_.substr(0, run.length);
  chunk_.remove_prefix(run.length);
  stray_.look_at(octets);
  state_ = run.at_line_start ? State::line_start : octets.ends_with('\r') ? State::text_cr : State::text;
  return OctetsView{octets};
}

void DotEncoder::encode(std::string_view octets, std::string& out) {
  while (!octets.empty()) {
    if (state_ == State::line_start && octets.front() == '.') out += '.';
    const auto run = find_run(octets, state_ == State::text_cr);
    out += octets.substr(0, run.length);
    state_ = run.at_line_start ? State::line_start : octets.ends_with('\r') ? State::text_cr : State::text;
    octets.remove_prefix(run.length);
  }
}

void DotEncoder::finish(std::string& out) {
  out += state_ == State::line_start ? ".\r\n" : "\r\n.\r\n";
}

}  // namespace postern::smtp

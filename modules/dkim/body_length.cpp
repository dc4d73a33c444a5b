#include "dkim/body_length.hpp"

#include "base/ascii.hpp"

namespace postern::dkim {

namespace {
constexpr std::uint64_t line_end_length = 2;
}

void BodyLength::feed(std::string_view octets) {
  for (const char c : octets) {
    const bool ends_line = after_return_ && c == '\n';
    if (after_return_ && !ends_line) text('\r');
    after_return_ = c == '\r';
    if (ends_line)
      line_end();
    else if (!after_return_)
      text(c);
  }
}

void BodyLength::text(char c) {
  simple_ += simple_ends_ * line_end_length + 1;
  simple_ends_ = 0;
  if (base::is_wsp(c)) {
    after_blank_ = true;
    return;
  }
  relaxed_ += relaxed_ends_ * line_end_length + (after_blank_ ? 1 : 0) + 1;
  relaxed_ends_ = 0;
  after_blank_ = false;
}

void BodyLength::line_end() {
  ++simple_ends_;
  ++relaxed_ends_;
  after_blank_ = false;
}

// Line ends at the end become one, and one is added where there is none: even to nothing, under "simple"
// only.
std::uint64_t BodyLength::simple() const {
  return simple_ + line_end_length;
}
std::uint64_t BodyLength::relaxed() const {
  return relaxed_ == 0 ? 0 : relaxed_ + line_end_length;
}

}  // namespace postern::dkim

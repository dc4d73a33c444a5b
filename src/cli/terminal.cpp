#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "base/ascii.hpp"

namespace postern {

namespace {

constexpr std::size_t usual_width = 80;
/// A wider bar says no more.
constexpr std::size_t widest_bar = 40;
/// A narrower one says nothing: then only the numbers stand there.
constexpr std::size_t narrowest_bar = 5;

std::string bar(std::size_t done, std::size_t total, std::size_t cells) {
  const auto filled = total == 0 ? cells : cells * std::min(done, total) / total;
  return "[" + std::string(filled, '#') + std::string(cells - filled, '.') + "]";
}

}  // namespace

std::string escape_sentence(std::string_view text) {
  std::string result;
  for (;;) {
    const auto end = text.find_first_of("\\\n");
    result += base::escape_controls(text.substr(0, end));
    if (end == text.npos) return result;
    result += text[end];
    text.remove_prefix(end + 1);
  }
}

Styles coloured() {
  return {.bold = "\x1b[1m",
          .dim = "\x1b[2m",
          .green = "\x1b[32m",
          .yellow = "\x1b[33m",
          .red = "\x1b[31m",
          .reset = "\x1b[0m"};
}

Styles plain() {
  return {};
}

bool wants_colour(const char* no_color, const char* term) {
  if (no_color && *no_color) return false;
  return term && *term && std::string_view(term) != "dumb";
}

bool is_terminal(int descriptor) {
  return isatty(descriptor) == 1;
}

Styles styles_for(int descriptor) {
  const bool has_colour =
      is_terminal(descriptor) && wants_colour(std::getenv("NO_COLOR"), std::getenv("TERM"));
  return has_colour ? coloured() : plain();
}

std::size_t terminal_width(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual_width;
  return size.ws_col;
}

ProgressBar::ProgressBar(std::string what, std::size_t total)
    : ProgressBar(std::move(what), total, std::cerr,
                  is_terminal(STDERR_FILENO) ? terminal_width(STDERR_FILENO) : 0) {}

ProgressBar::ProgressBar(std::string what, std::size_t total, std::ostream& out, std::size_t width)
    : what_(std::move(what)), total_(total), out_(out), width_(width) {}

void ProgressBar::advance(std::size_t steps) {
  done_ += steps;
  auto text = line();
  if (text == drawn_) return;
  // The line before may have been longer.
  const auto leftover = drawn_.size() > text.size() ? drawn_.size() - text.size() : 0;
  out_ << '\r' << text << std::string(leftover, ' ') << std::flush;
  drawn_ = std::move(text);
}

void ProgressBar::erase() {
  if (drawn_.empty()) return;
  out_ << '\r' << std::string(drawn_.size(), ' ') << '\r' << std::flush;
  drawn_.clear();
}

// The last column stays free: a terminal may go to the next line when it is written to.
std::string ProgressBar::line() const {
  const auto numbers = std::to_string(done_) + "/" + std::to_string(total_);
  const auto around = what_.size() + numbers.size() + 5;  // brackets, blanks, the last column
  if (around + narrowest_bar <= width_) {
    return what_ + " " + bar(done_, total_, std::min(widest_bar, width_ - around)) + " " + numbers;
  }
  return numbers.size() < width_ ? numbers : std::string();
}

}  // namespace postern

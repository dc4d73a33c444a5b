#include "check/story.hpp"

#include <ostream>
#include <string>

#include "base/ascii.hpp"

namespace postern {

namespace {

constexpr std::size_t columns = 90;

}  // namespace

void Story::section(std::string_view title) {
  out_ << '\n' << styles_.bold << title << styles_.reset << '\n';
}

void Story::line(std::string_view text, std::size_t depth) {
  put("", text, depth);
}

void Story::good(std::string_view text, std::size_t depth) {
  put(styles_.green, text, depth);
}

void Story::bad(std::string_view text, std::size_t depth) {
  put(styles_.red, text, depth);
}

void Story::put(std::string_view style, std::string_view text, std::size_t depth) {
  out_ << std::string(2 + 2 * depth, ' ') << style << base::escape_controls(text);
  if (!style.empty()) out_ << styles_.reset;
  out_ << '\n';
}

void Story::paragraph(std::string_view text) {
  const auto safe = base::escape_controls(text);
  std::string line;
  for (const auto word : base::split(safe, ' ')) {
    if (!line.empty() && line.size() + 1 + word.size() > columns) {
      out_ << "  " << line << '\n';
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  out_ << "  " << line << '\n';
}

}  // namespace postern

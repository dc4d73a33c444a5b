#include "session/proxy_watch.hpp"

#include <array>

namespace postern {

namespace {

bool is_version_1(std::string_view line) {
  // HAProxy, "The PROXY protocol", §2.1: in capitals.
  constexpr std::array<std::string_view, 3> starts{"PROXY TCP4 ", "PROXY TCP6 ", "PROXY UNKNOWN"};
  for (const auto start : starts) {
    if (line.starts_with(start)) return true;
  }
  return false;
}

}  // namespace

bool ProxyWatch::sees(const smtp::LineFramer::Event& event) {
  if (over_) return false;
  const auto* line = std::get_if<smtp::LineFramer::Line>(&event);
  if (line && line->text.empty() && empty_lines_ < 2) {
    ++empty_lines_;
    return false;
  }
  over_ = true;
  if (line) return empty_lines_ == 0 && is_version_1(line->text);
  // §2.2: CR LF CR LF NUL CR LF, then "QUIT" LF.
  const auto* bad = std::get_if<smtp::LineFramer::BadLine>(&event);
  return bad && empty_lines_ == 2 && bad->start.starts_with(std::string_view("\0\r\n", 3));
}

}  // namespace postern

#include "dkim/body_undoings.hpp"

#include <array>

namespace postern::dkim {

namespace {

constexpr std::string_view line_end = "\r\n";

/// Each line of `text` changed by `change`, which gets it without its line end.
template <class Change>
std::string with_lines(std::string_view text, Change change) {
  std::string result;
  while (!text.empty()) {
    const auto end = text.find(line_end);
    result += change(text.substr(0, end));
    if (end == text.npos) break;
    result += line_end;
    text.remove_prefix(end + line_end.size());
  }
  return result;
}

std::string with_separator_blank(std::string_view body) {
  return with_lines(body, [](std::string_view line) { return std::string(line == "--" ? "-- " : line); });
}

std::string without_trailing_blanks(std::string_view body) {
  return with_lines(body, [](std::string_view line) {
    return std::string(line.substr(0, line.find_last_not_of(" \t") + 1));
  });
}

std::string without_from_quotes(std::string_view body) {
  return with_lines(body, [](std::string_view line) {
    return std::string(line.starts_with(">From ") ? line.substr(1) : line);
  });
}

std::string with_from_quotes(std::string_view body) {
  return with_lines(
      body, [](std::string_view line) { return (line.starts_with("From ") ? ">" : "") + std::string(line); });
}

std::string with_single_dots(std::string_view body) {
  return with_lines(body, [](std::string_view line) {
    return std::string(line.starts_with("..") ? line.substr(1) : line);
  });
}

std::string with_double_dots(std::string_view body) {
  return with_lines(
      body, [](std::string_view line) { return (line.starts_with('.') ? "." : "") + std::string(line); });
}

std::string with_crlf(std::string_view body) {
  std::string result;
  for (std::size_t at = 0; at < body.size(); ++at) {
    const bool is_pair = body.substr(at).starts_with(line_end);
    if (is_pair) ++at;
    if (is_pair || body[at] == '\n' || body[at] == '\r') {
      result += line_end;
    } else {
      result += body[at];
    }
  }
  return result;
}

constexpr std::array all{
    Undoing{with_crlf, BodyChange::line_ends,
            "line ends were converted: with CRLF at each of them the hash is right"},
    Undoing{with_separator_blank, BodyChange::trailing_blanks,
            "the blank behind \"--\" before a signature was cut off"},
    Undoing{without_trailing_blanks, BodyChange::trailing_blanks, "blanks were put at the end of lines"},
    Undoing{without_from_quotes, BodyChange::from_lines,
            "a \">\" was put before lines that begin with \"From \""},
    Undoing{with_from_quotes, BodyChange::from_lines,
            "the \">\" before lines that begin with \"From \" was taken away"},
    Undoing{with_single_dots, BodyChange::dots, "dots at the beginning of lines were doubled"},
    Undoing{with_double_dots, BodyChange::dots, "one of two dots at the beginning of lines was taken away"},
};

}  // namespace

std::span<const Undoing> undoings() {
  return all;
}

}  // namespace postern::dkim

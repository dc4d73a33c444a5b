#include "mail/lexical.hpp"

namespace postern::mail {

namespace {

bool is_text(char c) {
  return c != '\0' && c != '\r' && c != '\n';
}

// The character here, or the one that a backslash quotes. Nothing at the end and where no text may go on.
std::optional<char> take_text(base::ScannerView& in) {
  in.take('\\');
  if (in.at_end() || !is_text(in.peek())) return std::nullopt;
  return in.take();
}

}  // namespace

void skip_cfws(base::ScannerView& in) {
  do {
    in.take_while(base::is_wsp);
  } while (take_comment(in));
}

std::optional<std::string> take_comment(base::ScannerView& in) {
  base::ScannerView ahead = in;
  if (!ahead.take('(')) return std::nullopt;
  std::string content;
  for (int depth = 1;;) {
    const char next = ahead.peek();
    if (next == '(') ++depth;
    if (next == ')') --depth;
    const auto c = take_text(ahead);
    if (!c) return std::nullopt;
    if (depth == 0) break;
    content += *c;
  }
  in = ahead;
  return content;
}

std::optional<std::string> take_quoted_string(base::ScannerView& in) {
  base::ScannerView ahead = in;
  if (!ahead.take('"')) return std::nullopt;
  std::string content;
  while (!ahead.take('"')) {
    const auto c = take_text(ahead);
    if (!c) return std::nullopt;
    content += *c;
  }
  in = ahead;
  return content;
}

std::string single_spaced(std::string_view text) {
  std::string result;
  for (const char c : base::trim(text)) {
    const bool is_blank = base::is_space(c);
    if (!is_blank) result += c;
    if (is_blank && !result.ends_with(' ')) result += ' ';
  }
  return result;
}

std::string format_quoted_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result += '"';
}

}  // namespace postern::mail

#include "cli/roff.hpp"

#include "base/ascii.hpp"

// groff_char(7) names the characters that would otherwise become something else in print: a quote bends, a
// minus becomes a hyphen that no shell understands. `\&` prints nothing: what follows it does not begin the
// line, and so a dot or an apostrophe there is no request.

namespace postern {

namespace {

constexpr std::size_t line_length = 78;

std::string escape(char c) {
  switch (c) {
    case '\\':
      return "\\(rs";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '`':
      return "\\(ga";
    case '"':
      return "\\(dq";
    case '^':
      return "\\(ha";
    case '~':
      return "\\(ti";
    default:
      return std::string(1, base::is_control(c) ? ' ' : c);
  }
}

bool begins_request(std::string_view text) {
  return text.starts_with('.') || text.starts_with('\'');
}

/// Words between backticks in bold; a backtick without another stays.
std::string mark_up(std::string_view text) {
  std::string roff;
  for (;;) {
    const auto open = text.find('`');
    const auto close = open == text.npos ? open : text.find('`', open + 1);
    if (close == text.npos) return roff + roff_text(text);
    if (open > 0) roff += roff_text(text.substr(0, open));
    roff += roff_bold(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
    if (text.empty()) return roff;
  }
}

/// In lines of their own, none of which is a request.
std::string break_lines(std::string_view roff) {
  std::string text;
  std::size_t used = 0;
  for (const auto word : base::split(roff, ' ')) {
    if (word.empty()) continue;
    const bool is_new = used == 0 || used + 1 + word.size() > line_length;
    if (is_new) used = 0;
    if (!text.empty()) text += is_new ? '\n' : ' ';
    if (is_new && begins_request(word)) text += "\\&";
    text += word;
    used += word.size() + 1;
  }
  return text;
}

}  // namespace

std::string roff_text(std::string_view text) {
  std::string roff = begins_request(text) ? "\\&" : "";
  for (const char c : text) roff += escape(c);
  return roff;
}

std::string roff_bold(std::string_view text) {
  return "\\fB" + roff_text(text) + "\\fR";
}

std::string roff_italic(std::string_view text) {
  return "\\fI" + roff_text(text) + "\\fR";
}

ManualPage::ManualPage(std::string_view name, std::string_view section, std::string_view source,
                       std::string_view date) {
  text_ = ".TH \"" + roff_text(name) + "\" \"" + roff_text(section) + "\" \"" + std::string(date) + "\" \"" +
          roff_text(source) + "\"\n";
}

void ManualPage::section(std::string_view title) {
  text_ += ".SH \"" + roff_text(title) + "\"\n";
  after_heading_ = true;
}

void ManualPage::subsection(std::string_view title) {
  text_ += ".SS \"" + roff_text(title) + "\"\n";
  after_heading_ = true;
}

void ManualPage::heading(std::string_view title) {
  line(roff_bold(title));
}

void ManualPage::paragraph(std::string_view text) {
  begin_paragraph();
  fill(text);
}

void ManualPage::item(std::string_view roff_term, std::string_view text) {
  text_ += ".TP\n" + std::string(roff_term) + "\n";
  after_heading_ = false;
  // A term without text would swallow what comes next.
  if (text.empty()) {
    text_ += "\\&\n";
  } else {
    fill(text);
  }
}

void ManualPage::line(std::string_view roff) {
  begin_paragraph();
  text_ += std::string(roff) + "\n";
}

void ManualPage::prose(std::string_view text) {
  std::string paragraph_lines;
  std::string example_lines;
  const auto end_paragraph = [&] {
    if (!paragraph_lines.empty()) paragraph(paragraph_lines);
    paragraph_lines.clear();
  };
  const auto end_example = [&] {
    if (!example_lines.empty()) example(example_lines);
    example_lines.clear();
  };
  for (const auto one : base::split(text, '\n')) {
    if (one.starts_with(' ')) {
      end_paragraph();
      example_lines += std::string(one) + "\n";
    } else {
      end_example();
      if (one.empty()) end_paragraph();
      if (!one.empty()) paragraph_lines += std::string(paragraph_lines.empty() ? "" : " ") + std::string(one);
    }
  }
  end_paragraph();
  end_example();
}

void ManualPage::begin_paragraph() {
  if (!after_heading_) text_ += ".PP\n";
  after_heading_ = false;
}

void ManualPage::fill(std::string_view text) {
  text_ += break_lines(mark_up(text)) + "\n";
}

void ManualPage::example(std::string_view lines) {
  begin_paragraph();
  text_ += ".EX\n";
  lines.remove_suffix(1);
  for (const auto one : base::split(lines, '\n')) text_ += roff_text(one) + "\n";
  text_ += ".EE\n";
}

}  // namespace postern

#include "policy/template.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "config/nearest.hpp"
#include "policy/domain_set.hpp"

namespace postern {

namespace {

const std::vector<std::string>& placeholders() {
  static const std::vector<std::string> names{"author-domain",    "sender-domain", "helo", "client",
                                              "recipient-domain", "reason",        "id",   "link"};
  return names;
}

std::string unknown_placeholder(std::string_view name) {
  const auto meant = nearest(name, placeholders());
  std::string text = "there is no placeholder {" + base::escape_controls(name) + "}";
  if (meant) return text + "; did you mean {" + *meant + "}?";
  text += "; there are";
  for (const auto& known : placeholders()) text += " {" + known + "}";
  return text;
}

bool is_printable(char c) {
  return c == ' ' || base::is_graphic(c);
}

}  // namespace

base::Result<Template, std::string> Template::parse(std::string_view text) {
  if (!std::ranges::all_of(text, is_printable)) {
    return base::Unexpected{std::string("only one line of printable ASCII can be sent")};
  }
  Template parsed;
  while (!text.empty()) {
    const auto open = text.find('{');
    if (open > 0) parsed.pieces_.push_back({std::string(text.substr(0, open))});
    if (open == text.npos) break;
    const auto close = text.find('}', open);
    const auto name = text.substr(open + 1, close == text.npos ? close : close - open - 1);
    if (close == text.npos || std::ranges::find(placeholders(), name) == placeholders().end()) {
      return base::Unexpected{unknown_placeholder(name)};
    }
    parsed.pieces_.push_back({std::string(name), true});
    text.remove_prefix(close + 1);
  }
  return parsed;
}

bool Template::names(std::string_view placeholder) const {
  return std::ranges::any_of(pieces_, [placeholder](const Piece& piece) {
    return piece.is_placeholder && piece.text == placeholder;
  });
}

std::string Template::fill(const TemplateValues& values) const {
  std::string text;
  for (const auto& piece : pieces_) {
    const auto value = piece.is_placeholder ? values.find(piece.text) : values.end();
    text += !piece.is_placeholder ? piece.text : value == values.end() ? "unknown" : value->second;
  }
  return text;
}

std::string printable_ascii(std::string_view text) {
  std::string printable(text.substr(0, max_template_value));
  std::ranges::replace_if(printable, [](char c) { return !is_printable(c); }, '?');
  return printable;
}

std::string printable_domain(std::string_view domain) {
  return domain.empty() ? "unknown" : printable_ascii(comparable_domain(domain));
}

}  // namespace postern

#include "arc/tags.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "mail/header_field.hpp"
#include "mail/lexical.hpp"

namespace postern::arc {
namespace {

using base::ScannerView;

bool is_name_character(char c) {
  return base::is_alnum(c) || c == '_';
}

bool is_known(std::string_view name) {
  static constexpr std::array<std::string_view, 13> known{"i", "a", "b", "bh", "c", "cv", "d",
                                                          "h", "l", "q", "s",  "t", "x"};
  return std::ranges::find(known, name) != known.end();
}

// Up to the semicolon that ends the tag, or to the end. A comment may hold such a semicolon; one that is not
// closed is none, and then no others are looked for: that would take time in the square of the field.
std::string take_value(ScannerView& in, bool& may_hold_comments) {
  std::string value;
  while (!in.at_end() && in.peek() != ';') {
    if (may_hold_comments && mail::take_comment(in)) continue;
    value += in.take();
    if (value.back() == '(') may_hold_comments = false;
  }
  return value;
}

}  // namespace

// The tag list without its comments is left to dkim's reader, so that both mean the same by one.
std::optional<dkim::TagList> parse_tags(std::string_view field_body) {
  const std::string text = mail::unfold(field_body);
  ScannerView in(text);
  std::string plain;
  bool comments_end = true;
  while (!in.at_end()) {
    mail::skip_cfws(in);
    const auto name = in.take_while(is_name_character);
    mail::skip_cfws(in);
    if (in.peek() == '(') return std::nullopt;
    const bool is_known_tag = is_known(name);
    bool may_hold_comments = is_known_tag && comments_end;
    const std::string value = take_value(in, may_hold_comments);
    if (is_known_tag) comments_end = may_hold_comments;
    plain += name;
    plain += is_known_tag ? dkim::without_space(value) : value;
    if (in.take(';')) plain += ';';
  }
  return dkim::parse_tag_list(plain);
}

std::optional<int> parse_position(std::string_view text) {
  if (text.empty() || text.size() > 2) return std::nullopt;
  const auto position = base::parse_decimal(text);
  if (!position || *position < 1 || *position > max_instance) return std::nullopt;
  return static_cast<int>(*position);
}

// instance [CFWS] ";" authres-payload
std::optional<InstanceView> parse_instance(std::string_view unfolded_body) {
  ScannerView in(unfolded_body);
  mail::skip_cfws(in);
  if (!in.take('i')) return std::nullopt;  // %s"i": not "I"
  mail::skip_cfws(in);
  if (!in.take('=')) return std::nullopt;
  mail::skip_cfws(in);
  const auto position = parse_position(in.take_while(base::is_digit));
  mail::skip_cfws(in);
  if (!position || !in.take(';')) return std::nullopt;
  return InstanceView{*position, in.rest()};
}

}  // namespace postern::arc

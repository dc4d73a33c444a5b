#include "mail/authentication_results.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "mail/authentication_results_words.hpp"
#include "mail/lexical.hpp"
#include "mail/printable.hpp"

// The field is a sequence of words: `method=result`, `reason=value`, `type.name=value`, and the words of
// comments. A line may be folded before any of them and nowhere else, so that a value never changes by
// folding.

namespace postern::mail {

namespace {

// RFC 5322 §2.1.1: lines should be no longer. One column is kept for the `;` that may follow.
constexpr std::size_t last_column = 78 - 1;
constexpr std::string_view result_indent = "\r\n    ";
constexpr std::string_view wrapped_indent = "\r\n        ";

class FoldedText {
 public:
  explicit FoldedText(std::string text) : text_(std::move(text)) {}

  void begin_result() { begin_line(result_indent); }
  void add(std::string_view word) {
    const bool fits = column_ + 1 + word.size() <= last_column;
    if (!at_line_start_ && fits) append(" ");
    if (!at_line_start_ && !fits) begin_line(wrapped_indent);
    append(word);
    at_line_start_ = false;
  }
  void append(std::string_view text) {
    text_ += text;
    column_ += text.size();
  }
  std::string take() { return std::move(text_); }

 private:
  void begin_line(std::string_view indent) {
    text_ += indent;
    column_ = indent.size() - 2;
    at_line_start_ = true;
  }

  std::string text_;
  std::size_t column_ = 0;
  bool at_line_start_ = true;
};

std::string clean(std::string_view text) {
  const std::string shown = printable(text);
  return std::string(shortened(shown, max_value_octets));
}

std::string keyword(std::string_view text) {
  std::string result;
  std::ranges::copy_if(text, std::back_inserter(result), is_keyword_character);
  return result;
}

std::string method_name(std::string_view method) {
  const auto slash = method.find('/');
  if (slash == method.npos) return keyword(method);
  return keyword(method.substr(0, slash)) + '/' + keyword(method.substr(slash + 1));
}

// RFC 6376 §3.5: sub-domain 1*("." sub-domain), in ASCII.
bool is_domain_name(std::string_view text) {
  const auto labels = base::split(text, '.');
  return labels.size() > 1 && std::ranges::all_of(labels, [](std::string_view label) {
           return !label.empty() && label.front() != '-' && label.back() != '-' &&
                  std::ranges::all_of(label, is_keyword_character);
         });
}

bool is_ascii_atext(char c) {
  return is_atext(c) && !is_eight_bit(c);
}

// RFC 5322 §3.2.3, in ASCII.
bool is_dot_atom(std::string_view text) {
  return std::ranges::all_of(base::split(text, '.'), [](std::string_view atom) {
    return !atom.empty() && std::ranges::all_of(atom, is_ascii_atext);
  });
}

// [[local-part] "@"] domain-name, as far as it needs no quotes of its own. Others are quoted whole.
bool is_plain_address(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == text.npos || !is_domain_name(text.substr(at + 1))) return false;
  return at == 0 || is_dot_atom(text.substr(0, at));
}

bool is_token(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return is_token_character(c) && !is_eight_bit(c); });
}

// RFC 2045 §5.1: value = token / quoted-string. Octets over 127 are quoted: readers of ASCII expect it.
std::string format_value(std::string_view text) {
  std::string value = clean(text);
  return is_token(value) ? value : format_quoted_string(value);
}

std::string format_property_value(std::string_view text) {
  std::string value = clean(text);
  return is_token(value) || is_plain_address(value) ? value : format_quoted_string(value);
}

std::string escape_comment(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '(' || c == ')' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

void add_comment(FoldedText& out, std::string_view comment) {
  const std::string text = escape_comment(shortened(printable(single_spaced(comment)), max_value_octets));
  if (text.empty()) return;
  const std::string parenthesised = '(' + text + ')';
  for (const auto word : base::split(parenthesised, ' ')) out.add(word);
}

void add_result(FoldedText& out, const MethodResult& result) {
  out.add(method_name(result.method) + '=' + keyword(result.result));
  add_comment(out, result.comment);
  if (!result.reason.empty()) out.add("reason=" + format_value(result.reason));
  for (const auto& [type, name, value, comment] : result.properties) {
    out.add(keyword(type) + '.' + keyword(name) + '=' + format_property_value(value));
    add_comment(out, comment);
  }
}

}  // namespace

std::string format_authentication_results(const AuthenticationResults& results) {
  FoldedText out("Authentication-Results: " + format_value(results.authserv_id));
  if (results.results.empty()) out.append("; none");
  for (const auto& result : results.results) {
    out.append(";");
    out.begin_result();
    add_result(out, result);
  }
  out.append("\r\n");
  return out.take();
}

}  // namespace postern::mail

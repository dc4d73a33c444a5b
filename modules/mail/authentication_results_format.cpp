#include "mail/authentication_results.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "mail/authentication_results_words.hpp"
#include "mail/idna.hpp"
#include "mail/lexical.hpp"
#include "mail/printable.hpp"

// The field is a sequence of words: `method=result`, `reason=value`, `type.name=value`, and the words of
// comments. A line may be folded before any of them. Inside of one it is folded only where a quoted string is
// too long for a line, and then before one of its blanks, which is there again once the field is unfolded: no
// value changes by folding.

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
    if (column_ + word.size() <= last_column) {
      append(word);
    } else {
      append_prose(word);
    }
    at_line_start_ = false;
  }
  void append(std::string_view text) {
    text_ += text;
    column_ += text.size();
  }
  std::string take() { return std::move(text_); }

 private:
  // No line may be of blanks alone (RFC 5322 §3.2.2), so a fold goes before a single blank only.
  void append_prose(std::string_view text) {
    std::string_view previous;
    for (bool is_first = true; const auto word : base::split(text, ' ')) {
      const bool may_fold = !previous.empty() && !word.empty();
      if (may_fold && column_ + 1 + word.size() > last_column) begin_line("\r\n");
      if (!is_first) append(" ");
      append(word);
      previous = word;
      is_first = false;
    }
  }

  void begin_line(std::string_view indent) {
    text_ += indent;
    column_ = indent.size() - 2;
    at_line_start_ = true;
  }

  std::string text_;
  std::size_t column_ = 0;
  bool at_line_start_ = true;
};

// For a header in ASCII.
std::string without_eight_bit(std::string text) {
  std::ranges::replace_if(text, is_eight_bit, '?');
  return text;
}

std::string clean(std::string_view text, Charset charset) {
  std::string shown = printable(text);
  if (charset == Charset::ascii) shown = without_eight_bit(std::move(shown));
  return std::string(shortened(shown, max_value_octets));
}

// The domain in a value that is one or ends in one, in A-labels.
std::string with_a_labels(std::string_view text) {
  const auto at = text.rfind('@');
  const auto domain = at == text.npos ? text : text.substr(at + 1);
  const bool is_spelled_out = std::ranges::any_of(domain, is_eight_bit);
  const auto a_labels = is_spelled_out ? to_ascii(domain) : std::nullopt;
  if (!a_labels || (at == text.npos && a_labels->find('.') == a_labels->npos)) return std::string(text);
  return std::string(text.substr(0, text.size() - domain.size())) + *a_labels;
}

std::string clean_identity(std::string_view text, Charset charset) {
  return charset == Charset::utf8 ? clean(text, charset) : clean(with_a_labels(text), charset);
}

// RFC 5321 §4.1.2: what is no part of a Keyword is left out.
std::string keyword(std::string_view text) {
  std::string result;
  std::ranges::copy_if(text, std::back_inserter(result), is_keyword_character);
  while (result.ends_with('-')) result.pop_back();
  return result;
}

std::string method_name(std::string_view method) {
  const auto slash = method.find('/');
  const std::string name = keyword(method.substr(0, slash));
  if (slash == method.npos || name.empty()) return name;
  std::string version(method.substr(slash + 1));
  std::erase_if(version, [](char c) { return !base::is_digit(c); });
  return version.empty() ? name : name + '/' + version;
}

// RFC 6376 §3.5: sub-domain 1*("." sub-domain); of U-labels too (RFC 8616).
bool is_domain_name(std::string_view text) {
  const auto labels = base::split(text, '.');
  const bool has_form =
      labels.size() > 1 && std::ranges::all_of(labels, [](std::string_view label) {
        return !label.empty() && label.front() != '-' && label.back() != '-' &&
               std::ranges::all_of(label, [](char c) { return is_keyword_character(c) || is_eight_bit(c); });
      });
  return has_form && (std::ranges::none_of(text, is_eight_bit) || to_ascii(text));
}

// RFC 5322 §3.2.3, with UTF-8 (RFC 6532).
bool is_dot_atom(std::string_view text) {
  return std::ranges::all_of(base::split(text, '.'), [](std::string_view atom) {
    return !atom.empty() && std::ranges::all_of(atom, is_atext);
  });
}

// [[local-part] "@"] domain-name, as far as it needs no quotes of its own. Others are quoted whole.
bool is_plain_identity(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == text.npos) return is_domain_name(text);
  return is_domain_name(text.substr(at + 1)) && (at == 0 || is_dot_atom(text.substr(0, at)));
}

bool is_token(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return is_token_character(c) && !is_eight_bit(c); });
}

// RFC 2045 §5.1: value = token / quoted-string
std::string format_value(const std::string& value) {
  return is_token(value) ? value : format_quoted_string(value);
}

std::string format_property_value(std::string_view text, Charset charset) {
  const std::string value = clean_identity(text, charset);
  return is_plain_identity(value) ? value : format_value(value);
}

std::string escape_comment(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '(' || c == ')' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

void add_comment(FoldedText& out, std::string_view comment, Charset charset) {
  const std::string text = escape_comment(clean(single_spaced(comment), charset));
  if (text.empty()) return;
  const std::string parenthesised = '(' + text + ')';
  for (const auto word : base::split(parenthesised, ' ')) out.add(word);
}

void add_property(FoldedText& out, const Property& property, Charset charset) {
  const std::string type = keyword(property.type);
  const std::string name = keyword(property.name);
  if (type.empty() || name.empty()) return;
  out.add(type + '.' + name + '=' + format_property_value(property.value, charset));
  add_comment(out, property.comment, charset);
}

// False, and nothing added, for a result without method or word.
bool add_result(FoldedText& out, const MethodResult& result, Charset charset) {
  const std::string method = method_name(result.method);
  const std::string word = keyword(result.result);
  if (method.empty() || word.empty()) return false;
  out.append(";");
  out.begin_result();
  out.add(method + '=' + word);
  add_comment(out, result.comment, charset);
  if (!result.reason.empty()) out.add("reason=" + format_value(clean(result.reason, charset)));
  for (const auto& property : result.properties) add_property(out, property, charset);
  return true;
}

}  // namespace

std::string format_authentication_results_body(const AuthenticationResults& results, Charset charset) {
  FoldedText out(format_value(clean_identity(results.authserv_id, charset)));
  bool has_results = false;
  for (const auto& result : results.results) has_results |= add_result(out, result, charset);
  if (!has_results) out.append("; none");
  return out.take();
}

std::string format_authentication_results(const AuthenticationResults& results, Charset charset) {
  return "Authentication-Results: " + format_authentication_results_body(results, charset) + "\r\n";
}

}  // namespace postern::mail

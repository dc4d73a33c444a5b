#include "mail/authentication_results.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "mail/authentication_results_words.hpp"
#include "mail/lexical.hpp"
#include "mail/printable.hpp"

// One function for each rule of RFC 8601 §2.2, over the unfolded body with its tabs made blanks. Each leaves
// the scanner behind what it took and the blanks and comments that follow, or, when it gives up, at the
// error.

namespace postern::mail {

namespace {

using base::ScannerView;

// The text of the comments that stand here, as one.
std::string take_comments(ScannerView& in) {
  std::string text;
  for (;;) {
    in.take_while(base::is_wsp);
    const auto comment = take_comment(in);
    if (!comment) return single_spaced(text);
    text += ' ';
    text += *comment;
  }
}

std::optional<std::string> take_keyword(ScannerView& in) {
  const auto word = in.take_while(is_keyword_character);
  if (word.empty()) return std::nullopt;
  skip_cfws(in);
  return base::to_lower(word);
}

bool take_sign(ScannerView& in, char sign) {
  if (!in.take(sign)) return false;
  skip_cfws(in);
  return true;
}

// value = token / quoted-string, and no blanks behind it.
std::optional<std::string> take_value(ScannerView& in) {
  if (in.peek() == '"') return take_quoted_string(in);
  const auto token = in.take_while(is_token_character);
  if (token.empty()) return std::nullopt;
  return std::string(token);
}

// 1*DIGIT without its leading zeros.
std::optional<std::string_view> take_version(ScannerView& in) {
  auto digits = in.take_while(base::is_digit);
  if (digits.empty()) return std::nullopt;
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
  skip_cfws(in);
  return digits;
}

bool is_domain_character(char c) {
  return is_keyword_character(c) || c == '.' || is_eight_bit(c);
}

std::optional<std::string> take_address_domain(ScannerView& in) {
  const auto domain = in.take_while(is_domain_character);
  if (domain.empty()) return std::nullopt;
  return '@' + std::string(domain);
}

// pvalue = value / [[local-part] "@"] domain-name. A word is a local part when `@` follows, perhaps behind
// blanks, and may then hold characters that a token may not: b=c+d/e@example.com. The quotes of a local part
// stay.
std::optional<std::string> take_property_value(ScannerView& in) {
  const ScannerView start = in;
  std::string local;
  if (const auto quoted = take_quoted_string(in)) {
    local = format_quoted_string(*quoted);
  } else {
    local = in.take_while([](char c) { return is_atext(c) || c == '.'; });
  }
  skip_cfws(in);
  if (!in.take('@')) {
    in = start;
    return take_value(in);
  }
  const auto domain = take_address_domain(in);
  if (!domain) return std::nullopt;
  return local + *domain;
}

bool take_reason(ScannerView& in, MethodResult& result) {
  auto reason = take_value(in);
  if (!reason) return false;
  result.reason = *std::move(reason);
  skip_cfws(in);
  return true;
}

bool take_property(ScannerView& in, std::string type, MethodResult& result) {
  if (!take_sign(in, '.')) return false;
  auto name = take_keyword(in);
  if (!name || !take_sign(in, '=')) return false;
  auto value = take_property_value(in);
  if (!value) return false;
  auto comment = take_comments(in);
  result.properties.push_back({std::move(type), *std::move(name), *std::move(value), std::move(comment)});
  return true;
}

bool take_method(ScannerView& in, MethodResult& result) {
  auto method = take_keyword(in);
  if (!method) return false;
  result.method = *std::move(method);
  if (!take_sign(in, '/')) return true;
  const auto version = take_version(in);
  if (!version) return false;
  // RFC 8601 §2.6: the methods are those of version 1; under another number they are none that we know.
  if (*version != "1") result.method += '/' + std::string(*version);
  return true;
}

bool take_result(ScannerView& in, MethodResult& result) {
  if (!take_method(in, result) || !take_sign(in, '=')) return false;
  const auto word = in.take_while(is_keyword_character);
  if (word.empty()) return false;
  result.result = base::to_lower(word);
  result.comment = take_comments(in);
  for (bool reason_may_follow = true;; reason_may_follow = false) {
    auto next = take_keyword(in);
    if (!next) return true;
    const bool is_reason = reason_may_follow && *next == "reason" && take_sign(in, '=');
    const bool is_taken = is_reason ? take_reason(in, result) : take_property(in, *std::move(next), result);
    if (!is_taken) return false;
  }
}

// no-result = [CFWS] ";" [CFWS] "none" [CFWS], and nothing behind it: `none=pass` is the result of a method.
bool take_none(ScannerView& in) {
  ScannerView ahead = in;
  if (!take_sign(ahead, ';') || !ahead.take_word("none")) return false;
  skip_cfws(ahead);
  if (!ahead.at_end()) return false;
  in = ahead;
  return true;
}

bool take_payload(ScannerView& in, AuthenticationResults& results) {
  skip_cfws(in);
  auto id = take_value(in);
  if (!id) return false;
  results.authserv_id = *std::move(id);
  skip_cfws(in);
  const auto version = take_version(in);
  if (version && *version != "1") return false;
  if (take_none(in)) return true;
  do {
    if (!take_sign(in, ';')) return false;
    MethodResult result;
    if (!take_result(in, result)) return false;
    results.results.push_back(std::move(result));
  } while (!in.at_end());
  return true;
}

}  // namespace

base::Result<AuthenticationResults, SyntaxError> parse_authentication_results(std::string_view field_body) {
  std::string text = unfold(field_body);
  std::ranges::replace(text, '\t', ' ');
  const std::string clean = printable(text);
  const auto stain = std::ranges::mismatch(text, clean).in1;
  if (stain != text.end())
    return base::Unexpected{SyntaxError{static_cast<std::size_t>(stain - text.begin())}};

  ScannerView in(text);
  AuthenticationResults results;
  if (take_payload(in, results)) return results;
  return base::Unexpected{SyntaxError{text.size() - in.rest().size()}};
}

}  // namespace postern::mail

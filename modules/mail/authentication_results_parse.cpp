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
// the cursor behind what it took and the blanks and comments that follow, or, when it gives up, at the error.
// A tolerant reader follows the same path; what it takes beyond the grammar is said where it takes it.

namespace postern::mail {

namespace {

using base::ScannerView;

class ReaderView {
 public:
  ReaderView(std::string_view text, Reading reading)
      : in_(text), is_tolerant_(reading == Reading::tolerant) {}

  bool take_payload(AuthenticationResults& results);
  std::size_t octets_left() const { return in_.rest().size(); }

 private:
  bool take_cfws();
  std::string take_comments();
  bool take_sign(char sign);
  std::optional<std::string> take_keyword();
  std::optional<std::string> take_value();
  std::optional<std::string> take_address();
  std::optional<std::string> take_property_value();
  std::optional<std::string> take_loose_value();
  std::optional<std::string_view> take_version();

  bool take_id(AuthenticationResults& results);
  bool take_none();
  bool take_method(MethodResult& result);
  bool take_reason(MethodResult& result);
  bool take_property(std::string type, MethodResult& result);
  bool take_result(MethodResult& result);
  bool take_results(AuthenticationResults& results);
  void take_loose_results(AuthenticationResults& results);
  void skip_result();

  ScannerView in_;
  bool is_tolerant_;
};

// Whether there were any.
bool ReaderView::take_cfws() {
  const auto before = in_.rest().size();
  skip_cfws(in_);
  return in_.rest().size() != before;
}

// The text of the comments that stand here, as one.
std::string ReaderView::take_comments() {
  std::string text;
  for (;;) {
    in_.take_while(base::is_wsp);
    const auto comment = take_comment(in_);
    if (!comment) return single_spaced(text);
    text += ' ';
    text += *comment;
  }
}

bool ReaderView::take_sign(char sign) {
  if (!in_.take(sign)) return false;
  take_cfws();
  return true;
}

// RFC 5321 §4.1.2: Keyword does not end in a hyphen. Tolerated: a hyphen there, and underscores.
std::optional<std::string> ReaderView::take_keyword() {
  const ScannerView start = in_;
  const auto word =
      in_.take_while([this](char c) { return is_keyword_character(c) || (is_tolerant_ && c == '_'); });
  if (word.empty() || (word.ends_with('-') && !is_tolerant_)) {
    in_ = start;
    return std::nullopt;
  }
  return base::to_lower(word);
}

// value = token / quoted-string
std::optional<std::string> ReaderView::take_value() {
  if (in_.peek() == '"') return take_quoted_string(in_);
  const auto token = in_.take_while(is_token_character);
  if (token.empty()) return std::nullopt;
  return std::string(token);
}

// 1*DIGIT without its leading zeros.
std::optional<std::string_view> ReaderView::take_version() {
  auto digits = in_.take_while(base::is_digit);
  if (digits.empty()) return std::nullopt;
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
  take_cfws();
  return digits;
}

// [[local-part] "@"] domain-name, of which only the forms with `@` differ from a token. Unlike a token, a
// local part may be b=c+d/e. Its quotes stay. Nothing, and nothing consumed, where this is no address.
std::optional<std::string> ReaderView::take_address() {
  const ScannerView start = in_;
  std::string address;
  if (const auto quoted = take_quoted_string(in_)) {
    address = format_quoted_string(*quoted);
  } else {
    address = in_.take_while([](char c) { return is_atext(c) || c == '.'; });
  }
  take_cfws();
  const bool has_at = in_.take('@');
  const auto domain =
      in_.take_while([](char c) { return is_keyword_character(c) || c == '.' || is_eight_bit(c); });
  if (!has_at || domain.empty()) {
    in_ = start;
    return std::nullopt;
  }
  return address + '@' + std::string(domain);
}

bool ends_loose_value(char c) {
  return base::is_space(c) || c == ';' || c == '(';
}

// Tolerated: whatever stands right behind the sign, up to the next blank, comment or semicolon, be it
// nothing: header.b=a/b=, policy.iprev=2001:db8::1, smtp.mailfrom=<>.
std::optional<std::string> ReaderView::take_loose_value() {
  return std::string(in_.take_while([](char c) { return !ends_loose_value(c); }));
}

// pvalue = [CFWS] ( value / [[local-part] "@"] domain-name )
std::optional<std::string> ReaderView::take_property_value() {
  const bool is_apart = take_cfws();
  const ScannerView start = in_;
  auto value = take_address();
  if (!value) value = take_value();
  if (!is_tolerant_ || (value && (in_.at_end() || ends_loose_value(in_.peek())))) return value;
  in_ = start;
  return is_apart ? "" : take_loose_value();
}

bool ReaderView::take_reason(MethodResult& result) {
  if (!is_tolerant_) take_cfws();
  auto reason = is_tolerant_ ? take_property_value() : take_value();
  if (!reason) return false;
  result.reason = *std::move(reason);
  return take_cfws() || in_.at_end() || in_.peek() == ';';
}

// propspec. Tolerated: a word without a type, action=none, as a property with an empty one; and names with
// further dots and slashes.
bool ReaderView::take_property(std::string type, MethodResult& result) {
  std::optional<std::string> name = "";
  if (is_tolerant_ && in_.peek() == '=') {
    name = std::exchange(type, "");
  } else {
    if (!take_sign('.')) return false;
    name = take_keyword();
    if (name && is_tolerant_)
      *name += in_.take_while([](char c) { return is_keyword_character(c) || c == '.' || c == '/'; });
  }
  take_cfws();
  if (!name || !in_.take('=')) return false;
  auto value = take_property_value();
  if (!value) return false;
  auto comment = take_comments();
  result.properties.push_back({std::move(type), *std::move(name), *std::move(value), std::move(comment)});
  return true;
}

bool ReaderView::take_method(MethodResult& result) {
  auto method = take_keyword();
  if (!method) return false;
  result.method = *std::move(method);
  take_cfws();
  if (!take_sign('/')) return true;
  const auto version = take_version();
  if (!version) return false;
  // RFC 8601 §2.6: the methods are those of version 1; under another number they are none that we know.
  if (*version != "1") result.method += '/' + std::string(*version);
  return true;
}

// methodspec [CFWS reasonspec] [CFWS 1*propspec]. Tolerated: the reason among or behind the properties.
bool ReaderView::take_result(MethodResult& result) {
  if (!take_method(result) || !take_sign('=')) return false;
  auto word = take_keyword();
  if (!word) return false;
  result.result = *std::move(word);
  result.comment = take_comments();
  for (bool reason_may_follow = true;; reason_may_follow = is_tolerant_) {
    auto next = take_keyword();
    if (!next) return in_.at_end() || in_.peek() == ';';
    take_cfws();
    const bool is_reason = reason_may_follow && *next == "reason" && in_.take('=');
    const bool is_taken = is_reason ? take_reason(result) : take_property(*std::move(next), result);
    if (!is_taken) return false;
  }
}

bool ReaderView::take_results(AuthenticationResults& results) {
  do {
    if (!take_sign(';')) return false;
    MethodResult result;
    if (!take_result(result)) return false;
    results.results.push_back(std::move(result));
  } while (!in_.at_end());
  return true;
}

// Up to the next semicolon that is no part of a quoted string or comment, or to the end where one of those is
// never closed: to look for its end again and again would take time in the square of the field.
void ReaderView::skip_result() {
  while (!in_.at_end() && in_.peek() != ';') {
    if (take_cfws() || take_quoted_string(in_)) continue;
    const char c = in_.take();
    if (c == '(' || c == '"') in_ = ScannerView("");
  }
}

// Tolerated: semicolons with nothing between or behind them, and results that cannot be read, which are left
// out.
void ReaderView::take_loose_results(AuthenticationResults& results) {
  for (;;) {
    while (take_sign(';')) {
    }
    if (in_.at_end()) return;
    MethodResult result;
    if (take_result(result)) results.results.push_back(std::move(result));
    skip_result();
  }
}

// no-result = [CFWS] ";" [CFWS] "none" [CFWS], and nothing behind it: `none=pass` is the result of a method.
bool ReaderView::take_none() {
  ScannerView ahead = in_;
  if (!ahead.take(';')) return false;
  skip_cfws(ahead);
  if (!ahead.take_word("none")) return false;
  skip_cfws(ahead);
  if (!ahead.at_end()) return false;
  in_ = ahead;
  return true;
}

// authserv-id [CFWS authres-version]. Tolerated: no id, as Exchange Online writes; any version.
bool ReaderView::take_id(AuthenticationResults& results) {
  take_cfws();
  const ScannerView start = in_;
  auto id = take_value();
  if (!id) return false;
  const bool is_apart = take_cfws();
  if (is_tolerant_ && (in_.peek() == '=' || in_.peek() == '/')) {
    in_ = start;
    return true;
  }
  results.authserv_id = *std::move(id);
  const auto version = is_apart ? take_version() : std::nullopt;
  return !version || *version == "1" || is_tolerant_;
}

// authres-payload
bool ReaderView::take_payload(AuthenticationResults& results) {
  if (!take_id(results)) return false;
  if (take_none()) return true;
  if (!is_tolerant_) return take_results(results);
  if (!results.authserv_id.empty() && !in_.at_end() && in_.peek() != ';') return false;
  take_loose_results(results);
  return !results.authserv_id.empty() || !results.results.empty();
}

}  // namespace

base::Result<AuthenticationResults, SyntaxError> parse_authentication_results(std::string_view field_body,
                                                                              Reading reading) {
  std::string text = unfold(field_body);
  std::ranges::replace(text, '\t', ' ');
  std::string clean = printable(text);
  const auto stain = std::ranges::mismatch(text, clean).in1;
  if (reading == Reading::strict && stain != text.end())
    return base::Unexpected{SyntaxError{static_cast<std::size_t>(stain - text.begin())}};

  ReaderView in(clean, reading);
  AuthenticationResults results;
  if (in.take_payload(results)) return results;
  return base::Unexpected{SyntaxError{clean.size() - in.octets_left()}};
}

}  // namespace postern::mail

#include "spf/received_spf.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/ascii.hpp"
#include "mail/lexical.hpp"
#include "mail/printable.hpp"

// The field is its words with a blank before each, or a fold where the line would be too long. Words are not
// broken: the longest, a quoted value of 255 octets, is far from the 998 that a line may have (RFC 5322
// §2.1.1).

namespace postern::spf {
namespace {

constexpr std::size_t longest_value = 255;
constexpr std::size_t last_column = 78;

std::string clean(std::string_view text) {
  const auto printable = mail::printable(text);
  return std::string(mail::shortened(printable, longest_value));
}

std::string ascii(std::string_view text) {
  auto cleaned = clean(text);
  std::ranges::replace_if(cleaned, [](char c) { return static_cast<unsigned char>(c) > 127; }, '?');
  return cleaned;
}

/// RFC 5322 §3.2.3
bool is_dot_atom(std::string_view text) {
  return std::ranges::all_of(base::split(text, '.'), [](std::string_view atom) {
    return !atom.empty() && std::ranges::all_of(atom, mail::is_atext);
  });
}

/// key-value-pair = key [CFWS] "=" ( dot-atom / quoted-string )
std::string pair(std::string_view key, const std::string& value) {
  return std::string(key) + "=" + (is_dot_atom(value) ? value : mail::format_quoted_string(value));
}

std::string comment(std::string_view text) {
  std::string result = "(";
  for (const char c : text) {
    if (c == '(' || c == ')' || c == '\\') result += '\\';
    result += c;
  }
  return result + ")";
}

class FoldedField {
 public:
  explicit FoldedField(std::string name) : text_(std::move(name)), column_(text_.size()) {}

  void add(std::string_view word) {
    const bool fits = column_ + 1 + word.size() <= last_column;
    constexpr std::string_view indent = "    ";
    text_.append(fits ? " " : "\r\n").append(fits ? "" : indent).append(word);
    column_ = (fits ? column_ + 1 : indent.size()) + word.size();
  }
  void add_prose(std::string_view text) {
    for (const auto word : base::split(text, ' ')) {
      if (!word.empty()) add(word);
    }
  }
  std::string take() { return std::move(text_) + "\r\n"; }

 private:
  std::string text_;
  std::size_t column_;
};

bool is_error(Result result) {
  return result == Result::temperror || result == Result::permerror;
}

std::string receiver_of(const Request& request) {
  return request.receiver.empty() ? "unknown" : ascii(request.receiver);
}

}  // namespace

std::string_view format(Identity identity) {
  return identity == Identity::mailfrom ? "mailfrom" : "helo";
}

std::string format_received_spf(Identity identity, const Request& request, const Outcome& outcome) {
  FoldedField field("Received-SPF:");
  field.add(format(outcome.result));
  field.add_prose(comment(receiver_of(request) + ": " + ascii(outcome.problem)));
  field.add(pair("identity", std::string(format(identity))) + ";");
  field.add(pair("client-ip", base::format(request.client.unmapped())) + ";");
  field.add(pair("helo", ascii(request.helo)) + ";");
  if (identity == Identity::mailfrom) field.add(pair("envelope-from", clean(request.sender)) + ";");
  if (is_error(outcome.result)) field.add(pair("problem", ascii(outcome.problem)) + ";");
  if (!outcome.mechanism.empty()) field.add(pair("mechanism", ascii(outcome.mechanism)) + ";");
  field.add(pair("receiver", receiver_of(request)));
  return field.take();
}

}  // namespace postern::spf

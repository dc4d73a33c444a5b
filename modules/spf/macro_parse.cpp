#include "spf/macro.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/scanner.hpp"

// A macro-string is read in one pass: runs of literals, and at each "%" one macro. What the three users of
// macro-strings allow beyond or below the grammar is asked of the result: blanks as literals, the letters,
// and how it ends. The end of a domain-spec is where the grammar of RFC 7208 §7.1 is ambiguous (a
// macro-literal may be a dot or a letter too), so it is not matched but looked at: the last piece is a macro,
// or it is a literal whose own last label is a top label.

namespace postern::spf {
namespace {

using base::ScannerView;

constexpr std::string_view all_letters = "slodipvhcrt";
constexpr std::string_view explanation_letters = "crt";
constexpr std::string_view all_delimiters = ".-+,/_=";

constexpr bool is_one_of(char c, std::string_view set) {
  return set.find(c) != set.npos;
}

/// transformers: *DIGIT. A number past any value's parts keeps them all, as it would if it fitted.
std::optional<std::size_t> take_parts(ScannerView& in) {
  const auto digits = in.take_while(base::is_digit);
  if (digits.empty()) return 0;
  const auto parts = base::parse_decimal(digits);
  // RFC 7208 §7.3: zero parts are a syntax error.
  if (parts && *parts == 0) return std::nullopt;
  return parts ? static_cast<std::size_t>(*parts) : 0;
}

/// After "%{".
std::optional<Macro> take_expression(ScannerView& in) {
  if (in.at_end()) return std::nullopt;
  const char letter = in.take();
  Macro macro{.letter = base::to_lower(letter), .is_escaped = base::is_upper(letter)};
  if (!is_one_of(macro.letter, all_letters)) return std::nullopt;
  const auto parts = take_parts(in);
  if (!parts) return std::nullopt;
  macro.parts = *parts;
  macro.is_reversed = in.take('r') || in.take('R');
  macro.delimiters = in.take_while([](char c) { return is_one_of(c, all_delimiters); });
  if (!in.take('}')) return std::nullopt;
  return macro;
}

/// After "%".
std::optional<Macro> take_macro(ScannerView& in) {
  if (in.take('{')) return take_expression(in);
  if (!in.at_end() && is_one_of(in.peek(), "%_-")) return Macro{.letter = in.take()};
  return std::nullopt;
}

template <class Predicate>
base::Result<MacroString, SyntaxError> parse(std::string_view text, Predicate is_literal) {
  MacroString result;
  ScannerView in(text);
  while (!in.at_end()) {
    if (in.take('%')) {
      auto macro = take_macro(in);
      if (!macro) return base::Unexpected{SyntaxError{"a macro is malformed"}};
      result.pieces.emplace_back(std::move(*macro));
      continue;
    }
    const auto literal = in.take_while(is_literal);
    if (literal.empty()) return base::Unexpected{SyntaxError{"there is an octet that is not visible ASCII"}};
    result.pieces.emplace_back(std::string(literal));
  }
  return result;
}

/// %x21-24 / %x26-7E
constexpr bool is_macro_literal(char c) {
  return base::is_graphic(c) && c != '%';
}

/// RFC 7208 §7.1: letters, digits and inner hyphens, and not all of it digits.
bool is_top_label(std::string_view label) {
  if (label.empty() || label.front() == '-' || label.back() == '-') return false;
  return std::ranges::all_of(label, [](char c) { return base::is_alnum(c) || c == '-'; }) &&
         !std::ranges::all_of(label, base::is_digit);
}

bool ends_in_domain_end(const MacroString& spec) {
  if (spec.pieces.empty()) return false;
  const auto* literal = std::get_if<std::string>(&spec.pieces.back());
  if (literal == nullptr) return true;
  std::string_view text = *literal;
  if (text.ends_with('.')) text.remove_suffix(1);
  const auto dot = text.rfind('.');
  return dot != text.npos && is_top_label(text.substr(dot + 1));
}

}  // namespace

bool MacroString::uses(char letter) const {
  return std::ranges::any_of(pieces, [letter](const auto& piece) {
    const auto* macro = std::get_if<Macro>(&piece);
    return macro != nullptr && macro->letter == letter;
  });
}

base::Result<MacroString, SyntaxError> parse_macro_string(std::string_view text) {
  return parse(text, is_macro_literal);
}

base::Result<MacroString, SyntaxError> parse_domain_spec(std::string_view text) {
  auto spec = parse(text, is_macro_literal);
  if (!spec) return spec;
  if (!ends_in_domain_end(*spec)) return base::Unexpected{SyntaxError{"a domain name is malformed"}};
  for (const char letter : explanation_letters) {
    if (!spec->uses(letter)) continue;
    return base::Unexpected{SyntaxError{"a macro is used that only explanations may use"}};
  }
  return spec;
}

base::Result<MacroString, SyntaxError> parse_explain_string(std::string_view text) {
  return parse(text, [](char c) { return is_macro_literal(c) || c == ' '; });
}

}  // namespace postern::spf

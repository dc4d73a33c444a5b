#include "mail/mailbox.hpp"

#include <optional>
#include <utility>

#include "base/scanner.hpp"
#include "mail/header_field.hpp"
#include "mail/lexical.hpp"

// What begins with words may become a display name, a local part or the name of a group: the character after
// the words tells (`<`, `@` or `:`). So the words are taken first, and it is noted whether they could be a
// local part.
//
// The functions that return bool leave the scanner where they gave up; that place is the error.

namespace postern::mail {

namespace {

using base::ScannerView;

/// *(word / ".") with CFWS between: a phrase, a local part, or nothing at all.
struct Words {
  std::string text;  ///< without the blanks between
  int count = 0;     ///< of the words, not the dots
  bool has_neighbours = false;
  /// RFC 5322 §4.4: word *("." word), but for the number of dots.
  bool is_local_part() const { return count > 0 && !has_neighbours; }
};

std::optional<std::string> take_word(ScannerView& in) {
  if (in.peek() == '"') return take_quoted_string(in);
  const auto atom = in.take_while(is_atext);
  if (atom.empty()) return std::nullopt;
  return std::string(atom);
}

Words take_words(ScannerView& in) {
  Words words;
  for (bool after_word = false;;) {
    skip_cfws(in);
    if (in.take('.')) {
      words.text += '.';
      after_word = false;
      continue;
    }
    const auto word = take_word(in);
    if (!word) return words;
    words.text += *word;
    ++words.count;
    words.has_neighbours |= after_word;
    after_word = true;
  }
}

// RFC 5322 §3.2.1 and §4.4: printable but for the brackets, controls in the obsolete syntax, or quoted.
std::optional<std::string> take_domain_literal(ScannerView& in) {
  std::string literal(1, in.take());
  for (;;) {
    in.take_while(base::is_wsp);
    if (in.take(']')) return literal += ']';
    in.take('\\');
    const char c = in.peek();
    if (c == '\0' || c == '\r' || c == '\n' || c == '[') return std::nullopt;
    literal += in.take();
  }
}

// Behind a dot. What ends an address here makes it the dot of the root.
bool domain_goes_on(const ScannerView& in) {
  constexpr std::string_view ends = ",;>";
  return !in.at_end() && ends.find(in.peek()) == ends.npos;
}

std::optional<std::string> take_domain(ScannerView& in) {
  skip_cfws(in);
  if (in.peek() == '[') return take_domain_literal(in);
  std::string domain;
  for (;;) {
    const auto atom = in.take_while(is_atext);
    if (atom.empty()) return std::nullopt;
    domain += atom;
    skip_cfws(in);
    if (!in.take('.')) return domain;
    skip_cfws(in);
    if (!domain_goes_on(in)) return domain;
    domain += '.';
  }
}

// From the `@` on.
bool take_rest_of_address(ScannerView& in, const Words& local, std::vector<Mailbox>& found) {
  if (!local.is_local_part() || !in.take('@')) return false;
  auto domain = take_domain(in);
  if (!domain) return false;
  found.push_back({.local = local.text, .domain = *std::move(domain)});
  skip_cfws(in);
  return true;
}

// RFC 5322 §4.4: obs-route, a list of domains that nobody has followed since RFC 1123.
bool skip_route(ScannerView& in) {
  bool has_route = false;
  for (;;) {
    skip_cfws(in);
    if (in.take(',')) continue;
    if (!in.take('@')) break;
    if (!take_domain(in)) return false;
    has_route = true;
  }
  return !has_route || in.take(':');
}

bool take_angle_address(ScannerView& in, std::vector<Mailbox>& found) {
  if (!in.take('<') || !skip_route(in)) return false;
  const Words local = take_words(in);
  if (!take_rest_of_address(in, local, found) || !in.take('>')) return false;
  skip_cfws(in);
  return true;
}

bool take_mailbox(ScannerView& in, const Words& words, std::vector<Mailbox>& found) {
  if (in.peek() == '<') return take_angle_address(in, found);
  if (!take_rest_of_address(in, words, found)) return false;
  return in.peek() != '<' || take_angle_address(in, found);
}

void skip_empty_elements(ScannerView& in) {
  do {
    skip_cfws(in);
  } while (in.take(','));
}

// address-list with the empty elements of §4.4, as far as the end or a `;`.
bool take_list(ScannerView& in, std::vector<Mailbox>& found, bool in_group) {
  for (;;) {
    skip_empty_elements(in);
    if (in.at_end() || in.peek() == ';') return true;
    const Words words = take_words(in);
    const bool opens_group = !in_group && words.count > 0 && in.take(':');
    if (opens_group) {
      if (!take_list(in, found, true) || !in.take(';')) return false;
      skip_cfws(in);
    } else if (!take_mailbox(in, words, found) || found.size() > max_mailboxes) {
      return false;
    }
    if (in.at_end() || in.peek() == ';') return true;
    if (!in.take(',')) return false;
  }
}

}  // namespace

base::Result<std::vector<Mailbox>, SyntaxError> parse_mailbox_list(std::string_view field_body) {
  const std::string text = unfold(field_body);
  ScannerView in(text);
  std::vector<Mailbox> found;
  skip_empty_elements(in);
  const bool has_element = !in.at_end();
  if (has_element && take_list(in, found, false) && in.at_end()) return found;
  return base::Unexpected{SyntaxError{text.size() - in.rest().size()}};
}

}  // namespace postern::mail

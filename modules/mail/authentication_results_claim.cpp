#include "mail/authentication_results.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "mail/authentication_results_words.hpp"
#include "mail/idna.hpp"

namespace postern::mail {

namespace {

// The text of a field that has no grammar, without its quotes, backslashes and comments. A parenthesis that
// is never closed begins no comment. One pass, since a hostile field may be nothing but parentheses: where
// each open one began in the result is remembered, and closing it cuts the result back to there.
std::string bare_text(std::string_view field_body) {
  std::string bare;
  std::vector<std::size_t> open_comments;
  bool is_quoted_pair = false;
  bool is_quoted_string = false;
  for (const char c : unfold(field_body)) {
    if (std::exchange(is_quoted_pair, false)) {
      bare += c;
    } else if (c == '\\') {
      is_quoted_pair = true;
    } else if (c == '"') {
      if (open_comments.empty()) is_quoted_string = !is_quoted_string;
    } else if (c == '(' && !is_quoted_string) {
      open_comments.push_back(bare.size());
      bare += c;
    } else if (c == ')' && !open_comments.empty()) {
      bare.resize(open_comments.back());
      open_comments.pop_back();
    } else {
      bare += c;
    }
  }
  return bare;
}

// Whether a word of `text` is a name with U-labels, in whatever case, that contains `a_labels`.
bool spells(std::string_view text, std::string_view a_labels) {
  const auto is_in_name = [](char c) { return is_keyword_character(c) || is_eight_bit(c) || c == '.'; };
  base::ScannerView in(text);
  while (!in.at_end()) {
    const auto word = in.take_while(is_in_name);
    in.take_while([&](char c) { return !is_in_name(c); });
    if (std::ranges::none_of(word, is_eight_bit)) continue;
    const auto name = to_ascii(word);
    if (name && name->find(a_labels) != name->npos) return true;
  }
  return false;
}

bool mentions(std::string_view text, std::string_view our_id) {
  const std::string lower = base::to_lower(text);
  const auto contains = [&](std::string_view part) { return lower.find(part) != lower.npos; };
  if (contains(base::to_lower(our_id))) return true;
  const auto ours = to_ascii(our_id);
  if (!ours) return false;
  if (contains(*ours)) return true;
  const std::string u_labels = to_unicode(*ours);
  return u_labels != *ours && (contains(u_labels) || spells(text, *ours));
}

bool is_below(std::string_view id, std::string_view domain) {
  const auto name = to_ascii(id).value_or(base::to_lower(id));
  return name.ends_with('.' + to_ascii(domain).value_or(base::to_lower(domain)));
}

}  // namespace

bool claims_authserv_id(const HeaderField& field, std::string_view our_id) {
  return field.is("Authentication-Results") && body_claims_authserv_id(field.body(), our_id);
}

bool body_claims_authserv_id(std::string_view field_body, std::string_view our_id) {
  const bool is_domain = our_id.starts_with('.');
  if (is_domain) our_id.remove_prefix(1);
  const auto parsed = parse_authentication_results(field_body);
  if (!parsed) return mentions(bare_text(field_body), our_id);
  return is_domain ? is_below(parsed->authserv_id, our_id) : same_domain(parsed->authserv_id, our_id);
}

}  // namespace postern::mail

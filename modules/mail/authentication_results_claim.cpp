#include "mail/authentication_results.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.hpp"

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

}  // namespace

bool claims_authserv_id(const HeaderField& field, std::string_view our_id) {
  if (!field.is("Authentication-Results")) return false;
  const auto parsed = parse_authentication_results(field.body());
  if (parsed) return base::iequals(parsed->authserv_id, our_id);
  const std::string bare = base::to_lower(bare_text(field.body()));
  return bare.find(base::to_lower(our_id)) != bare.npos;
}

}  // namespace postern::mail

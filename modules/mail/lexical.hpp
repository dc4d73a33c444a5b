#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.hpp"
#include "base/scanner.hpp"

namespace postern::mail {

// The lexical tokens of structured fields (RFC 5322 §3.2 and §4.1), over unfolded text: a CR or LF that is
// still there is no part of any token, nor is NUL. Octets over 127 may stand where text may (RFC 6532 §3.2).

/// What an atom is made of.
constexpr bool is_atext(char c) {
  constexpr std::string_view marks = "!#$%&'*+-/=?^_`{|}~";
  return base::is_alnum(c) || static_cast<unsigned char>(c) > 127 || marks.find(c) != marks.npos;
}

/// Consumes blanks and comments. A comment that is not closed stays where it is, and no grammar goes on
/// there.
void skip_cfws(base::ScannerView& in);

/// A comment that begins here: what stands between its outer parentheses, quoted pairs resolved, inner
/// parentheses kept. Nothing, and nothing consumed, when there is none or it is not closed.
std::optional<std::string> take_comment(base::ScannerView& in);

/// A quoted string that begins here: its content, quoted pairs resolved. Nothing, and nothing consumed, when
/// there is none or it is not closed.
std::optional<std::string> take_quoted_string(base::ScannerView& in);

/// `text` as prose: each run of white space in it as one blank, none at its ends.
std::string single_spaced(std::string_view text);

/// `text` as a quoted string. Must not hold control characters.
std::string format_quoted_string(std::string_view text);

}  // namespace postern::mail

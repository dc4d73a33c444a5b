#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "mail/header_field.hpp"
#include "mail/syntax_error.hpp"

namespace postern::mail {

// The Authentication-Results field of RFC 8601. Methods, results, property types and names are keywords
// (letters, digits, hyphens); read, they are in lower case, since they compare without regard to it. Comments
// are prose: each run of white space in them counts as one blank.

/// What a result is about: `smtp.mailfrom=alice@example.com`, type, name and value.
struct Property {
  std::string type;     ///< "smtp", "header", "body", "policy"
  std::string name;     ///< "mailfrom", "d", "iprev"
  std::string value;    ///< any text
  std::string comment;  ///< what is said of the value, in parentheses behind it; none when empty
  bool operator==(const Property&) const = default;
};

struct MethodResult {
  std::string method;   ///< "spf"; "spf/2" if a version other than 1 is given
  std::string result;   ///< "pass"
  std::string comment;  ///< behind the result, in parentheses; none when empty
  std::string reason;   ///< none when empty
  std::vector<Property> properties;
  bool operator==(const MethodResult&) const = default;
};

struct AuthenticationResults {
  std::string authserv_id;
  std::vector<MethodResult> results;  ///< empty: nothing was checked (`none`)
  bool operator==(const AuthenticationResults&) const = default;
};

/// A value, reason, id or comment is cut to this many octets when it is printed: no address or domain is
/// longer (RFC 5321 §4.5.3.1), and quoted it still fits a line of 998.
inline constexpr std::size_t max_value_octets = 400;

/// The whole field, name and final CRLF included, one result a line and lines of at most 78 characters where
/// words allow. Values are quoted where the grammar asks for it, and any text may be given: controls and
/// invalid UTF-8 come out as `?` (printable.hpp), what is no character of a keyword is left out of keywords.
/// What is printed from keywords and clean text of bounded length parses to the same value.
std::string format_authentication_results(const AuthenticationResults& results);

/// Reads the body of a field, folded or not: RFC 8601 §2.2 to the letter, but for local parts in the obsolete
/// syntax (blanks around their dots). An authres-version other than 1 is an error, as are
/// control characters and invalid UTF-8. Unknown methods are read like any other.
base::Result<AuthenticationResults, SyntaxError> parse_authentication_results(std::string_view field_body);

/// Whether `field` is an Authentication-Results field that says or may be taken to say that it is ours, and
/// so must not reach those who trust us (RFC 8601 §5). One that parses claims exactly its authserv-id; one
/// that does not parse claims our id when that occurs anywhere in it once unfolded, unquoted and stripped of
/// comments.
///
/// `our_id` is not empty. Case does not matter in ASCII; the A-label and the U-label of one name are
/// not recognised as equal.
bool claims_authserv_id(const HeaderField& field, std::string_view our_id);

}  // namespace postern::mail

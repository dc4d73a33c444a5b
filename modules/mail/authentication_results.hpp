#pragma once

#include <cstddef>
#include <cstdint>
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

/// What the header that a field goes into may hold.
enum class Charset : std::uint8_t {
  ascii,  ///< any message
  utf8,   ///< an internationalized message (RFC 6532), which came with SMTPUTF8
};

/// The whole field, name and final CRLF included, one result a line and lines of at most 78 characters where
/// words allow. Values are quoted where the grammar asks for it, and any text may be given: controls and
/// invalid UTF-8 come out as `?` (printable.hpp), what is no part of a keyword is left out of keywords, and
/// what then has none is left out itself. What is printed from keywords and clean text of bounded length
/// parses to the same value, as long as the charset can hold it.
///
/// For an ASCII header, domains are written with A-labels and each other octet over 127 as `?`. In UTF-8,
/// domains stay as they are spelled, and neither they nor addresses are quoted for their octets over 127; a
/// `value` (id, reason, other properties) is, since RFC 8601 §2.2 extends quoted strings alone.
std::string format_authentication_results(const AuthenticationResults& results,
                                          Charset charset = Charset::ascii);

/// The body of such a field alone, without the blank before it and the final CRLF (for ARC, RFC 8617 §4.1.1).
std::string format_authentication_results_body(const AuthenticationResults& results, Charset charset);

enum class Reading : std::uint8_t {
  /// RFC 8601 §2.2 to the letter, but for local parts in the obsolete syntax (blanks around their dots),
  /// domains of one label, and tokens in UTF-8. An authres-version other than 1 is an error, as are control
  /// characters and invalid UTF-8.
  strict,
  /// Also what well-known servers write: no authserv-id (Exchange Online; it is empty then), properties
  /// without a type (`action=none`; the type is empty), unquoted values of any characters, the reason behind
  /// the properties, stray semicolons, underscores. A result that cannot be read even so is left out.
  tolerant,
};

/// Reads the body of a field, folded or not. Unknown methods are read like any other.
base::Result<AuthenticationResults, SyntaxError> parse_authentication_results(
    std::string_view field_body, Reading reading = Reading::strict);

/// Whether `field` is an Authentication-Results field that says or may be taken to say that it is ours, and
/// so must not reach those who trust us (RFC 8601 §5). One that parses (strictly) claims exactly its
/// authserv-id; one that does not parse claims our id when that occurs anywhere in it once unfolded, unquoted
/// and stripped of comments.
///
/// `our_id` is not empty. Neither case nor a final dot matters, nor whether a name is spelled with A-labels
/// or U-labels. With a dot before it, it stands for every name below that domain, and not for the domain.
bool claims_authserv_id(const HeaderField& field, std::string_view our_id);

/// The same of a body, whatever the field it stands in is called.
bool body_claims_authserv_id(std::string_view field_body, std::string_view our_id);

}  // namespace postern::mail

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ip_address.hpp"
#include "base/result.hpp"

namespace postern::spf {

/// Why a text of a domain's is not SPF: a clause without a full stop, printable ASCII.
struct SyntaxError {
  std::string reason;
};

/// The macro-expand of RFC 7208 §7.1: `%{letter...}`, or `%%`, `%_` and `%-`.
struct Macro {
  char letter = '%';        ///< one of slodipvhcrt, in lower case, or of %_-
  bool is_escaped = false;  ///< written in upper case: the value is URL-escaped (§7.3)
  std::size_t parts = 0;    ///< how many right-hand parts are kept; 0 is all
  bool is_reversed = false;
  std::string delimiters;  ///< what the value is split at; none means "."

  bool operator==(const Macro&) const = default;
};

/// The macro-string of RFC 7208 §7.1: literal text and macros in turn.
struct MacroString {
  std::vector<std::variant<std::string, Macro>> pieces;

  bool uses(char letter) const;
  bool operator==(const MacroString&) const = default;
};

/// Any macro-string, the empty one included: the value of an unknown modifier.
base::Result<MacroString, SyntaxError> parse_macro_string(std::string_view text);
/// A macro-string that ends in a macro or in a dot and a top label, without the letters c, r and t, which
/// only explanations may use (§7.2): what a mechanism or modifier is directed at.
base::Result<MacroString, SyntaxError> parse_domain_spec(std::string_view text);
/// A macro-string with blanks: the text of an explanation (§6.2).
base::Result<MacroString, SyntaxError> parse_explain_string(std::string_view text);

/// Text that the parser which accepted `macro_string` reads as the same again.
std::string format(const MacroString& macro_string);

/// What the letters stand for (§7.2).
struct MacroValues {
  base::IpAddress client;                          ///< i, c, v; not IPv4-mapped
  std::string sender;                              ///< s; l and o are its halves
  std::string domain;                              ///< d: the domain whose record is being evaluated
  std::string helo;                                ///< h
  std::string client_name = "unknown";             ///< p: a validated name of the client
  std::string receiver = "unknown";                ///< r
  std::chrono::system_clock::time_point now = {};  ///< t
};

/// The halves of a sender, at its last "@"; without one it is all local part.
std::string_view local_part(std::string_view sender);
std::string_view domain_part(std::string_view sender);

/// The domain that `spec` names, without a final dot. When it is longer than 253 octets, labels are dropped
/// from the left until it is not (§7.3). It may still be no name that can be asked for.
std::string expand_domain(const MacroString& spec, const MacroValues& values);

/// Explanations longer than this are not worth a reply to a client.
inline constexpr std::size_t longest_explanation = 1000;
/// The text of an explanation, or nothing when it would hold more than longest_explanation octets or others
/// than printable ASCII (§6.2): a value may hold anything.
std::optional<std::string> expand_explanation(const MacroString& text, const MacroValues& values);

}  // namespace postern::spf

#include "policy/field_name.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace postern {

namespace {

// Blank-separated, so that a line is a standard. A name that ends in a hyphen stands for all that begin so.
constexpr std::string_view reserved =
    "date from sender reply-to to cc bcc message-id in-reply-to references subject comments keywords resent- "
    "return-path received "                                                   // RFC 5322 §3.6
    "mime-version content- "                                                  // RFC 2045 §3
    "authentication-results x-received-authentication-results received-spf "  // RFC 8601, ours, RFC 7208 §9.1
    "dkim- arc- bimi- "                                                       // RFC 6376, RFC 8617, BIMI
    "list- delivered-to "  // RFC 2919, RFC 2369; by the last MTAs know loops
    "auto-submitted disposition-notification- original-recipient "  // RFC 3834, RFC 8098: who answers whom
    "return-receipt-to errors-to";                                  // no standard's, but old software obeys

bool is_meant(std::string_view known, std::string_view name) {
  return known.ends_with('-') ? base::istarts_with(name, known) : base::iequals(name, known);
}

}  // namespace

std::optional<std::string> problem_with_field_name(std::string_view name) {
  constexpr std::size_t longest = 76;  // so that a line has room for it
  const auto is_part = [](char c) { return base::is_graphic(c) && c != ':'; };
  const auto shown = "'" + base::escape_controls(name) + "'";
  if (name.empty() || name.size() > longest || !std::ranges::all_of(name, is_part)) {
    return shown + " is no name of a header field";
  }
  const auto means = [name](std::string_view known) { return is_meant(known, name); };
  if (std::ranges::any_of(base::split(reserved, ' '), means)) {
    return shown + " has a meaning of its own; take a name that begins with X-";
  }
  return std::nullopt;
}

}  // namespace postern

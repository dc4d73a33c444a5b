#include "policy_field_name.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace postern {

namespace {

// RFC 5322 §3.6, RFC 2045 §3, RFC 8601, RFC 6376, RFC 8617, RFC 7208 §9.1, BIMI; and Delivered-To, by which
// MTAs know loops.
constexpr std::array<std::string_view, 26> reserved{"authentication-results",
                                                    "received",
                                                    "received-spf",
                                                    "return-path",
                                                    "delivered-to",
                                                    "date",
                                                    "from",
                                                    "sender",
                                                    "reply-to",
                                                    "to",
                                                    "cc",
                                                    "bcc",
                                                    "message-id",
                                                    "in-reply-to",
                                                    "references",
                                                    "subject",
                                                    "comments",
                                                    "keywords",
                                                    "mime-version",
                                                    "x-received-authentication-results",
                                                    "list-id",
                                                    "content-",
                                                    "resent-",
                                                    "dkim-",
                                                    "bimi-",
                                                    "arc-"};

/// A prefix ends in a hyphen.
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
  if (std::ranges::any_of(reserved, means)) {
    return shown + " has a meaning of its own; take a name that begins with X-";
  }
  return std::nullopt;
}

}  // namespace postern

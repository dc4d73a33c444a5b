#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace postern::smtp {

/// What a server says with LIMITS (RFC 9422 §4): none of a kind, no promise.
struct Limits {
  /// What LIMITS can say at most; the least is 1.
  static constexpr std::uint32_t largest = 999999;

  std::optional<std::uint32_t> mail_max;         ///< MAIL commands of a session
  std::optional<std::uint32_t> rcpt_max;         ///< RCPT commands of a transaction
  std::optional<std::uint32_t> rcpt_domain_max;  ///< domains of a session's recipients

  bool operator==(const Limits&) const = default;
};

/// Reads the argument of LIMITS: "MAILMAX=10 RCPTMAX=100". A limit that is unknown or no such number is as if
/// it were not there.
Limits parse_limits(std::string_view argument);

/// The line of an EHLO reply, "LIMITS RCPTMAX=1"; empty when there is none to say. A number that LIMITS
/// cannot say is left out.
std::string format_limits(const Limits& limits);

}  // namespace postern::smtp

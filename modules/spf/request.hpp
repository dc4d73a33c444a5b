#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/ip_address.hpp"
#include "spf/limits.hpp"

namespace postern::spf {

/// The arguments of check_host() (RFC 7208 §4.1), and what macros may ask for besides. Domains are A-labels
/// without a final dot (§4.3, RFC 8616 §4), as the identities below make them; the local part may be UTF-8.
struct Request {
  base::IpAddress client;  ///< an IPv4-mapped address is the IPv4 address that it maps
  std::string helo;        ///< %{h}
  std::string sender;      ///< local-part@domain: %{s}
  std::string domain;      ///< whose policy is asked for
  std::string receiver;    ///< our own host name, %{r}; empty is "unknown"
  std::chrono::system_clock::time_point now = {};  ///< %{t}
  Limits limits;
  bool keeps_walk = false;  ///< Outcome::walk is filled
};

// Both take domains in either spelling, and with a final dot, which %{d} does not have.

/// The "HELO" identity (§2.3): postmaster at the domain of HELO or EHLO.
Request helo_identity(base::IpAddress client, std::string_view helo);

/// The "MAIL FROM" identity (§2.4). `mail_from` is the reverse-path without angle brackets; the empty one is
/// postmaster at the HELO domain, and an absent local part is postmaster's (§4.3).
Request mail_from_identity(base::IpAddress client, std::string_view helo, std::string_view mail_from);

}  // namespace postern::spf

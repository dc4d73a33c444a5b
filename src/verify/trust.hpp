#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.hpp"

namespace postern {

struct ClientIdentity;

/// What a client is to us. Of several that are true the last one counts.
enum class Standing : std::uint8_t {
  stranger,       ///< anybody: everything is checked
  local,          ///< a machine of our own networks, or a proxy says that the message is of its own machine
  trusted,        ///< a server whose word we take, such as a second border server of ours
  authenticated,  ///< a user of ours, whom a proxy has authenticated (XCLIENT LOGIN)
};
/// "stranger", "local"...
std::string_view format(Standing standing);

/// Which clients are more than strangers.
struct TrustConfig {
  std::vector<base::Network> local;
  std::vector<base::Network> trusted;
  bool operator==(const TrustConfig&) const = default;
};

/// Loopback, RFC 1918, link-local, unique local (RFC 4193) and carrier-grade NAT (RFC 6598) addresses: what
/// is local when the administrator does not say.
std::vector<base::Network> usual_local_networks();

/// An IPv4-mapped IPv6 address counts as the IPv4 address.
Standing standing_of(const ClientIdentity& client, const TrustConfig& config);

/// What follows from a standing. This is the whole of what trust does; docs/trust.md has it as a table.
struct Treatment {
  bool checks_sender = true;   ///< iprev, SPF, DMARC, DNS lists and the x- checks of client and sender
  bool keeps_results = false;  ///< Authentication-Results and other fields that claim to be ours stay
  bool operator==(const Treatment&) const = default;
};
Treatment treatment_of(Standing standing);

/// Why a client's sender checks are left out, as a sentence for the log without its full stop; empty when
/// they are made.
std::string why_not_checked(const ClientIdentity& client, Standing standing);

}  // namespace postern

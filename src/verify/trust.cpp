#include "verify/trust.hpp"

#include <algorithm>
#include <array>

#include "session/client.hpp"

// Standing is judged by two facts only: the address of the client, and what a proxy that may speak for others
// says of it. Nothing that a message or its envelope says gives anybody a standing.

namespace postern {

std::string_view format(Standing standing) {
  using enum Standing;
  switch (standing) {
    case stranger:
      return "stranger";
    case local:
      return "local";
    case trusted:
      return "trusted";
    case authenticated:
      return "authenticated";
  }
  return "?";
}

std::vector<base::Network> usual_local_networks() {
  static constexpr std::array texts{
      "127.0.0.0/8",     // loopback (RFC 1122 §3.2.1.3)
      "::1",             // RFC 4291 §2.5.3
      "10.0.0.0/8",      // private (RFC 1918 §3)
      "172.16.0.0/12",   //
      "192.168.0.0/16",  //
      "169.254.0.0/16",  // link-local (RFC 3927)
      "fe80::/10",       // RFC 4291 §2.5.6
      "fc00::/7",        // unique local (RFC 4193)
      "100.64.0.0/10",   // carrier-grade NAT (RFC 6598)
  };
  std::vector<base::Network> networks;
  for (const auto* text : texts) networks.push_back(*base::Network::parse(text));
  return networks;
}

Standing standing_of(const ClientIdentity& client, const TrustConfig& config) {
  const auto is_of = [&client](const std::vector<base::Network>& networks) {
    if (!client.address) return false;
    const auto address = client.address->unmapped();
    return std::ranges::any_of(networks, [&](const auto& network) { return network.contains(address); });
  };
  if (!client.login.empty()) return Standing::authenticated;
  if (is_of(config.trusted)) return Standing::trusted;
  if (client.local || is_of(config.local)) return Standing::local;
  return Standing::stranger;
}

Treatment treatment_of(Standing standing) {
  using enum Standing;
  switch (standing) {
    case stranger:
      return {.checks_sender = true, .keeps_results = false};
    case local:
      return {.checks_sender = false, .keeps_results = false};
    case trusted:
      return {.checks_sender = false, .keeps_results = true};
    case authenticated:
      return {.checks_sender = false, .keeps_results = false};
  }
  return {};
}

std::string why_not_checked(const ClientIdentity& client, Standing standing) {
  const auto who = client.address ? "the client " + format(client.address->unmapped()) : "the client";
  using enum Standing;
  switch (standing) {
    case stranger:
      return "";
    case local:
      if (client.local) return "the proxy says that the message is of its own machine";
      return who + " is local (local-network)";
    case trusted:
      return who + " is trusted (trusted-network)";
    case authenticated:
      return "the client is authenticated as " + client.login;
  }
  return "";
}

}  // namespace postern

#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "dns/name.hpp"
#include "dns/resolver.hpp"
#include "mail/authentication_results.hpp"

namespace postern::checks {

/// What the answers of a list mean: `127.0.0.4/30` is "exploited".
struct ListMeaning {
  base::Network answers;
  std::string name;
  bool operator==(const ListMeaning&) const = default;
};

/// A list of addresses that is published in the DNS (RFC 5782).
struct DnsList {
  enum class Kind : std::uint8_t { deny, allow };

  Kind kind = Kind::deny;
  dns::Name zone;
  /// Empty: every answer that a list may give is a listing. Otherwise only what stands here.
  std::vector<ListMeaning> meanings;
  bool operator==(const DnsList&) const = default;
};

/// Where an address is listed, if it is: 4.3.2.1.zone (RFC 5782 §2.1, §2.4). Nothing when that is too long.
std::optional<dns::Name> listed_name(const base::IpAddress& client, const dns::Name& zone);

/// What the A records at that name say. Of a list that denies:
///
///     x-dnsbl=fail (exploited) dns.zone=bl.example policy.ip=127.0.0.4
///
/// and of one that allows, as RFC 8904 says it:
///
///     dnswl=pass (trusted) dns.zone=wl.example policy.ip=127.0.0.2
///
/// `none` is not listed; temperror that the DNS could not say; permerror that the list does not work: an
/// answer outside 127.0.0.0/8 comes from somebody else, one in 127.255.255.0/24 says that we may not ask.
mail::MethodResult judge_listing(const DnsList& list, const dns::Answer& answer);

/// Asks one question. Throws only operation_aborted; `resolver` outlives the call.
asio::awaitable<mail::MethodResult> check_dns_list(base::IpAddress client, DnsList list,
                                                   dns::Resolver& resolver);

}  // namespace postern::checks

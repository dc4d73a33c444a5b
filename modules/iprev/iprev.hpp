#pragma once

#include <asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ip_address.hpp"
#include "dns/resolver.hpp"

namespace postern::iprev {

/// What RFC 8601 §2.7.3 calls the results of the "iprev" method. There is no `none`: every client has an
/// address.
enum class Result : std::uint8_t {
  pass,       ///< a name of the address has the address
  fail,       ///< there are names, and none of them has the address
  temperror,  ///< the DNS could not be asked; later it may say
  permerror,  ///< no PTR record is published for the address
};

/// "pass", "temperror"...
std::string_view format(Result result);

/// What was found out about a client's address.
struct Outcome {
  Result result = Result::temperror;
  /// The name that was verified; when none was, the first the PTR records gave, or empty. Only after a pass
  /// does it say who the client is: anybody may point the PTR of an address anywhere.
  std::string name;
  std::string reason;  ///< a sentence for a postmaster, without its full stop
};

/// PTR names beyond these are ignored, so that whoever holds the address cannot make us ask for thousands.
inline constexpr std::size_t max_names = 10;

/// The "iprev" evaluation of RFC 8601 §3: the names of the PTR records of `client` are asked for their
/// addresses, in the order they came, until one has the client's. An IPv4-mapped address is the IPv4 address
/// that it maps. A failed lookup counts only when no other name matches.
/// The time limit is the caller's. Throws only operation_aborted; `resolver` must outlive the call.
asio::awaitable<Outcome> check(base::IpAddress client, dns::Resolver& resolver);

}  // namespace postern::iprev

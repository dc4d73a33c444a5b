#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "dns/answer.hpp"

namespace postern::dns {

/// A question as it goes over the wire. An answer belongs to it when both the id and the question come back.
struct Query {
  std::uint16_t id = 0;
  Question question;
};

/// The packet of a query: recursion desired, AD set (so that the AD of the response means something, RFC 6840
/// §5.7), EDNS0 with room for 1232 octets, the size that no path fragments (RFC 6891).
std::vector<std::uint8_t> write_query(const Query& query);

/// What a server said to a query.
struct Response {
  /// Never a time-out. With server_failure, the server answered with an error (SERVFAIL, REFUSED, any other
  /// code), with a referral, or with a chain of CNAMEs that is a loop or too long (more than 16).
  Answer answer;
  /// The TC bit: the answer is empty, and the question must be asked again over TCP (RFC 2181 §9).
  bool truncated = false;
  /// The chain of CNAMEs ends here and the packet says no more about this name: ask for it. The answer is
  /// then empty but for the TTL of the chain.
  std::optional<Name> continue_at;
};

enum class PacketError : std::uint8_t {
  foreign,    ///< not a response to this query (id, question): a late or forged packet, to be ignored
  malformed,  ///< a response to this query, but it cannot be read or contradicts itself
};

/// Reads a response, from anywhere and of any content. Records that were not asked for are ignored, and so
/// are PTR, NS and MX records with a name that Name cannot hold. The TTL of an absence is that of RFC 2308
/// §5, and 0 without an SOA.
base::Result<Response, PacketError> parse_response(std::span<const std::uint8_t> packet, const Query& query);

}  // namespace postern::dns

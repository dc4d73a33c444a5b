#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <map>

#include "dmarc/publication.hpp"
#include "dmarc/tree_walk.hpp"
#include "dns/name.hpp"
#include "dns/resolver.hpp"

namespace postern::dmarc {

/// Whether a name exists (RFC 9989 §A.4): it does unless the DNS says NXDOMAIN.
enum class Existence : std::uint8_t { exists, does_not, unknown };

/// What DMARC asks the DNS about one message, no name twice: walks that meet go on together (and of
/// two that ask at the same moment a resolver makes one question). Trouble is remembered like any answer.
class Lookups {
 public:
  /// `resolver` outlives it, and it outlives its calls.
  explicit Lookups(dns::Resolver& resolver) : resolver_(resolver) {}
  Lookups(const Lookups&) = delete;
  Lookups& operator=(const Lookups&) = delete;

  /// What `_dmarc.domain` publishes: one question, the first time.
  asio::awaitable<Publication> publication(dns::Name domain);
  /// max_walk_questions at most.
  asio::awaitable<Walk> walk(dns::Name start);
  /// One question, or none when the name that publishes nothing below it exists.
  asio::awaitable<Existence> existence(dns::Name domain);

 private:
  dns::Resolver& resolver_;
  std::map<dns::Name, Publication> publications_;
};

}  // namespace postern::dmarc

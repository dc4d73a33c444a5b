#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <optional>

#include "dmarc/public_suffix.hpp"
#include "dmarc/record.hpp"
#include "dns/name.hpp"
#include "dns/resolver.hpp"

namespace postern::dmarc {

/// What DNS says about the policy of an author domain.
struct Discovery {
  enum class Status : std::uint8_t {
    found,      ///< `record` applies
    none,       ///< the domain does not take part in DMARC
    temporary,  ///< it is not known whether it does: DNS trouble
  };

  Status status = Status::none;
  dns::Name author_domain;
  dns::Name organizational_domain;  ///< of the author domain
  std::optional<Record> record;
  dns::Name record_domain;           ///< whose record it is: of `_dmarc.<this>`
  bool author_domain_exists = true;  ///< false on NXDOMAIN only; asked where np= would make a difference
};

/// Finds the record for `author_domain` as RFC 7489 §6.6.3 does: at the author domain, then at its
/// organizational domain. Records that are no DMARC do not count; several at a name that are, are all
/// discarded, as if there were none (RFC 9989 §4.10, where RFC 7489 would stop). `suffixes` and `resolver`
/// outlive the call.
///
/// Three questions at most.
asio::awaitable<Discovery> discover(dns::Name author_domain, const PublicSuffixes& suffixes,
                                    dns::Resolver& resolver);

}  // namespace postern::dmarc

#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "dmarc/lookups.hpp"
#include "dmarc/policy.hpp"
#include "dmarc/public_suffix.hpp"
#include "dmarc/record.hpp"
#include "dmarc/tree_walk.hpp"
#include "dns/name.hpp"

namespace postern::dmarc {

/// What DNS says about the policy of an author domain.
struct Discovery {
  enum class Status : std::uint8_t {
    found,      ///< `record` applies
    none,       ///< the domain does not take part in DMARC
    temporary,  ///< it is not known whether it does: DNS trouble, or no answer yet
  };

  Status status = Status::temporary;
  dns::Name author_domain;
  std::optional<dns::Name> organizational_domain;  ///< of the author domain; nothing when it is not known
  /// With none: a record that is there, but asks for nothing that can be applied (Record::policy).
  std::optional<Record> record;
  dns::Name record_domain;  ///< whose record it is: of `_dmarc.<this>`
  /// Of the author domain; looked at only where np= makes a difference.
  Existence existence = Existence::exists;
  std::vector<Publication> asked;  ///< in order
};

/// Which record applies after a walk from the author domain: its own, else its organizational domain's, else
/// that of the public suffix above (RFC 9989 §4.10.1). Those in between do not count.
Discovery choose_record(const Walk& walk);

/// Asks for what is needed by the tree walk: max_walk_questions, and one for np=.
asio::awaitable<Discovery> discover_by_tree_walk(dns::Name author_domain, Lookups& lookups);

/// The same by RFC 7489 §6.6.3: at the author domain, then at its organizational domain, which `suffixes`
/// tells; two questions, and one for np=. Several records at the author domain end it there, with none (step
/// 5). What is passed by reference outlives the call.
asio::awaitable<Discovery> discover_by_public_suffixes(dns::Name author_domain,
                                                       const PublicSuffixes& suffixes, Lookups& lookups);

/// What the record that was found asks for the author domain: p= speaks of the domain whose record it is,
/// sp= and np= of those below (RFC 9989 §4.10.1); t=y makes it one step milder (§4.7). Nothing when it hangs
/// on whether the author domain exists, and that is not known.
std::optional<RequestedPolicy> requested_policy(const Discovery& discovery);

}  // namespace postern::dmarc

#pragma once

// Private to dns: the one header that shows ldns, and takes back the macros it makes of words of the
// language.
#include <ldns/ldns.h>
#undef bool
#undef true
#undef false

#include <optional>

#include "base/handle.hpp"
#include "dns/record.hpp"

namespace postern::dns {

using LdnsName = base::Handle<ldns_rdf, ldns_rdf_deep_free>;
using LdnsRecord = base::Handle<ldns_rr, ldns_rr_free>;
using LdnsPacket = base::Handle<ldns_pkt, ldns_pkt_free>;

/// Nothing for a name that Name cannot hold, that is one with a dot inside a label.
std::optional<Name> name_from(const ldns_rdf& dname);

/// RFC 2181 §8: a TTL with the highest bit set means 0.
std::chrono::seconds ttl_from(const ldns_rr& rr);

/// Nothing for a record of a class or type that is never asked for, and for one in which there is a name that
/// Name cannot hold.
std::optional<Record> record_from(const ldns_rr& rr);

}  // namespace postern::dns

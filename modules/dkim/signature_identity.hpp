#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dns/name.hpp"

namespace postern::dkim {

// Who signed: the domains of d= and i=, in which U-labels may stand (RFC 8616 §5).

/// `domain` as it is written, or in A-labels where it is not ASCII: what results and DMARC speak of. What is
/// no domain name stays as it is.
std::string reported_domain(std::string_view domain);

/// i= in the same way: its local part as it is written, still encoded.
std::string reported_identity(std::string_view identity);

/// `domain` as the DNS knows it.
std::optional<dns::Name> name_of(std::string_view domain);

/// The domain of an i=, which is dkim-quoted-printable (RFC 6376 §2.11) and [ Local-part ] "@" domain-name
/// (§3.5). A quoted local part may hold an "@" of its own, so the last one counts. Nothing when it is
/// neither.
std::optional<dns::Name> domain_of_identity(std::string_view identity);

}  // namespace postern::dkim

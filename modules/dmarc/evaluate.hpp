#pragma once

#include <set>
#include <string>
#include <vector>

#include "dmarc/alignment.hpp"
#include "dmarc/discovery.hpp"
#include "dmarc/outcome.hpp"
#include "dns/name.hpp"

namespace postern::dmarc {

/// Evaluates one author domain; pure, from what has been asked so far. One aligned pass is a pass, whatever
/// else failed. Without one, a temporary error in discovery, or in an identifier that would or could align,
/// is temperror. With no record the result is none.
Outcome evaluate(const Discovery& discovery, const std::vector<Identifier>& identifiers,
                 const Organizations& organizations);

/// The identifiers whose organizational domain evaluate() wants to know: those that passed; when there are
/// none, and none of these is aligned, those with a temporary error. To be asked again once they are in
/// `organizations`, until there are none.
std::set<dns::Name> unknown_organizations(const Discovery& discovery,
                                          const std::vector<Identifier>& identifiers,
                                          const Organizations& organizations);

/// The outcome for an author domain that cannot be asked for: a domain literal, or no domain name. It is
/// none, and says why.
Outcome unevaluable(std::string author_domain);

/// What the tree walk sees differently than the Public Suffix List.
std::vector<Difference> differences(const Outcome& treewalk, const Outcome& psl);

/// One outcome for all author domains of a message (RFC 9989 §11.5): each was evaluated; the strictest
/// failing policy wins, then the most severe result: it is a pass only when every one passed. With no author
/// domain at all it is permerror: RFC 5322 §3.6 demands one.
Outcome combine(const std::vector<Outcome>& outcomes);

}  // namespace postern::dmarc

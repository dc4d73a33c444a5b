#pragma once

#include <string>
#include <vector>

#include "arc/outcome.hpp"

namespace postern::arc {

/// The set of `outcome` whose findings may stand for our own, when `sealers` names the domains that are
/// believed: the oldest of those that can be reached from the newest over believed sealers alone. A seal is
/// worth what its sealer is (RFC 8617 §9.4), and vouches for the message as it was when it left; behind one
/// that is not believed anything may have been made up.
///
/// Null when the chain does not pass or its newest sealer is not believed. Points into `outcome`. Domains are
/// compared without regard to case and spelling; a domain stands for itself, not for those below it.
const SetReport* believed_set(const Outcome& outcome, const std::vector<std::string>& sealers);

}  // namespace postern::arc

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "arc/chain.hpp"
#include "dkim/sha256.hpp"

namespace postern::arc {

/// What each ARC-Seal of a complete chain signs, by instance (RFC 8617 §5.1.1): its set and all before it,
/// each as ARC-Authentication-Results, ARC-Message-Signature, ARC-Seal in relaxed form, with b= of the seal
/// in question emptied. `sets` are complete.
///
/// Hashing all of them takes time in the number of sets times the size of their fields.
std::vector<dkim::Digest> seal_digests(std::span<const Set> sets);

}  // namespace postern::arc

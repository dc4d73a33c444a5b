#pragma once

#include <optional>

#include "arc/fields.hpp"
#include "arc/outcome.hpp"
#include "dkim/key_cache.hpp"
#include "dkim/sha256.hpp"
#include "dns/answer.hpp"
#include "dns/name.hpp"

namespace postern::arc {

/// Where the key of a signature is published (RFC 6376 §3.6.2.1), in A-labels (RFC 8616 §4). Nothing when d=
/// and s= make no name.
std::optional<dns::Name> key_name(const Signer& signer);

/// Whether `signer` made its signature over the octets that `digest` is the hash of, with the key that
/// `answer` holds; null when the question for it was not answered in time. RSA keys have 1,024 bits at least
/// (RFC 8301 §3.2) and 4,096 at most: longer ones cost more than ARC needs to pay.
Check check_signature(const Signer& signer, const dkim::Digest& digest, const dns::Answer* answer,
                      dkim::KeyCache& keys);

}  // namespace postern::arc

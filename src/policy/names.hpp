#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/circumstances.hpp"
#include "verify/verdict.hpp"

namespace postern {

// The names that a message goes by, and whether anybody but its sender says that they are right.

/// The domain of MAIL FROM; nothing for <> and for a sender without one.
std::optional<std::string> sender_domain(const Circumstances& circumstances);
/// SPF passed for MAIL FROM, and MAIL FROM was not <>, of which SPF knows only what HELO said.
bool is_sender_verified(const Verdict& verdict, const Circumstances& circumstances);
/// SPF passed for HELO.
bool is_helo_verified(const Verdict& verdict);
/// DMARC passed for this domain of From.
bool is_author_verified(const Verdict& verdict, std::string_view author);

/// Whether the trusted sealer (Verdict::arc_trusted) says that the message was its author's when it came
/// there: by DMARC, and if it says nothing of DMARC, by a DKIM signature or an SPF result of the author's
/// organization. What it says of another author, as when From was written anew since, says nothing. A message
/// of several authors is nobody's.
bool is_vouched_for(const Verdict& verdict);

}  // namespace postern

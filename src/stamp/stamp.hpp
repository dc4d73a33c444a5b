#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "mail/authentication_results.hpp"
#include "mail/header_block.hpp"
#include "net/world.hpp"
#include "policy/decision.hpp"
#include "server/gate.hpp"
#include "stamp/sanitise.hpp"
#include "stamp/trace.hpp"
#include "verify/authenticator.hpp"
#include "verify/verdict.hpp"

namespace postern {

/// What our fields say besides verdict and decision.
struct Stamping {
  const Gate& gate;  ///< outlives the call
  Hop hop;
  mail::Charset charset = mail::Charset::ascii;
};

/// A header as it goes on.
struct Stamped {
  std::string seal;          ///< our ARC set, above all else; empty when this listener does not seal
  mail::HeaderBlock header;  ///< our other fields and what is left of the message's own
  std::size_t added = 0;     ///< how many fields of `header` are ours, from its top
  std::vector<mail::MethodResult> results;  ///< as Authentication-Results has them
  Sanitised sanitised;                      ///< what the message had that only we may say

  /// The octets, without the blank line behind them.
  std::string text() const;
};

/// Takes away what only we may say, and puts on top what we have to say: from top to bottom the ARC set,
/// Authentication-Results, the fields of the policy, Received-SPF and Received. After checks.finish().
Stamped stamp(mail::HeaderBlock header, const Verdict& verdict, const Decision& decision,
              const Stamping& stamping, Authenticator& checks);

}  // namespace postern

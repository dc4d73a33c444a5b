#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/header_block.hpp"
#include "net/tls_facts.hpp"
#include "policy/decision.hpp"
#include "server/gate.hpp"
#include "session/client.hpp"
#include "smtp/reply.hpp"
#include "stamp/stamp.hpp"
#include "verify/authenticator.hpp"
#include "verify/trust.hpp"
#include "verify/verdict.hpp"

namespace postern {

/// How a message came, as far as a session would know it.
struct Arrival {
  ClientIdentity client;
  std::string sender;                   ///< the reverse-path without brackets; empty for <>
  bool is_spf_identity_known = true;    ///< false: the sender, or HELO for <>, is not known to who asks
  std::vector<std::string> recipients;  ///< without brackets; may be empty
  const net::TlsFacts* tls = nullptr;   ///< null: in the clear
  bool utf8 = false;                    ///< SMTPUTF8 (RFC 6531)
  bool is_binary = false;               ///< BODY=BINARYMIME (RFC 3030)
  std::string id;                       ///< for Received and replies
};

/// What becomes of the message for some recipients, and the header that they get.
struct Fate {
  std::vector<std::string> recipients;  ///< of the arrival; empty when it has none
  Decision decision;
  Stamped stamped;
};

/// All that the engine of a session says of a message.
struct Inspection {
  mail::HeaderBlock header;  ///< as it came
  std::string body;          ///< as it came
  std::uint64_t octets = 0;
  Standing standing = Standing::stranger;
  std::string not_checked;  ///< why the sender was not checked, if so
  /// What a session says of a message that it cannot relay: it is too big, or loops, or has octets that no
  /// message may have. Then nothing is judged, and there is no verdict.
  std::optional<smtp::Reply> refusal;
  Verdict verdict;
  /// False: SPF might have made a pass of DMARC, and could not be evaluated since facts are missing. There is
  /// no result of DMARC then.
  bool is_dmarc_known = true;
  /// Those of equal decisions together; never empty. Of a dry run the decision is what it would have been,
  /// and the header what it is.
  std::vector<Fate> fates;
  std::size_t dns_questions = 0;
  std::size_t dns_from_cache = 0;
};

/// Puts a message through what it goes through in a session between MAIL and the upstream: Intake,
/// Authenticator, policy, stamp. The verdict is that of a session for the same facts, DNS and settings; the
/// limits and time limits are the gate's. `message` and what is referred to outlive the call.
asio::awaitable<Inspection> inspect(std::string_view message, Arrival arrival, const Gate& gate,
                                    CheckTools tools);

/// The worst action of a message, for an exit status.
Action worst_action(const Inspection& inspection);

}  // namespace postern

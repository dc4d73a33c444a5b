#pragma once

#include <optional>
#include <string>
#include <vector>

#include "arc/outcome.hpp"
#include "base/ip_address.hpp"
#include "dkim/result.hpp"
#include "dmarc/outcome.hpp"
#include "iprev/iprev.hpp"
#include "mail/authentication_results.hpp"
#include "spf/evaluate.hpp"
#include "spf/request.hpp"

namespace postern {

/// SPF for one identity.
struct SpfResult {
  std::string identity;  ///< as it is shown: a mailbox or a host name
  spf::Request request;  ///< what was asked
  spf::Outcome outcome;
};

/// What a sealer that the administrator trusts found out about a message, before it came to us.
struct TrustedResults {
  int instance = 0;    ///< of the ARC set
  std::string sealer;  ///< d= of its seal
  std::vector<mail::MethodResult> results;
};

/// Everything the checks found out about a message, side by side. What was not evaluated is not there.
struct Verdict {
  std::optional<std::vector<dkim::Signature>> dkim;  ///< empty for a message without signatures
  std::optional<SpfResult> mail_from;
  std::optional<SpfResult> helo;
  std::optional<dmarc::Outcome> dmarc;
  std::optional<arc::Outcome> arc;
  /// Of a chain that passes, the oldest set that can be reached over trusted sealers alone.
  std::optional<TrustedResults> arc_trusted;
  std::optional<base::IpAddress> client;
  std::optional<iprev::Outcome> iprev;
  std::vector<mail::MethodResult> others;  ///< of modules/checks: x-ptr, x-dnsbl, dnswl...
  std::optional<std::string> list_id;      ///< the mailing list the message claims to come from
  std::vector<std::string> authors;        ///< the domains of From, as it has them
  std::string login;  ///< as whom the client authenticated itself with a proxy; empty: it did not
};

}  // namespace postern

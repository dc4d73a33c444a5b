#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "dkim/result.hpp"
#include "dmarc/outcome.hpp"
#include "iprev/iprev.hpp"
#include "spf/evaluate.hpp"

namespace postern {

/// SPF for one identity.
struct SpfResult {
  std::string identity;  ///< as it is shown: a mailbox or a host name
  spf::Outcome outcome;
};

/// Everything the checks found out about a message, side by side. What was not evaluated is not there.
struct Verdict {
  std::vector<dkim::Signature> dkim;
  std::optional<SpfResult> mail_from;
  std::optional<SpfResult> helo;
  dmarc::Outcome dmarc;
  std::optional<base::IpAddress> client;
  std::optional<iprev::Outcome> iprev;
};

}  // namespace postern

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.hpp"
#include "config.hpp"
#include "decision.hpp"
#include "policy_config.hpp"
#include "trust.hpp"
#include "verdict.hpp"

namespace postern {

/// What rules may ask about a message besides its verdict.
struct Circumstances {
  std::string listener;  ///< as `listen` has it
  Standing standing = Standing::stranger;
  std::optional<base::IpAddress> client;
  std::string helo;
  std::string sender;  ///< the reverse-path without brackets, empty for <>
  bool tls = false;
  std::string id;  ///< of the transaction, for replies
};

/// The rules in force at a listener: the administrator's, then the preset's. A rule applies when all of its
/// `when` holds and not all of its `unless`. `tag` rules add their fields and go on; the first other one that
/// applies decides; when none does, the message is accepted.
///
/// What anybody can write into a message or say in a session (List-Id, HELO, a domain that nothing verified)
/// softens reject to quarantine and nothing more, whatever the rules say: an `accept` that rests on it alone
/// goes on to the next rules and takes the edge off them, and a `reject` that it alone holds up quarantines.
class Policy {
 public:
  /// Reads the files of the lists. Throws std::runtime_error with a sentence for the administrator when one
  /// cannot be read or an entry is none.
  static std::shared_ptr<const Policy> make(const ListenerConfig& config);

  /// For one recipient's domain (A-labels, lower case). Dry run is not looked at.
  Decision decide(const Verdict& verdict, const Circumstances& circumstances,
                  std::string_view recipient_domain) const;
  /// Whether recipients of the two domains could ever be decided otherwise.
  bool may_differ(std::string_view domain, std::string_view other) const;
  /// The other upstreams that rules name, each once.
  std::vector<std::string> upstreams() const;
};

}  // namespace postern

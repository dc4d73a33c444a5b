#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/listener_config.hpp"
#include "policy/circumstances.hpp"
#include "policy/decision.hpp"
#include "policy/lists.hpp"
#include "policy/rule.hpp"
#include "verify/verdict.hpp"

namespace postern {

/// The rules in force at a listener: the administrator's, then the preset's. A rule applies when all of its
/// `when` holds and not all of its `unless`. `tag` rules add their fields and go on; the first other one that
/// applies decides; when none does, the message is accepted.
///
/// What anybody can write into a message or say in a session (List-Id, HELO, a domain that nothing verified)
/// softens reject to quarantine and nothing more, whatever the rules say. An `accept` that rests on it alone
/// goes on to the next rules and takes the edge off them: a `reject` then quarantines. And a rule that would
/// quarantine, defer or reject if it made no exception for it applies all the same, but for its `reject`,
/// which quarantines.
///
/// All threads use it.
class Policy {
 public:
  /// Reads the files of the lists. Throws std::runtime_error with a sentence for the administrator when one
  /// cannot be read, or an entry or a rule is none.
  static std::shared_ptr<const Policy> make(const ListenerConfig& config);

  /// For one recipient's domain (A-labels, lower case). Dry run is not looked at.
  Decision decide(const Verdict& verdict, const Circumstances& circumstances,
                  std::string_view recipient_domain) const;
  /// Whether recipients of the two domains could ever be decided otherwise.
  bool may_differ(std::string_view domain, std::string_view other) const;
  /// The other upstreams that rules name, each once.
  std::vector<std::string> upstreams() const;

 private:
  explicit Policy(const ListenerConfig& config);

  std::vector<Rule> rules_;
  AccessList allow_;
  AccessList deny_;
  std::string link_;
  /// Behind the queue a refusal bounces to somebody who did not send the message: presets quarantine.
  bool refusals_bounce_ = false;
};

}  // namespace postern

#include "config_check_policy.hpp"

#include <algorithm>
#include <array>

#include "policy_keys.hpp"

// Rules hold at every listener, so what is wrong with one is said once, at its line. Settings are spoken of
// at the listener that has them.

namespace postern {

namespace {

using Conditions = std::vector<PolicyCondition>;

const PolicyCondition* find(const Conditions& conditions, std::string_view key) {
  const auto found = std::ranges::find(conditions, key, &PolicyCondition::key);
  return found == conditions.end() ? nullptr : &*found;
}

bool refuses(const PolicyRule& rule) {
  return rule.action == RuleAction::reject || rule.action == RuleAction::defer;
}

bool names(const PolicyCondition& condition, const net::Endpoint& listen) {
  return std::ranges::any_of(condition.values, [&listen](const std::string& value) {
    return net::Endpoint::parse_to_listen(value) == listen;
  });
}

bool may_apply_at(const PolicyRule& rule, const net::Endpoint& listen) {
  const auto* where = find(rule.when, "listener");
  const auto* but = find(rule.unless, "listener");
  const bool is_excepted = but && rule.unless.size() == 1 && names(*but, listen);
  return !is_excepted && (!where || names(*where, listen));
}

/// Whether the check is made that gives a key its value.
bool is_made(std::string_view key, const CheckConfig& checks) {
  const auto lists = [&checks](checks::DnsList::Kind kind) {
    return std::ranges::find(checks.dns_lists, kind, &checks::DnsList::kind) != checks.dns_lists.end();
  };
  if (key == "iprev") return checks.iprev;
  if (key == "spf" || key == "spf-helo") return checks.spf;
  if (key == "dkim") return checks.dkim;
  if (key.starts_with("dmarc")) return checks.dmarc;
  if (key == "arc") return checks.arc;
  if (key == "x-dnsbl") return lists(checks::DnsList::Kind::deny);
  if (key == "dnswl") return lists(checks::DnsList::Kind::allow);
  if (key == "x-ptr") return checks.ptr;
  if (key == "x-aligned-from") return checks.aligned_from;
  if (key == "x-return-mx") return checks.return_mx;
  if (key == "x-tls") return checks.tls;
  return key != "x-header-sanity" || checks.header_sanity;
}

class RuleChecker {
 public:
  RuleChecker(const PolicyRule& rule, const std::vector<ListenerConfig>& listeners, Problems& problems)
      : rule_(rule), listeners_(listeners), problems_(problems) {}

  void check() {
    check_bounces();
    check_listener();
    check_circle();
    check_made();
    check_claims();
  }

 private:
  void error(std::string text) { add_error(problems_, rule_.origin, std::move(text)); }
  void warn(std::string text) { add_warning(problems_, rule_.origin, std::move(text)); }

  void check_bounces() {
    if (!refuses(rule_)) return;
    for (const auto& config : listeners_) {
      const bool bounces = config.queue == Queue::after && !config.policy.allow_bounces;
      if (!bounces || !may_apply_at(rule_, config.listen)) continue;
      error("behind the queue of listener " + net::format(config.listen) + " a " +
            std::string(format(rule_.action)) +
            " bounces to forged senders: quarantine, name other listeners, or say allow-bounces = true");
    }
  }

  void check_listener() {
    const auto* where = find(rule_.when, "listener");
    if (!where) return;
    const auto is_meant = [&](const ListenerConfig& config) { return names(*where, config.listen); };
    if (std::ranges::none_of(listeners_, is_meant))
      warn("there is no such listener: this rule never applies");
  }

  void check_circle() {
    const auto upstream = net::Endpoint::parse(rule_.upstream);
    if (!upstream) return;
    for (const auto& config : listeners_) {
      if (config.listen == *upstream) error("upstream: this is a listener: mail would go round in a circle");
    }
  }

  /// A condition on a check that is off never holds.
  void check_made() {
    for (const auto& condition : rule_.when) {
      const auto makes = [&](const ListenerConfig& config) { return is_made(condition.key, config.checks); };
      if (std::ranges::none_of(listeners_, makes)) {
        warn("the check behind '" + condition.key + "' is not made: this rule never applies");
      }
    }
  }

  /// Claims soften a reject; from what quarantines or defers they except nothing.
  void check_claims() {
    if (rule_.action != RuleAction::quarantine && rule_.action != RuleAction::defer) return;
    static constexpr std::array<std::string_view, 3> claims{"list-id", "x-aligned-from", "x-header-sanity"};
    const auto is_claim = [](const PolicyCondition& one) {
      return std::ranges::find(claims, one.key) != claims.end();
    };
    const auto* list = find(rule_.when, "list-id");
    const bool excepts_lists = list && list->values.front() == "false";
    const bool excepts_claims = !rule_.unless.empty() && std::ranges::all_of(rule_.unless, is_claim);
    if (excepts_lists || excepts_claims) {
      warn("anybody can write a header: it softens a reject, but makes no exception from a " +
           std::string(format(rule_.action)));
    }
  }

  const PolicyRule& rule_;
  const std::vector<ListenerConfig>& listeners_;
  Problems& problems_;
};

void check_settings(const BuiltConfig& built, std::size_t index, Problems& problems) {
  const auto& config = built.configuration.listeners[index];
  const auto here = "listener " + net::format(config.listen) + ": ";
  if (config.policy.preset != Preset::tag && !config.checks.dmarc) {
    add_warning(problems, built.origin_of(index, "policy-preset"),
                here + "the rules of " + std::string(format(config.policy.preset)) +
                    " ask for DMARC, which is not checked here");
  }
  if (config.policy.allow_bounces && config.queue == Queue::before) {
    add_warning(problems, built.origin_of(index, "allow-bounces"),
                here + "it means nothing before the queue");
  }
}

}  // namespace

void check_policy(const BuiltConfig& built, Problems& problems) {
  const auto& listeners = built.configuration.listeners;
  for (std::size_t index = 0; index < listeners.size(); ++index) check_settings(built, index, problems);
  if (listeners.empty()) return;
  for (const auto& rule : built.defaults.listener.policy.rules)
    RuleChecker(rule, listeners, problems).check();
}

}  // namespace postern

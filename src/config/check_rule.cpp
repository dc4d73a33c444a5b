#include "config/check_rule.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "config/check_facts.hpp"
#include "policy/keys.hpp"

// Rules hold at every listener, so what is wrong with one is said once, at its line; what is wrong at one
// listener only because of a setting that another one has is nothing to speak of.

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

class RuleChecker {
 public:
  RuleChecker(const PolicyRule& rule, const std::vector<ListenerConfig>& listeners, Problems& problems)
      : rule_(rule), listeners_(listeners), problems_(problems) {}

  void check() {
    check_bounces();
    check_listener();
    check_circle();
    check_name();
    check_known();
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

  /// What can be no listener's fact never holds, and excepts nobody.
  void check_known() {
    for (const auto& condition : rule_.when) {
      const auto* key = find_policy_key(condition.key);
      const bool asks_for_none = condition.values.front() == "false";
      if (!asks_for_none) check_known(condition, "this rule never applies");
      if (asks_for_none && key && key->excepts) check_known(condition, "this excepts nobody");
    }
    for (const auto& condition : rule_.unless) {
      if (condition.values.front() != "false") check_known(condition, "'unless' excepts nobody");
    }
  }

  void check_known(const PolicyCondition& condition, const std::string& consequence) {
    std::optional<std::string> why;
    for (const auto& config : listeners_) {
      why = never_known(condition.key, config);
      if (!why) return;
    }
    if (why) warn(*why + ": " + consequence);
  }

  /// The certificate of the rule's upstream is held to the name of the listener's.
  void check_name() {
    const auto upstream = net::Endpoint::parse(rule_.upstream);
    if (!upstream) return;
    const auto holds_to_another = [&](const ListenerConfig& config) {
      const auto& usual = config.upstream;
      return usual.tls == UpstreamTls::verify && !usual.tls_name.empty() &&
             usual.tls_name != upstream->host && may_apply_at(rule_, config.listen);
    };
    const auto found = std::ranges::find_if(listeners_, holds_to_another);
    if (found == listeners_.end()) return;
    warn("upstream: its certificate, too, must bear the name " + found->upstream.tls_name +
         " (upstream-tls-name), or each such message waits");
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

}  // namespace

void check_rule(const PolicyRule& rule, const std::vector<ListenerConfig>& listeners, Problems& problems) {
  RuleChecker(rule, listeners, problems).check();
}

}  // namespace postern

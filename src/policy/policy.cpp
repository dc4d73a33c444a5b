#include "policy/policy.hpp"

#include <algorithm>
#include <stdexcept>

#include "policy/deciding.hpp"
#include "policy/presets.hpp"

namespace postern {

namespace {

void add_rules(std::vector<Rule>& rules, std::vector<PolicyRule> written, bool is_preset) {
  for (auto& one : written) {
    const auto origin = format(one.origin);
    auto rule = Rule::make(std::move(one), is_preset);
    if (!rule) throw std::runtime_error(origin + ": " + rule.error());
    rules.push_back(std::move(*rule));
  }
}

}  // namespace

Policy::Policy(const ListenerConfig& config)
    : allow_(read_access_list(config.policy.allow, config.policy.allow_file)),
      deny_(read_access_list(config.policy.deny, config.policy.deny_file)),
      link_(config.policy.link),
      refusals_bounce_(config.queue == Queue::after && !config.policy.allow_bounces) {
  add_rules(rules_, config.policy.rules, false);
  add_rules(rules_, preset_rules(config.policy.preset), true);
}

std::shared_ptr<const Policy> Policy::make(const ListenerConfig& config) {
  return std::shared_ptr<const Policy>(new Policy(config));
}

Decision Policy::decide(const Verdict& verdict, const Circumstances& circumstances,
                        std::string_view recipient_domain) const {
  const MessageView message{.verdict = verdict,
                            .circumstances = circumstances,
                            .recipient_domain = recipient_domain,
                            .allowed = allow_.find(verdict, circumstances),
                            .denied = deny_.find(verdict, circumstances)};
  Deciding deciding(message, link_, refusals_bounce_);
  for (const auto& rule : rules_) {
    if (deciding.consider(rule)) break;
  }
  return deciding.finish();
}

bool Policy::may_differ(std::string_view domain, std::string_view other) const {
  return std::ranges::any_of(rules_, [&](const Rule& rule) { return rule.tells_apart(domain, other); });
}

std::vector<std::string> Policy::upstreams() const {
  std::vector<std::string> names;
  for (const auto& rule : rules_) {
    const auto& name = rule.written().upstream;
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

}  // namespace postern

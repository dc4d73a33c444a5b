#include "config/check_policy.hpp"

#include <algorithm>

#include "config/check_order.hpp"
#include "config/check_rule.hpp"

// Settings are spoken of at the listener that has them, rules at their line.

namespace postern {

namespace {

/// What a preset goes by and does not get; empty when it has all it needs.
std::string lacking(Preset preset, const CheckConfig& checks) {
  if (preset == Preset::tag) return "";
  if (!checks.dmarc) return "ask for DMARC, which is not checked here";
  const bool denies = std::ranges::find(checks.dns_lists, checks::DnsList::Kind::deny,
                                        &checks::DnsList::kind) != checks.dns_lists.end();
  const bool has_evidence = denies || (checks.iprev && checks.spf);
  if (preset == Preset::enforce && !has_evidence) {
    return "reject nothing that fails DMARC: for that they need iprev and spf, or a dns-list that denies";
  }
  if (preset == Preset::strict && !checks.list_id) {
    return "soften nothing for mailing lists: list-id is off";
  }
  return "";
}

void check_settings(const BuiltConfig& built, std::size_t index, Problems& problems) {
  const auto& config = built.configuration.listeners[index];
  const auto here = "listener " + net::format(config.listen) + ": ";
  const auto lack = lacking(config.policy.preset, config.checks);
  if (!lack.empty()) {
    add_warning(problems, built.origin_of(index, "policy-preset"),
                here + "the rules of " + std::string(format(config.policy.preset)) + " " + lack);
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
  const auto& rules = built.defaults.listener.policy.rules;
  for (const auto& rule : rules) check_rule(rule, listeners, problems);
  const auto has_preset = [](const ListenerConfig& config) { return config.policy.preset != Preset::tag; };
  check_order(rules, std::ranges::any_of(listeners, has_preset), problems);
}

}  // namespace postern

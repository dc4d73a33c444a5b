#include "config/check_order.hpp"

#include <algorithm>
#include <string_view>

// The first rule that decides ends the matter, so a rule without conditions is the last one. An accept on
// what anybody can claim decides only when no later rule does; which keys those are is said in
// docs/policy.md.

namespace postern {

namespace {

using Words = std::vector<std::string>;

bool decides(const PolicyRule& rule) {
  return rule.action != RuleAction::tag;
}

bool decides_everything(const PolicyRule& rule) {
  return decides(rule) && rule.when.empty() && rule.unless.empty();
}

const Words* values_of(const PolicyRule& rule, std::string_view key) {
  const auto found = std::ranges::find(rule.when, key, &PolicyCondition::key);
  return found == rule.when.end() ? nullptr : &found->values;
}

bool has(const Words& values, std::string_view value) {
  return std::ranges::find(values, value) != values.end();
}

/// Who is authenticated is no stranger, and the other way round.
bool contradicts_trust(const PolicyRule& rule) {
  const auto* authenticated = values_of(rule, "authenticated");
  const auto* trust = values_of(rule, "trust");
  if (!authenticated || !trust) return false;
  if (has(*authenticated, "true")) return !has(*trust, "authenticated");
  return *trust == Words{"authenticated"};
}

/// Without a policy there is none to ask for.
bool contradicts_dmarc(const PolicyRule& rule) {
  const auto* result = values_of(rule, "dmarc");
  if (!result || (!values_of(rule, "dmarc-policy") && !values_of(rule, "dmarc-alignment"))) return false;
  return std::ranges::all_of(*result, [](const auto& word) { return word == "none" || word == "permerror"; });
}

bool excepts_itself(const PolicyRule& rule) {
  const auto is_asked_for = [&rule](const PolicyCondition& one) {
    return std::ranges::find(rule.when, one) != rule.when.end();
  };
  return !rule.unless.empty() && std::ranges::all_of(rule.unless, is_asked_for);
}

bool is_claim(const PolicyCondition& one) {
  static const Words always{"x-aligned-from", "x-header-sanity"};
  static const Words when_it_passes{"iprev", "spf",   "spf-helo",    "dkim",
                                    "arc",   "x-ptr", "x-return-mx", "x-tls"};
  if (one.key == "list-id") return !has(one.values, "false");
  if (one.key == "tls") return has(one.values, "true");
  if (one.key == "sender-domain") return one.values == Words{"<>"};
  return has(always, one.key) || (has(when_it_passes, one.key) && one.values == Words{"pass"});
}

/// A condition by which somebody may vouch for the message.
bool may_vouch(const PolicyCondition& one) {
  static const Words names{"client-network", "helo", "sender-domain", "author-domain"};
  if (has(names, one.key)) return !is_claim(one);
  if (one.key == "dmarc" || one.key == "dnswl") return has(one.values, "pass");
  if (one.key == "trust") return one.values != Words{"stranger"};
  static const Words truths{"arc-trusted", "authenticated", "allowed"};
  return has(truths, one.key) && has(one.values, "true");
}

bool accepts_claims(const PolicyRule& rule) {
  return rule.action == RuleAction::accept && std::ranges::any_of(rule.when, is_claim) &&
         std::ranges::none_of(rule.when, may_vouch);
}

void check_conditions(const PolicyRule& rule, Problems& problems) {
  if (contradicts_trust(rule)) {
    add_warning(problems, rule.origin,
                "'authenticated' and 'trust' exclude each other: this rule never applies");
  }
  if (contradicts_dmarc(rule)) {
    add_warning(problems, rule.origin,
                "where 'dmarc' is none or permerror there is no policy: this rule never applies");
  }
  if (excepts_itself(rule)) {
    add_warning(problems, rule.origin, "'unless' excepts all that 'when' asks for: this rule never applies");
  }
}

}  // namespace

void check_order(const std::vector<PolicyRule>& rules, bool has_preset, Problems& problems) {
  const auto last = std::ranges::find_if(rules, decides_everything);
  for (auto rule = rules.begin(); rule != rules.end(); ++rule) {
    check_conditions(*rule, problems);
    if (last < rule) {
      add_warning(problems, rule->origin,
                  "the rule in line " + std::to_string(last->origin.line) +
                      " has no conditions and decides: this one is never looked at");
    }
    const bool is_followed = has_preset || std::any_of(rule + 1, rules.end(), decides);
    if (accepts_claims(*rule) && is_followed) {
      add_warning(problems, rule->origin,
                  "anybody can claim this: it softens what later rules reject, and accepts nothing that they "
                  "decide about");
    }
  }
  const bool refuses =
      last != rules.end() && (last->action == RuleAction::reject || last->action == RuleAction::defer);
  if (refuses && std::none_of(rules.begin(), last, decides)) {
    add_warning(problems, last->origin, "it has no conditions: every message is refused");
  }
}

}  // namespace postern

#include "policy/deciding.hpp"

#include <algorithm>

#include "policy/override.hpp"
#include "policy/reply.hpp"

// Rules are shown one after the other. What must be remembered on the way is what claims have done: an accept
// that rests on them does not decide, but every reject after it quarantines; and when no rule decides after
// all, it does. The same evidence says in the end why the message is not treated as its author's domain asks.

namespace postern {

namespace {

constexpr std::size_t max_field_body = 900;  // a line has 998 octets (RFC 5322 §2.1.1), and a name before it

bool is_harsh(RuleAction action) {
  using enum RuleAction;
  return action == quarantine || action == defer || action == reject;
}

}  // namespace

Deciding::Deciding(const MessageView& message, const std::string& link, bool refusals_bounce)
    : message_(message), link_(link), refusals_bounce_(refusals_bounce) {}

bool Deciding::consider(const Rule& rule) {
  using enum RuleMatch::Status;
  const auto match = rule.match(message_);
  const bool is_harsh_rule = is_harsh(rule.action());
  if (match.status == no || (match.status == held_up && !is_harsh_rule)) return false;
  if (match.status == excepted) {
    if (!is_harsh_rule) return false;
    is_excepted_ = true;
    add(match.exceptions);
    return false;
  }
  if (rule.action() == RuleAction::tag) return tag(rule, match), false;
  if (rule.action() == RuleAction::accept && rests_on_claims(match.evidence)) {
    if (!softened_by_) softened_by_ = &rule;
    softening_.insert(softening_.end(), match.evidence.begin(), match.evidence.end());
    add(match.evidence);
    return false;
  }
  decide(rule, match, softened_by_ || match.status == held_up);
  return true;
}

void Deciding::add(const std::vector<Evidence>& evidence) {
  heard_.insert(heard_.end(), evidence.begin(), evidence.end());
}

void Deciding::tag(const Rule& rule, const RuleMatch& match) {
  const auto values = values_for(rule, match.evidence);
  for (const auto& [name, body] : rule.fields()) {
    decision_.tags.push_back({.name = name, .body = body.fill(values).substr(0, max_field_body)});
  }
  decision_.tag_rules.push_back(rule.name());
}

TemplateValues Deciding::values_for(const Rule& rule, const std::vector<Evidence>& evidence) const {
  auto values = template_values(message_, link_);
  auto reason = rule.reason().empty() ? reason_of(message_, evidence) : rule.reason().fill(values);
  values["reason"] = reason.substr(0, max_reason_octets);
  return values;
}

Action Deciding::action_of(const Rule& rule, bool is_softened) const {
  using enum RuleAction;
  const bool must_not_bounce = refusals_bounce_ && rule.is_preset();
  switch (rule.action()) {
    case accept:
    case tag:
      return Action::accept;
    case quarantine:
      return Action::quarantine;
    case defer:
      return must_not_bounce ? Action::quarantine : Action::defer;
    case reject:
      return is_softened || must_not_bounce ? Action::quarantine : Action::reject;
  }
  return Action::accept;
}

void Deciding::decide(const Rule& rule, const RuleMatch& match, bool is_softened) {
  decided_by_ = &rule;
  decision_.action = action_of(rule, is_softened);
  decision_.rule = rule.name();
  const auto values = values_for(rule, match.evidence);
  decision_.reason = values.find("reason")->second;
  add(match.evidence);
  add(match.exceptions);
  if (match.status == RuleMatch::Status::held_up) {
    softening_.insert(softening_.end(), match.exceptions.begin(), match.exceptions.end());
  }
  if (is_softened && rule.action() == RuleAction::reject) decision_.reason += softening();
  const bool refuses = decision_.action == Action::reject || decision_.action == Action::defer;
  if (refuses) {
    decision_.reply = reply_of(rule, message_, match.evidence, values);
  } else {
    decision_.upstream = rule.written().upstream;
  }
}

std::string Deciding::softening() const {
  const auto is_claim = [](const Evidence& one) { return one.fact.weight == Weight::claimed; };
  const auto claim = std::ranges::find_if(softening_, is_claim);
  return claim == softening_.end() ? "" : "; not rejected because of " + in_words(*claim, message_);
}

Decision Deciding::finish() {
  if (!decided_by_ && softened_by_) {
    decide(*softened_by_, {.status = RuleMatch::Status::applies, .evidence = softening_, .exceptions = {}},
           true);
  }
  const bool had_a_say = decided_by_ || is_excepted_;
  if (had_a_say && overrides_dmarc(message_.verdict, decision_.action)) {
    decision_.override_reason = override_for(heard_, message_);
    for (const auto* rule : {softened_by_, decided_by_}) {
      if (rule && rule->written().override_reason) {
        decision_.override_reason->reason = *rule->written().override_reason;
      }
    }
  }
  return std::move(decision_);
}

}  // namespace postern

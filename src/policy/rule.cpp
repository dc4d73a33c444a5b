#include "policy/rule.hpp"

#include <algorithm>
#include <filesystem>

#include "base/ascii.hpp"
#include "config/nearest.hpp"
#include "net/endpoint.hpp"
#include "policy/field_name.hpp"

namespace postern {

namespace {

using base::Unexpected;

/// What of a rule goes with what it does.
std::optional<std::string> misfit(const PolicyRule& rule) {
  using enum RuleAction;
  const bool is_tag = rule.action == tag;
  const bool refuses = rule.action == reject || rule.action == defer;
  if (is_tag && rule.fields.empty()) return "a tag rule needs add-field";
  if (!is_tag && !rule.fields.empty()) return "add-field: only a tag rule adds fields; write one before it";
  if (!rule.reply.empty() && !refuses) return "reply: only reject and defer answer";
  if (!rule.upstream.empty() && (is_tag || refuses)) {
    return "upstream: only accept and quarantine send a message on";
  }
  if (is_tag && rule.override_reason) return "override-reason: a tag rule overrides nothing";
  return std::nullopt;
}

base::Result<std::vector<Condition>, std::string> make_conditions(
    const std::vector<PolicyCondition>& written) {
  std::vector<Condition> conditions;
  for (const auto& one : written) {
    auto condition = Condition::make(one);
    if (!condition) return Unexpected{condition.error()};
    conditions.push_back(std::move(*condition));
  }
  return conditions;
}

}  // namespace

bool rests_on_claims(const std::vector<Evidence>& evidence) {
  const auto has = [&evidence](Weight weight) {
    return std::ranges::any_of(evidence, [weight](const Evidence& one) { return one.fact.weight == weight; });
  };
  return has(Weight::claimed) && !has(Weight::verified);
}

base::Result<Rule, std::string> Rule::make(PolicyRule written, bool is_preset) {
  if (auto wrong = misfit(written)) return Unexpected{std::move(*wrong)};
  Rule rule(std::move(written), is_preset);
  auto when = make_conditions(rule.written_.when);
  if (!when) return Unexpected{when.error()};
  rule.when_ = std::move(*when);
  auto unless = make_conditions(rule.written_.unless);
  if (!unless) return Unexpected{unless.error()};
  rule.unless_ = std::move(*unless);
  if (!rule.written_.reply.empty()) {
    auto reply = parse_reply_template(rule.written_.reply, rule.action());
    if (!reply) return Unexpected{"reply: " + reply.error()};
    rule.reply_ = std::move(*reply);
  }
  auto reason = Template::parse(rule.written_.reason);
  if (!reason) return Unexpected{"reason: " + reason.error()};
  if (reason->names("reason")) return Unexpected{std::string("reason: {reason} would be in itself")};
  rule.reason_ = std::move(*reason);
  for (const auto& field : rule.written_.fields) {
    if (const auto wrong = problem_with_field_name(field.name)) return Unexpected{"add-field: " + *wrong};
    auto body = Template::parse(field.body);
    if (!body) return Unexpected{"add-field: " + body.error()};
    rule.fields_.emplace_back(field.name, std::move(*body));
  }
  if (!rule.written_.upstream.empty() && !net::Endpoint::parse(rule.written_.upstream)) {
    return Unexpected{"upstream: '" + base::escape_controls(rule.written_.upstream) +
                      "' is not valid: give HOST:PORT, [IPV6]:PORT or unix:/PATH"};
  }
  return rule;
}

std::string Rule::name() const {
  const auto& origin = written_.origin;
  return std::filesystem::path(origin.source).filename().string() + ":" + std::to_string(origin.line);
}

RuleMatch Rule::match(const MessageView& message) const {
  RuleMatch found;
  for (const auto& condition : when_) {
    if (auto fact = condition.match(message)) {
      found.evidence.push_back({&condition.key(), std::move(*fact)});
    } else if (auto exception = condition.exception(message)) {
      found.exceptions.push_back({&condition.key(), std::move(*exception)});
    } else {
      return {};
    }
  }
  using enum RuleMatch::Status;
  // One exception that nobody need believe is enough to let go of the rule.
  const auto is_claimed = [](const Evidence& one) { return one.fact.weight == Weight::claimed; };
  found.status = found.exceptions.empty()                            ? applies
                 : std::ranges::all_of(found.exceptions, is_claimed) ? held_up
                                                                     : excepted;
  const auto unless = match_unless(message);
  if (!unless || found.status == excepted) return found;
  found.status = rests_on_claims(*unless) ? held_up : excepted;
  found.exceptions.insert(found.exceptions.end(), unless->begin(), unless->end());
  return found;
}

std::optional<std::vector<Evidence>> Rule::match_unless(const MessageView& message) const {
  if (unless_.empty()) return std::nullopt;
  std::vector<Evidence> evidence;
  for (const auto& condition : unless_) {
    auto fact = condition.match(message);
    if (!fact) return std::nullopt;
    evidence.push_back({&condition.key(), std::move(*fact)});
  }
  return evidence;
}

bool Rule::tells_apart(std::string_view domain, std::string_view other) const {
  const auto differ = [&](const Condition& condition) {
    return condition.key().name == "recipient-domain" &&
           condition.admits({std::string(domain)}) != condition.admits({std::string(other)});
  };
  if (std::ranges::any_of(when_, differ) || std::ranges::any_of(unless_, differ)) return true;
  const auto writes = [](const Template& text) { return text.names("recipient-domain"); };
  const bool is_written =
      writes(reply_.text) || writes(reason_) ||
      std::ranges::any_of(fields_, [&](const auto& field) { return writes(field.second); });
  return is_written && domain != other;
}

}  // namespace postern

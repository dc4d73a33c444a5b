#pragma once

#include <string>
#include <vector>

#include "policy/decision.hpp"
#include "policy/rule.hpp"

namespace postern {

/// A decision in the making: is shown the rules in their order until one decides.
class Deciding {
 public:
  /// `link` is for refusals; `refusals_bounce`: presets quarantine instead. What is passed by reference
  /// outlives it.
  Deciding(const MessageView& message, const std::string& link, bool refusals_bounce);

  /// Whether the rule decides; no more are to be shown then.
  bool consider(const Rule& rule);
  Decision finish();

 private:
  void tag(const Rule& rule, const RuleMatch& match);
  void decide(const Rule& rule, const RuleMatch& match, bool is_softened);
  Action action_of(const Rule& rule, bool is_softened) const;
  TemplateValues values_for(const Rule& rule, const std::vector<Evidence>& evidence) const;
  std::string softening() const;
  void add(const std::vector<Evidence>& evidence);

  const MessageView& message_;
  const std::string& link_;
  bool refusals_bounce_;
  Decision decision_;
  const Rule* decided_by_ = nullptr;
  const Rule* softened_by_ = nullptr;  // an accept that rests on claims
  std::vector<Evidence> softening_;    // those claims, and those that hold up a reject
  std::vector<Evidence> heard_;        // all that spoke for or against the message
  bool is_excepted_ = false;           // from a rule that would have done something to it
};

}  // namespace postern

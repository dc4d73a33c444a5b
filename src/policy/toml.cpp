#include "policy/toml.hpp"

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"
#include "config/nearest.hpp"
#include "config/option.hpp"
#include "policy/rule.hpp"
#include "policy/toml_conditions.hpp"

// This reader knows which words a rule is made of and of which TOML types they are; what conditions and texts
// mean is asked of those who use them (Condition, Template, Rule), so that there is one grammar of each. A
// rule with a mistake is left out; that is for the caller to see from the problems.

namespace postern {

namespace {

using Strings = std::vector<std::string>;

std::string did_you_mean(std::string_view word, const Strings& known) {
  const auto meant = nearest(word, known);
  return meant ? "; did you mean '" + *meant + "'?" : "";
}

std::string no_such(std::string_view what, std::string_view word, const Strings& known) {
  return "there is no " + std::string(what) + " '" + base::escape_controls(word) + "'" +
         did_you_mean(word, known);
}

class RuleReader {
 public:
  explicit RuleReader(const TomlReading& reading) : reading_(reading) {}

  std::vector<PolicyRule> read(const toml::node& policy) {
    const auto* table = policy.as_table();
    if (!table)
      return reading_.fail(policy, "policy: begin each rule with the line [[policy.rule]]"), Rules();
    Rules rules;
    for (const auto& [key, node] : *table) {
      if (key.str() == "rule") {
        rules = read_rules(node);
      } else {
        reading_.fail(key, no_such_policy_setting(key.str()));
      }
    }
    return rules;
  }

 private:
  using Rules = std::vector<PolicyRule>;

  static std::string no_such_policy_setting(std::string_view key) {
    for (const auto& name : {"policy-" + std::string(key), std::string(key)}) {
      if (find_option(name)) return "'" + name + "' is a setting: write it above all tables";
    }
    return no_such("table in policy", key, {"rule"});
  }

  Rules read_rules(const toml::node& node) {
    const auto* tables = node.as_array();
    if (!tables || !tables->is_homogeneous<toml::table>()) {
      return reading_.fail(node, "policy.rule: begin each rule with the line [[policy.rule]]"), Rules();
    }
    Rules rules;
    for (const auto& element : *tables) {
      const auto before = reading_.problems.size();
      auto rule = read_rule(*element.as_table());
      if (reading_.problems.size() == before) rules.push_back(std::move(rule));
    }
    return rules;
  }

  PolicyRule read_rule(const toml::table& table) {
    PolicyRule rule;
    rule.origin = reading_.origin_of(table.source());
    const auto before = reading_.problems.size();
    bool says_action = false;
    for (const auto& [key, node] : table) {
      says_action = says_action || key.str() == "action";
      read_part(rule, key, node);
    }
    if (!says_action) add_error(reading_.problems, rule.origin, "this rule has no action");
    if (reading_.problems.size() != before) return rule;
    const auto checked = Rule::make(rule, false);
    if (!checked) add_error(reading_.problems, rule.origin, checked.error());
    return rule;
  }

  void read_part(PolicyRule& rule, const toml::key& key, const toml::node& node) {
    static const Strings known{"when",   "unless",    "action",          "reply",
                               "reason", "add-field", "override-reason", "upstream"};
    const auto name = key.str();
    if (name == "when") return void(rule.when = read_conditions(node, "when", reading_));
    if (name == "unless") return void(rule.unless = read_conditions(node, "unless", reading_));
    if (name == "action") return read_action(node, rule.action);
    if (name == "reply") return read_text(node, "reply", rule.reply);
    if (name == "reason") return read_text(node, "reason", rule.reason);
    if (name == "add-field") return read_fields(node, rule.fields);
    if (name == "override-reason") return read_override_reason(node, rule.override_reason);
    if (name == "upstream") return read_text(node, "upstream", rule.upstream);
    reading_.fail(key, no_such("key of a rule", name, known));
  }

  void read_action(const toml::node& node, RuleAction& action) {
    using enum RuleAction;
    read_word(node, "action", {accept, tag, quarantine, defer, reject}, action);
  }

  void read_override_reason(const toml::node& node, std::optional<OverrideReason>& reason) {
    using enum OverrideReason;
    read_word(node, "override-reason", {local_policy, mailing_list, trusted_forwarder, other}, reason);
  }

  /// One of the words of an enumeration.
  template <class Value>
  void read_word(const toml::node& node, const std::string& part, std::initializer_list<Value> values,
                 auto& into) {
    Strings words;
    std::string expected;
    const auto* text = node.as_string();
    for (const auto value : values) {
      if (text && format(value) == text->get()) return void(into = value);
      expected += (words.empty() ? "" : words.size() + 1 == values.size() ? " or " : ", ");
      expected += words.emplace_back(format(value));
    }
    reading_.fail(
        node, part + ": give " + expected + ", in quotes" + (text ? did_you_mean(text->get(), words) : ""));
  }

  void read_text(const toml::node& node, std::string_view part, std::string& into) {
    const auto* text = node.as_string();
    if (!text || text->get().empty())
      return reading_.fail(node, std::string(part) + ": give a text in quotes");
    if (text->get().size() > max_template_octets) {
      return reading_.fail(node, std::string(part) + ": this is longer than " +
                                     std::to_string(max_template_octets) + " characters");
    }
    into = text->get();
  }

  void read_fields(const toml::node& node, std::vector<TagField>& fields) {
    if (const auto* array = node.as_array()) {
      for (const auto& element : *array) read_field(element, fields);
    } else {
      read_field(node, fields);
    }
  }

  void read_field(const toml::node& node, std::vector<TagField>& fields) {
    std::string text;
    const auto before = reading_.problems.size();
    read_text(node, "add-field", text);
    if (reading_.problems.size() != before) return;
    const auto colon = text.find(':');
    const auto body = base::trim(std::string_view(text).substr(std::min(text.size(), colon + 1)));
    if (colon == text.npos || body.empty()) {
      return reading_.fail(node, "add-field: give the name of a field, a colon, and a text");
    }
    fields.push_back({.name = text.substr(0, colon), .body = std::string(body)});
  }

  TomlReading reading_;
};

}  // namespace

std::vector<PolicyRule> read_policy_rules(const toml::node& policy, const std::string& source,
                                          Problems& problems) {
  return RuleReader({.source = source, .problems = problems}).read(policy);
}

}  // namespace postern

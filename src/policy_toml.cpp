#include "policy_toml.hpp"

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"
#include "config_nearest.hpp"
#include "config_option.hpp"
#include "policy_rule.hpp"

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
  RuleReader(const std::string& source, Problems& problems) : source_(source), problems_(problems) {}

  std::vector<PolicyRule> read(const toml::node& policy) {
    const auto* table = policy.as_table();
    if (!table) return fail(policy, "policy: begin each rule with the line [[policy.rule]]"), Rules();
    Rules rules;
    for (const auto& [key, node] : *table) {
      if (key.str() == "rule") {
        rules = read_rules(node);
      } else {
        fail(key, no_such_policy_setting(key.str()));
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
      return fail(node, "policy.rule: begin each rule with the line [[policy.rule]]"), Rules();
    }
    Rules rules;
    for (const auto& element : *tables) {
      const auto before = problems_.size();
      auto rule = read_rule(*element.as_table());
      if (problems_.size() == before) rules.push_back(std::move(rule));
    }
    return rules;
  }

  PolicyRule read_rule(const toml::table& table) {
    PolicyRule rule;
    rule.origin = origin_of(table.source());
    const auto before = problems_.size();
    bool says_action = false;
    for (const auto& [key, node] : table) {
      says_action = says_action || key.str() == "action";
      read_part(rule, key, node);
    }
    if (!says_action) add_error(problems_, rule.origin, "this rule has no action");
    if (problems_.size() != before) return rule;
    const auto checked = Rule::make(rule, false);
    if (!checked) add_error(problems_, rule.origin, checked.error());
    return rule;
  }

  void read_part(PolicyRule& rule, const toml::key& key, const toml::node& node) {
    static const Strings known{"when",   "unless",    "action",          "reply",
                               "reason", "add-field", "override-reason", "upstream"};
    const auto name = key.str();
    if (name == "when") return read_conditions(node, "when", rule.when);
    if (name == "unless") return read_conditions(node, "unless", rule.unless);
    if (name == "action") return read_action(node, rule);
    if (name == "reply") return read_text(node, "reply", rule.reply);
    if (name == "reason") return read_text(node, "reason", rule.reason);
    if (name == "add-field") return read_fields(node, rule.fields);
    if (name == "override-reason") return read_override_reason(node, rule);
    if (name == "upstream") return read_text(node, "upstream", rule.upstream);
    fail(key, no_such("key of a rule", name, known));
  }

  void read_conditions(const toml::node& node, std::string_view part, std::vector<PolicyCondition>& into) {
    const auto* table = node.as_table();
    if (!table) return fail(node, std::string(part) + ": give { KEY = VALUE, ... }");
    for (const auto& [key, value] : *table) {
      PolicyCondition condition{.key = std::string(key.str()), .values = {}};
      const auto* known = find_policy_key(condition.key);
      if (known && !read_values(*known, value, condition.values)) {
        fail(value, condition.key + ": " + shape_of(*known));
        continue;
      }
      const auto checked = Condition::make(condition);
      if (!checked) known ? fail(value, checked.error()) : fail(key, checked.error());
      into.push_back(std::move(condition));
    }
    // toml++ keeps keys by the alphabet; what is printed again and reasoned in words has the author's order.
    order_as_written(*table, into);
  }

  static void order_as_written(const toml::table& table, std::vector<PolicyCondition>& conditions) {
    const auto place = [&table](const PolicyCondition& condition) {
      const auto begin = table.find(condition.key)->second.source().begin;
      return std::pair(begin.line, begin.column);
    };
    std::ranges::stable_sort(conditions, {}, place);
  }

  static std::string shape_of(const PolicyKey& key) {
    using enum PolicyKey::Kind;
    switch (key.kind) {
      case boolean:
        return "give true or false, without quotes";
      case list:
        return "give true or false without quotes, or identifiers in quotes";
      case word:
      case domain:
      case network:
      case listener:
        return "give a text in quotes, or several as [..., ...]";
    }
    return "";
  }

  /// False when the values have not the type that the key wants.
  static bool read_values(const PolicyKey& key, const toml::node& node, Strings& values) {
    const bool may_be_truth = key.kind == PolicyKey::Kind::boolean || key.kind == PolicyKey::Kind::list;
    const bool may_be_text = key.kind != PolicyKey::Kind::boolean;
    if (const auto* truth = node.as_boolean(); truth && may_be_truth) {
      values.emplace_back(truth->get() ? "true" : "false");
      return true;
    }
    if (const auto* text = node.as_string(); text && may_be_text) {
      values.push_back(text->get());
      return !may_be_truth || (text->get() != "true" && text->get() != "false");
    }
    const auto* array = node.as_array();
    if (!array || !may_be_text) return false;
    return std::ranges::all_of(*array, [&](const toml::node& element) {
      return element.is_string() && read_values(key, element, values);
    });
  }

  void read_action(const toml::node& node, PolicyRule& rule) {
    using enum RuleAction;
    Strings words;
    const auto* text = node.as_string();
    for (const auto action : {accept, tag, quarantine, defer, reject}) {
      if (text && format(action) == text->get()) return void(rule.action = action);
      words.emplace_back(format(action));
    }
    fail(node, "action: give accept, tag, quarantine, defer or reject, in quotes" +
                   (text ? did_you_mean(text->get(), words) : ""));
  }

  void read_override_reason(const toml::node& node, PolicyRule& rule) {
    using enum OverrideReason;
    Strings words;
    const auto* text = node.as_string();
    for (const auto reason : {local_policy, mailing_list, trusted_forwarder, other}) {
      if (text && format(reason) == text->get()) return void(rule.override_reason = reason);
      words.emplace_back(format(reason));
    }
    fail(node, "override-reason: give local_policy, mailing_list, trusted_forwarder or other, in quotes" +
                   (text ? did_you_mean(text->get(), words) : ""));
  }

  void read_text(const toml::node& node, std::string_view part, std::string& into) {
    const auto* text = node.as_string();
    if (!text || text->get().empty()) return fail(node, std::string(part) + ": give a text in quotes");
    if (text->get().size() > max_template_octets) {
      return fail(node, std::string(part) + ": this is longer than " + std::to_string(max_template_octets) +
                            " characters");
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
    const auto before = problems_.size();
    read_text(node, "add-field", text);
    if (problems_.size() != before) return;
    const auto colon = text.find(':');
    const auto body = base::trim(std::string_view(text).substr(std::min(text.size(), colon + 1)));
    if (colon == text.npos || body.empty()) {
      return fail(node, "add-field: give the name of a field, a colon, and a text");
    }
    fields.push_back({.name = text.substr(0, colon), .body = std::string(body)});
  }

  void fail(const auto& where, std::string text) {
    add_error(problems_, origin_of(where.source()), std::move(text));
  }

  Origin origin_of(const toml::source_region& region) const {
    return {.source = source_, .line = region.begin.line, .column = region.begin.column};
  }

  const std::string& source_;
  Problems& problems_;
};

}  // namespace

std::vector<PolicyRule> read_policy_rules(const toml::node& policy, const std::string& source,
                                          Problems& problems) {
  return RuleReader(source, problems).read(policy);
}

}  // namespace postern

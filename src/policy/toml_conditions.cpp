#include "policy/toml_conditions.hpp"

#include <algorithm>
#include <utility>

#include "policy/condition.hpp"

namespace postern {

namespace {

std::string shape_of(const PolicyKey& key) {
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
bool read_values(const PolicyKey& key, const toml::node& node, std::vector<std::string>& values) {
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

/// toml++ keeps keys by the alphabet; reasons and what is shown again have the author's order.
void order_as_written(const toml::table& table, std::vector<PolicyCondition>& conditions) {
  const auto place = [&table](const PolicyCondition& condition) {
    const auto begin = table.find(condition.key)->second.source().begin;
    return std::pair(begin.line, begin.column);
  };
  std::ranges::stable_sort(conditions, {}, place);
}

}  // namespace

std::vector<PolicyCondition> read_conditions(const toml::node& node, std::string_view part,
                                             const TomlReading& reading) {
  std::vector<PolicyCondition> conditions;
  const auto* table = node.as_table();
  if (!table) return reading.fail(node, std::string(part) + ": give { KEY = VALUE, ... }"), conditions;
  for (const auto& [key, value] : *table) {
    PolicyCondition condition{.key = std::string(key.str()), .values = {}};
    const auto* known = find_policy_key(condition.key);
    if (known && !read_values(*known, value, condition.values)) {
      reading.fail(value, condition.key + ": " + shape_of(*known));
      continue;
    }
    const auto checked = Condition::make(condition);
    if (!checked) known ? reading.fail(value, checked.error()) : reading.fail(key, checked.error());
    conditions.push_back(std::move(condition));
  }
  order_as_written(*table, conditions);
  return conditions;
}

}  // namespace postern

#include "policy/show.hpp"

#include "base/ascii.hpp"
#include "config/toml_quote.hpp"
#include "policy/presets.hpp"

namespace postern {

namespace {

std::string value(const std::string& text) {
  return text == "true" || text == "false" ? text : toml_quote(text);
}

std::string values(const std::vector<std::string>& texts) {
  if (texts.size() == 1) return value(texts.front());
  std::string list;
  for (const auto& text : texts) list += (list.empty() ? "" : ", ") + value(text);
  return "[" + list + "]";
}

std::string line(std::string_view name, const std::string& value) {
  return std::string(name) + " = " + value + "\n";
}

std::string conditions(std::string_view name, const std::vector<PolicyCondition>& conditions) {
  if (conditions.empty()) return "";
  std::string table;
  for (const auto& one : conditions)
    table += (table.empty() ? "" : ", ") + one.key + " = " + values(one.values);
  return line(name, "{ " + table + " }");
}

std::string text(std::string_view name, std::string_view text) {
  return text.empty() ? "" : line(name, toml_quote(text));
}

std::string fields(const std::vector<TagField>& fields) {
  if (fields.empty()) return "";
  std::vector<std::string> texts;
  for (const auto& field : fields) texts.push_back(field.name + ": " + field.body);
  return line("add-field", values(texts));
}

std::string show(const PolicyRule& rule) {
  const auto override_reason = rule.override_reason ? format(*rule.override_reason) : "";
  return "\n[[policy.rule]]\n" + conditions("when", rule.when) + conditions("unless", rule.unless) +
         text("action", format(rule.action)) + text("reply", rule.reply) + text("reason", rule.reason) +
         fields(rule.fields) + text("override-reason", override_reason) + text("upstream", rule.upstream);
}

}  // namespace

std::string show_rules(std::span<const PolicyRule> rules) {
  std::string text;
  for (const auto& rule : rules) text += show(rule);
  return text;
}

std::string show_preset(Preset preset) {
  const auto rules = preset_text(preset);
  if (rules.empty()) return "";
  std::string text = "\n# Then the rules of the preset " + std::string(format(preset)) + ":\n#\n";
  for (const auto line : base::split(rules.substr(0, rules.size() - 1), '\n')) {
    text += line.empty() ? "#\n" : "# " + std::string(line) + "\n";
  }
  return text;
}

}  // namespace postern

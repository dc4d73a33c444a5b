#include "config/show.hpp"

#include <set>

#include "config/toml_quote.hpp"
#include "policy/show.hpp"

namespace postern {

namespace {

std::string literal(const Option& option, const std::string& value) {
  return option.kind == Kind::number || option.kind == Kind::boolean ? value : toml_quote(value);
}

std::string list(const Option& option, const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "" : ", ") + literal(option, value);
  return "[" + text + "]";
}

/// Nothing for a setting that has no value, such as a file that is not used.
std::string line(const Option& option, const Draft& draft) {
  const auto values = option.get(draft);
  if (option.is_list) return option.name + " = " + list(option, values) + "\n";
  if (values.front().empty()) return "";
  return option.name + " = " + literal(option, values.front()) + "\n";
}

std::string lines(const Draft& draft, bool of_process) {
  std::string text;
  for (const auto& option : options()) {
    if (option.is_of_process == of_process) text += line(option, draft);
  }
  return text;
}

}  // namespace

std::string show_config(const BuiltConfig& built) {
  const auto& configuration = built.configuration;
  std::string text = lines(built.defaults, true);
  const auto rules = show_rules(built.defaults.listener.policy.rules);
  if (configuration.listeners.empty()) {
    return text + lines(built.defaults, false) + rules + show_preset(built.defaults.listener.policy.preset);
  }
  std::set<Preset> presets;
  for (const auto& config : configuration.listeners) {
    text += "\n[[listener]]\n" + lines({.process = {}, .listener = config, .listen = {config.listen}}, false);
    presets.insert(config.policy.preset);
  }
  text += rules;
  for (const auto preset : presets) text += show_preset(preset);
  return text;
}

}  // namespace postern

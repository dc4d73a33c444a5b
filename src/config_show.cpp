#include "config_show.hpp"

#include "base/ascii.hpp"

namespace postern {

namespace {

/// A basic string of TOML: what must be escaped there is the quote, the backslash, and controls.
std::string quote(const std::string& text) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    if (base::is_control(c)) {
      quoted += std::string("\\u00") + digits[static_cast<unsigned char>(c) >> 4] + digits[c & 15];
    } else {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string literal(const Option& option, const std::string& value) {
  return option.kind == Kind::number || option.kind == Kind::boolean ? value : quote(value);
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
  if (configuration.listeners.empty()) return text + lines(built.defaults, false);
  for (const auto& config : configuration.listeners) {
    text += "\n[[listener]]\n" + lines({.process = {}, .listener = config, .listen = {config.listen}}, false);
  }
  return text;
}

}  // namespace postern

#include "cli/setting_flags.hpp"

#include <unistd.h>

#include <cstdlib>

#include "base/ascii.hpp"

namespace postern {

namespace {

/// The variables of this process.
std::vector<const char*> environment() {
  std::vector<const char*> variables;
  for (char** variable = environ; *variable; ++variable) variables.push_back(*variable);
  return variables;
}

void define_setting(CLI::App& app, const Option& option, std::vector<std::string>& values) {
  const auto otherwise = option.default_text.empty() ? "" : "; default: " + option.default_text;
  if (option.kind == Kind::boolean) {
    const bool is_on = option.default_text == "true";
    app.add_flag(flag_of(option), values, option.help + (is_on ? otherwise : ""))
        ->group(option.group)
        ->type_name(option.placeholder);
    return;
  }
  auto* flag = app.add_option(flag_of(option), values, option.help + otherwise)
                   ->group(option.group)
                   ->type_name(option.placeholder)
                   ->allow_extra_args(false);
  if (option.is_list) {
    flag->delimiter(',');
  } else {
    // That it is given twice is for sources() to say.
    flag->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
}

}  // namespace

void SettingFlags::define(CLI::App& app) {
  app.add_option("--config", option_file_, "a TOML file with these settings, and [[listener]] tables")
      ->type_name("FILE");
  for (const auto& option : options()) define_setting(app, option, values_[&option]);
}

void SettingFlags::define_file_argument(CLI::App& app) {
  app.add_option("file", argument_file_, "the file; the same as --config")->type_name("FILE");
}

std::string SettingFlags::legend() {
  return "Values:\n"
         "  ENDPOINT  HOST:PORT, [IPV6]:PORT or unix:/PATH; *:PORT to listen at every address\n"
         "  NETWORK   an address, or a network such as 192.0.2.0/24\n"
         "  TIME      seconds, or a number with a unit: 90s, 5m, 2h, 1d\n"
         "  SIZE      octets, or a number with a unit: 64K, 100M, 2G\n\n"
         "An option that ends in ... is a list: give it several times, or its values with commas between. An "
         "option without a value is a switch: --dkim=false turns it off.";
}

std::string SettingFlags::file(Problems& problems) const {
  const auto* variable = std::getenv("POSTERN_CONFIG");
  if (variable && !*variable) {
    add_error(problems, {"POSTERN_CONFIG"}, "this variable is empty: give a path, or unset it");
  }
  if (!option_file_.empty() && !argument_file_.empty()) {
    add_error(problems, {"--config"}, "a file is given already: " + base::escape_controls(argument_file_));
  }
  if (!argument_file_.empty()) return argument_file_;
  return option_file_.empty() && variable ? variable : option_file_;
}

ConfigSources SettingFlags::sources(Problems& problems) const {
  ConfigSources sources{.file = file(problems), .given = read_environment(environment(), problems)};
  for (const auto& option : options()) {
    const auto& values = values_.at(&option);
    if (values.empty()) continue;
    if (values.size() > 1 && !option.is_list) {
      add_error(problems, {flag_of(option)}, "it is given more than once");
    } else {
      assign(sources.given, {&option, values, {flag_of(option)}}, problems);
    }
  }
  return sources;
}

}  // namespace postern

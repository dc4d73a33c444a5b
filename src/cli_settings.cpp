#include "cli_settings.hpp"

#include <unistd.h>

#include <cstdlib>

namespace postern {

namespace {

/// The variables of this process.
std::vector<const char*> environment() {
  std::vector<const char*> variables;
  for (char** variable = environ; *variable; ++variable) variables.push_back(*variable);
  return variables;
}

std::string type_of(const Option& option) {
  switch (option.kind) {
    case Kind::number:
      return "NUMBER";
    case Kind::duration:
      return "TIME";
    case Kind::size:
      return "SIZE";
    case Kind::text:
    case Kind::boolean:
      break;
  }
  return "VALUE";
}

void define_setting(CLI::App& app, const Option& option, std::vector<std::string>& values) {
  if (option.kind == Kind::boolean) {
    app.add_flag(flag_of(option), values, option.help)->group(option.group);
    return;
  }
  const auto otherwise = option.default_text.empty() ? "" : "; default: " + option.default_text;
  auto* flag = app.add_option(flag_of(option), values, option.help + otherwise)
                   ->group(option.group)
                   ->type_name(type_of(option))
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
  app.add_option("--config", file_, "a TOML file with these settings, and [[listener]] tables")
      ->type_name("FILE");
  for (const auto& option : options()) define_setting(app, option, values_[&option]);
}

ConfigSources SettingFlags::sources(Problems& problems) const {
  const auto* variable = std::getenv("POSTERN_CONFIG");
  ConfigSources sources{.file = file_.empty() && variable ? variable : file_,
                        .given = read_environment(environment(), problems)};
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

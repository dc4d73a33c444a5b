#include "config/source.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "config/nearest.hpp"

namespace postern {

namespace {

constexpr std::string_view prefix = "POSTERN_";
constexpr std::string_view config_variable = "POSTERN_CONFIG";

/// Lists stand in variables with commas between.
std::vector<std::string> values_of(const Option& option, std::string_view text) {
  if (!option.is_list) return {std::string(text)};
  std::vector<std::string> values;
  for (const auto piece : base::split(text, ',')) values.emplace_back(base::trim(piece));
  return values;
}

std::vector<std::string> variable_names() {
  std::vector<std::string> names{std::string(config_variable)};
  for (const auto& option : options()) names.push_back(variable_of(option));
  return names;
}

void complain_of_variable(const std::string& name, Problems& problems) {
  // The prefix is right already: what counts is the rest.
  auto names = variable_names();
  for (auto& known : names) known.erase(0, prefix.size());
  const auto meant = nearest(std::string_view(name).substr(prefix.size()), names);
  if (!meant) return add_warning(problems, {name}, "this variable is no setting and means nothing");
  add_error(problems, {name},
            "there is no such variable; did you mean " + std::string(prefix) + *meant + "?");
}

}  // namespace

std::string no_such_setting(std::string_view name) {
  const auto meant = nearest(name, option_names());
  return "there is no setting '" + base::escape_controls(name) + "'" +
         (meant ? "; did you mean '" + *meant + "'?" : "");
}

void assign(std::vector<Assignment>& to, Assignment assignment, Problems& problems) {
  const auto& option = *assignment.option;
  const bool is_none = option.may_be_none && assignment.values == std::vector<std::string>{"none"};
  if (is_none) assignment.values.clear();
  if (option.needs_value && assignment.values.empty()) {
    return add_error(problems, assignment.origin,
                     option.name + ": this list is empty: give " + option.expects);
  }
  const auto wrong = std::ranges::find_if_not(assignment.values, option.accepts);
  if (wrong != assignment.values.end()) {
    const auto name = assignment.origin.line == 0 ? "" : option.name + ": ";
    return add_error(problems, assignment.origin,
                     name + "'" + base::escape_controls(*wrong) + "' is not valid: give " + option.expects);
  }
  to.push_back(std::move(assignment));
}

std::vector<Assignment> read_environment(std::span<const char* const> environment, Problems& problems) {
  std::vector<Assignment> assignments;
  for (const std::string_view variable : environment) {
    if (!variable.starts_with(prefix)) continue;
    const auto equals = variable.find('=');
    const std::string name(variable.substr(0, equals));
    if (name == config_variable || equals == variable.npos) continue;
    const auto option = std::ranges::find(options(), name, variable_of);
    const auto value = variable.substr(equals + 1);
    if (option == options().end()) {
      complain_of_variable(name, problems);
    } else if (value.empty()) {
      add_error(problems, {name}, "this variable is empty: give " + option->expects + ", or unset it");
    } else {
      assign(assignments, {&*option, values_of(*option, value), {name}}, problems);
    }
  }
  return assignments;
}

}  // namespace postern

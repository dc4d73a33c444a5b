#include "cli/outline_of_app.hpp"

#include <algorithm>

#include "base/ascii.hpp"

// CLI11 tells the type of an option and the names of its validators in one text, with colons between:
// "TEXT:FILE" has a type that it guessed and a validator that knows better, "FILE:FILE" both from us.

namespace postern {

namespace {

constexpr std::size_t column = 30;
constexpr std::size_t line_length = 100;

/// "{a,b}", which is how IsMember calls itself, as "a|b".
std::string as_choice(std::string set) {
  set = set.substr(1, set.size() - 2);
  std::ranges::replace(set, ',', '|');
  return set;
}

std::string value_of(std::string type) {
  if (type.starts_with("TEXT:")) type.erase(0, 5);
  if (type.starts_with('{') && type.ends_with('}')) return as_choice(type);
  const auto colon = type.find(':');
  if (type.find('[') == type.npos && colon != type.npos) type.erase(colon);
  if (type == "DIR") return "DIRECTORY";
  if (type.starts_with("PATH")) return "FILE";
  if (type == "INT" || type == "UINT" || type == "FLOAT") return "NUMBER";
  return type;
}

std::vector<std::string> names_of(const CLI::Option& option) {
  if (option.get_positional()) return {option.get_name(true)};
  std::vector<std::string> names;
  for (const auto& name : option.get_snames()) names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

std::string wrap(std::string_view text, std::size_t width) {
  std::string wrapped;
  std::size_t used = 0;
  for (const auto word : base::split(text, ' ')) {
    const bool is_full = used > 0 && used + 1 + word.size() > width;
    if (is_full) used = 0;
    if (!wrapped.empty()) wrapped += is_full ? '\n' : ' ';
    wrapped += word;
    used += word.size() + (used > 0);
  }
  return wrapped;
}

}  // namespace

OutlineOption outline_of(const CLI::Option& option) {
  return {.names = names_of(option),
          .help = option.get_description(),
          .group = option.get_group() == "Options" ? "" : option.get_group(),
          .value = value_of(option.get_type_name()),
          .is_flag = option.get_items_expected_max() == 0,
          .is_required = option.get_required(),
          .is_list = option.get_expected_max() == CLI::detail::expected_max_vector_size};
}

OutlineCommand outline_of(const CLI::App& app) {
  OutlineCommand command{
      .name = app.get_name(), .help = app.get_description(), .footer = app.get_footer(), .options = {}};
  for (const auto* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    (option->get_positional() ? command.arguments : command.options).push_back(outline_of(*option));
  }
  for (const auto* below : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!below->get_group().empty()) command.commands.push_back(outline_of(*below));
  }
  return command;
}

HelpFormatter::HelpFormatter() {
  column_width(column);
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  const auto outline = readable(outline_of(*option));
  std::string text;
  if (!outline.is_flag && !outline.value.empty()) text = " " + outline.value;
  if (outline.is_list) text += " ...";
  if (outline.is_required) text += " (required)";
  return text;
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
  return wrap(readable(outline_of(*option)).help, line_length - column);
}

std::string HelpFormatter::make_footer(const CLI::App* app) const {
  const auto footer = app->get_footer();
  std::string text;
  for (const auto line : base::split(footer, '\n')) {
    text += (line.starts_with(' ') ? std::string(line) : wrap(line, line_length)) + '\n';
  }
  return footer.empty() ? "" : text;
}

}  // namespace postern

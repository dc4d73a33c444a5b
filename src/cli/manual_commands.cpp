#include "cli/manual_commands.hpp"

#include <algorithm>
#include <map>

// Several commands take every setting: a group of options that has been printed is not printed again, the
// reader is sent to it.

namespace postern {

namespace {

std::string roff_value(const OutlineOption& option) {
  const auto choices = choices_of(option);
  if (choices.empty()) return roff_italic(option.value);
  std::string text;
  for (const auto& word : choices) text += (text.empty() ? "" : "|") + roff_bold(word);
  return text;
}

}  // namespace

std::string roff_term(const OutlineOption& option) {
  std::string text;
  for (const auto& name : option.names) text += (text.empty() ? "" : ", ") + roff_bold(name);
  if (option.is_flag && !option.value.empty()) text += "[=" + roff_value(option) + "]";
  if (!option.is_flag && !option.value.empty()) text += " " + roff_value(option);
  return text + (option.is_list ? " ..." : "");
}

namespace {

std::string roff_synopsis(const CalledCommand& called) {
  auto text = roff_bold(called.path);
  const bool has_options = std::ranges::any_of(
      called.command->options, [](const OutlineOption& option) { return option.names.back() != "--help"; });
  if (has_options) text += " [" + roff_italic("OPTION") + " ...]";
  for (const auto& argument : called.command->arguments) {
    const auto name = roff_italic(argument.names.front()) + (argument.is_list ? " ..." : "");
    text += argument.is_required ? " " + name : " [" + name + "]";
  }
  return text;
}

/// Prints commands, and remembers where a group of options was.
class CommandPrinter {
 public:
  explicit CommandPrinter(ManualPage& page) : page_(page) {}

  void print(const CalledCommand& called) {
    const auto& command = *called.command;
    page_.subsection(called.path);
    page_.paragraph(command.help);
    // What stands for an argument is its name; what it may be, its type.
    for (const auto& argument : command.arguments) {
      const auto choices = choices_of(argument).empty() ? "" : ": " + roff_value(argument);
      page_.item(roff_italic(argument.names.front()) + choices, sentence(argument));
    }
    print_groups(called);
    if (!command.footer.empty()) page_.prose(command.footer);
  }

 private:
  using Options = std::vector<OutlineOption>;

  static std::string sentence(const OutlineOption& option) {
    return option.help + (option.is_required ? " (required)" : "");
  }

  void print_groups(const CalledCommand& called) {
    std::map<std::string, std::string> elsewhere;  // headings, by where they stand
    for (const auto& [group, options] : groups_of(*called.command)) {
      const auto known = std::ranges::find(printed_, options, &std::pair<Options, std::string>::first);
      if (known != printed_.end() && !group.empty()) {
        auto& headings = elsewhere[known->second];
        headings += (headings.empty() ? "" : ", ") + group;
        continue;
      }
      print(group, options);
      printed_.emplace_back(options, called.path);
    }
    for (const auto& [path, headings] : elsewhere) {
      page_.paragraph("Also the options of `" + path + "` under these headings: " + headings + ".");
    }
  }

  void print(const std::string& group, const Options& options) {
    if (!group.empty()) page_.heading(group);
    for (const auto& one : options) {
      const auto option = readable(one);
      page_.item(roff_term(option), sentence(option));
    }
  }

  /// In the order of their first option; `--help` is everywhere and said once.
  static std::vector<std::pair<std::string, Options>> groups_of(const OutlineCommand& command) {
    std::vector<std::pair<std::string, Options>> groups;
    for (const auto& option : command.options) {
      if (option.names.back() == "--help") continue;
      auto group = std::ranges::find(groups, option.group, &std::pair<std::string, Options>::first);
      if (group == groups.end()) group = groups.insert(groups.end(), {option.group, {}});
      group->second.push_back(option);
    }
    return groups;
  }

  ManualPage& page_;
  std::vector<std::pair<Options, std::string>> printed_;  // and by which command
};

}  // namespace

void print_synopsis(const std::vector<CalledCommand>& all, ManualPage& page) {
  page.section("SYNOPSIS");
  std::string lines;
  for (const auto& called : all) {
    if (!called.command->commands.empty()) continue;
    lines += (lines.empty() ? "" : "\n.br\n") + roff_synopsis(called);
  }
  page.line(lines);
}

void print_commands(const std::vector<CalledCommand>& all, ManualPage& page) {
  page.section("COMMANDS");
  CommandPrinter printer(page);
  for (const auto& called : all) {
    if (called.command->commands.empty()) printer.print(called);
  }
}

}  // namespace postern

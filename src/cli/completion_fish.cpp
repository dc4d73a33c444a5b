#include "base/ascii.hpp"
#include "cli/completion.hpp"

// A line for each thing that can be completed, with the command under which it can. fish splits the words of
// -a once more, as it would a command line: they are quoted twice.

namespace postern {

namespace {

std::string words(const std::vector<std::string>& choices) {
  std::string text;
  for (const auto& choice : choices) text += (text.empty() ? "" : " ") + fish_quote(choice);
  return fish_quote(text);
}

/// What completes a value. -x: no files, -r: a value must follow.
std::string action(const OutlineOption& option) {
  switch (kind_of(option)) {
    case ValueKind::none:
      return "";
    case ValueKind::choice:
      return " -x -a " + words(choices_of(option));
    case ValueKind::file:
      return " -r -F";
    case ValueKind::directory:
      return " -x -a '(__fish_complete_directories)'";
    case ValueKind::other:
      break;
  }
  return " -x";
}

std::string names_of(const OutlineOption& option) {
  std::string text;
  for (const std::string_view name : option.names) {
    const bool is_long = name.starts_with("--");
    text += (is_long ? " -l " : " -s ") + fish_quote(name.substr(is_long ? 2 : 1));
  }
  return text;
}

std::string lines_of(const CalledCommand& called, const std::string& program, const std::string& at) {
  const auto& command = *called.command;
  const auto start = "complete -c " + program + " -n " + fish_quote(at + " " + fish_quote(called.path));
  std::string text;
  for (const auto& option : command.options) {
    text += start + names_of(option) + " -d " + fish_quote(brief(option.help));
    text += (option.is_flag ? "" : action(option)) + "\n";
  }
  for (const auto& below : command.commands) {
    text += start + " -a " + words({below.name}) + " -d " + fish_quote(below.help) + "\n";
  }
  if (command.arguments.empty()) return text;
  const auto& argument = command.arguments.back();
  const auto choices = choices_of(argument);
  if (!choices.empty()) text += start + " -a " + words(choices) + "\n";
  if (kind_of(argument) == ValueKind::file) text += start + " -F\n";
  return text;
}

/// A function that says which command has been typed so far.
std::string typed_command(const std::vector<CalledCommand>& all, const std::string& name) {
  std::string cases;
  for (const auto& [path, command] : all) {
    for (const auto& below : command->commands) cases += " " + fish_quote(path + " " + below.name);
  }
  return "function " + name + "\n    set -l command " + fish_quote(all.front().path) +
         "\n"
         "    set -l words (commandline -opc)\n"
         "    for word in $words[2..-1]\n"
         "        switch \"$command $word\"\n"
         "            case" +
         cases +
         "\n"
         "                set command \"$command $word\"\n"
         "        end\n"
         "    end\n"
         "    test \"$command\" = \"$argv[1]\"\n"
         "end\n\n";
}

}  // namespace

std::string format_fish_completion(const OutlineCommand& root) {
  const auto all = flatten(root);
  const auto at = "_" + function_name(root.name) + "_at";
  std::string text = "# Completion of " + root.name +
                     " for fish. Put it into a directory of $fish_complete_path.\n\n" +
                     typed_command(all, at) + "complete -c " + root.name + " -f\n";
  for (const auto& called : all) text += lines_of(called, root.name, at);
  return text;
}

}  // namespace postern

#include <algorithm>

#include "base/ascii.hpp"
#include "cli/completion.hpp"

// A function for each command, which hands its options to _arguments; one with commands below it names these
// and calls theirs. A specification of _arguments is a language of its own, inside the single quotes of the
// shell: brackets, colons and backslashes of a text are escaped for it, and the words of a choice are read by
// the shell once more.

namespace postern {

namespace {

/// `text` with a backslash before each of these characters.
std::string escape(std::string_view text, std::string_view special) {
  std::string escaped;
  for (const char c : text) {
    if (special.find(c) != special.npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

/// A text between brackets, and one between colons.
std::string in_brackets(std::string_view text) {
  return escape(text, "[]:\\");
}
std::string in_colons(std::string_view text) {
  return escape(text, ":");
}

/// What completes a value, for the end of a specification.
std::string action(const OutlineOption& option) {
  switch (kind_of(option)) {
    case ValueKind::choice: {
      std::string words;
      for (const auto& word : choices_of(option)) {
        words += (words.empty() ? "" : " ") + in_colons(shell_quote(word));
      }
      return "(" + words + ")";
    }
    case ValueKind::file:
      return "_files";
    case ValueKind::directory:
      return "_files -/";
    case ValueKind::none:
    case ValueKind::other:
      break;
  }
  return " ";  // its name is shown, and nothing completed
}

/// The specification of one name of an option; the others are not offered beside it.
std::string specification(const OutlineOption& option, const std::string& name) {
  std::string text;
  if (option.is_list) {
    text += "*";
  } else if (option.names.size() > 1) {
    text += "(";
    for (const auto& other : option.names) text += (other == option.names.front() ? "" : " ") + other;
    text += ")";
  }
  text += name;
  const bool is_long = name.starts_with("--");
  if (!option.value.empty()) text += option.is_flag ? "=-" : is_long ? "=" : "";
  text += "[" + in_brackets(brief(option.help)) + "]";
  if (!option.value.empty()) {
    text += (option.is_flag ? "::" : ":") + in_colons(option.value) + ":" + action(option);
  }
  return shell_quote(text);
}

std::string arguments_call(const OutlineCommand& command) {
  std::string text = "  _arguments -s -C";
  for (const auto& option : command.options) {
    for (const auto& name : option.names) text += " \\\n    " + specification(option, name);
  }
  for (const auto& argument : command.arguments) {
    const auto what = in_colons(argument.names.front()) + ":" + action(argument);
    text += " \\\n    " + shell_quote((argument.is_list ? "*:" : argument.is_required ? ":" : "::") + what);
  }
  if (!command.commands.empty()) text += " \\\n    '1: :->command' \\\n    '*:: :->rest'";
  return text + "\n";
}

std::string dispatch(const CalledCommand& called) {
  std::string names;
  std::string calls;
  for (const auto& below : called.command->commands) {
    names += "        " + shell_quote(in_colons(below.name) + ":" + below.help) + "\n";
    calls += "        (" + shell_quote(below.name) + ") " + function_name(called.path + " " + below.name) +
             " ;;\n";
  }
  return "  case $state in\n"
         "    (command)\n"
         "      local -a commands=(\n" +
         names +
         "      )\n"
         "      _describe -t commands command commands\n"
         "      ;;\n"
         "    (rest)\n"
         "      case $line[1] in\n" +
         calls +
         "      esac\n"
         "      ;;\n"
         "  esac\n";
}

std::string function(const CalledCommand& called) {
  auto text = function_name(called.path) + "() {\n";
  if (!called.command->commands.empty()) {
    text += "  local curcontext=$curcontext state line\n  local -A opt_args\n";
  }
  text += arguments_call(*called.command);
  if (!called.command->commands.empty()) text += dispatch(called);
  return text + "}\n\n";
}

}  // namespace

std::string format_zsh_completion(const OutlineCommand& root) {
  const auto name = function_name(root.name);
  std::string text = "#compdef " + root.name + "\n# Completion of " + root.name +
                     " for zsh. Put it into a directory of $fpath under the name " + name + ".\n\n";
  for (const auto& called : flatten(root)) text += function(called);
  return text + "if [[ $funcstack[1] == " + name + " ]]; then\n  " + name + " \"$@\"\nelse\n  compdef " +
         name + " " + root.name + "\nfi\n";
}

}  // namespace postern

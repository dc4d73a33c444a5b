#include <map>

#include "cli/completion.hpp"

// One function. It reads the words before the cursor to know the command, then looks up "COMMAND OPTION" for
// what the option wants, and COMMAND for what may stand there otherwise. Bash splits --option=value at the
// equals sign, unless its user has told it otherwise (COMP_WORDBREAKS): both are understood. The words to
// choose from are arrays and not the text of `compgen -W`, which bash would expand.

namespace postern {

namespace {

std::string array(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + shell_quote(word);
  return "words=(" + text + ")";
}

/// What the function does where such a value is wanted.
std::string action(const OutlineOption& option) {
  switch (kind_of(option)) {
    case ValueKind::choice:
      return array(choices_of(option));
    case ValueKind::file:
      return "_postern_paths default";
    case ValueKind::directory:
      return "_postern_paths dirnames";
    case ValueKind::none:
    case ValueKind::other:
      break;
  }
  return ":";
}

/// The patterns of a `case`, by what is done.
using Branches = std::map<std::string, std::vector<std::string>>;

std::string format(const Branches& branches, const std::string& indent) {
  std::string text;
  for (const auto& [does, patterns] : branches) {
    for (const auto& pattern : patterns) {
      const bool is_first = &pattern == &patterns.front();
      text += (is_first ? indent : " | \\\n" + indent) + shell_quote(pattern);
    }
    text += ")\n" + indent + "  " + does + "\n" + indent + "  ;;\n";
  }
  return text;
}

Branches subcommands_of(const std::vector<CalledCommand>& all) {
  Branches branches;
  for (const auto& [path, command] : all) {
    for (const auto& below : command->commands) {
      branches["command+=\" $word\""].push_back(path + " " + below.name);
    }
  }
  return branches;
}

Branches values_of(const std::vector<CalledCommand>& all) {
  Branches branches;
  for (const auto& [path, command] : all) {
    for (const auto& option : command->options) {
      if (option.value.empty()) continue;
      auto& patterns = branches[action(option)];
      for (const auto& name : option.names) {
        patterns.push_back(path + " " + name + "=");
        if (!option.is_flag) patterns.push_back(path + " " + name);
      }
    }
  }
  return branches;
}

Branches options_of(const std::vector<CalledCommand>& all) {
  Branches branches;
  for (const auto& [path, command] : all) {
    std::vector<std::string> names;
    for (const auto& option : command->options) {
      names.insert(names.end(), option.names.begin(), option.names.end());
    }
    branches[array(names)].push_back(path);
  }
  return branches;
}

Branches arguments_of(const std::vector<CalledCommand>& all) {
  Branches branches;
  for (const auto& [path, command] : all) {
    std::vector<std::string> names;
    for (const auto& below : command->commands) names.push_back(below.name);
    if (!names.empty()) {
      branches[array(names)].push_back(path);
    } else if (!command->arguments.empty()) {
      branches[action(command->arguments.back())].push_back(path);
    }
  }
  return branches;
}

}  // namespace

std::string format_bash_completion(const OutlineCommand& root) {
  const auto all = flatten(root);
  const auto name = function_name(root.name);
  return "# Completion of " + root.name + " for bash. Source it, or put it where bash-completion looks.\n\n" +
         name + R"(_paths() {
  # Only where bash itself asks.
  compopt -o "$1" 2>/dev/null
}

)" + name +
         R"(() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local command=)" +
         shell_quote(root.name) + R"( equals= before= word
  local -a words=()
  COMPREPLY=()
  if [[ $current == '=' ]]; then
    equals='=' current=
  elif [[ $previous == '=' ]]; then
    equals='=' previous=${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $current == --*=* ]]; then
    equals='=' previous=${current%%=*} before=${current%%=*}= current=${current#*=}
  fi
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$command $word" in
)" + format(subcommands_of(all), "      ") +
         R"(    esac
  done
  case "$command $previous$equals" in
)" + format(values_of(all), "    ") +
         R"(    *)
      if [[ $current == -* ]]; then
        case "$command" in
)" + format(options_of(all), "          ") +
         R"(        esac
      else
        case "$command" in
)" + format(arguments_of(all), "          ") +
         R"(        esac
      fi
      ;;
  esac
  for word in "${words[@]}"; do
    if [[ $word == "$current"* ]]; then
      printf -v word '%q' "$word"
      COMPREPLY+=("$before$word")
    fi
  done
}

complete -F )" +
         name + " " + shell_quote(root.name) + "\n";
}

}  // namespace postern

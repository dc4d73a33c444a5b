#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace postern {

/// An option or an argument of a command. Texts are as written in the program: whoever puts them into another
/// language, such as a shell's, quotes them.
struct OutlineOption {
  std::vector<std::string> names;  ///< "--tls", "-h"; of an argument, what it is called
  std::string help;
  std::string group;  ///< the heading it stands under; empty: none
  /// What stands for its value: `NETWORK`, `FILE`, or all there are, as `off|may|require`. Empty: it has
  /// none.
  std::string value;
  bool is_flag = false;  ///< its value, if it has one, may be left out, and otherwise follows `=`
  bool is_required = false;
  bool is_list = false;  ///< may be given more than once
  bool operator==(const OutlineOption&) const = default;
};

/// A command with its subcommands: the command line as a value. Manual pages and completions are made of it.
struct OutlineCommand {
  std::string name;
  std::string help;    ///< a sentence
  std::string footer;  ///< paragraphs; lines that begin with blanks are examples
  std::vector<OutlineOption> options;
  std::vector<OutlineOption> arguments;
  std::vector<OutlineCommand> commands;
};

/// What can stand for a value.
enum class ValueKind : std::uint8_t { none, choice, file, directory, other };
ValueKind kind_of(const OutlineOption& option);

/// The words of a choice; none of anything else.
std::vector<std::string> choices_of(const OutlineOption& option);

/// As people read it: a choice of so many words that they would fill the line is a `WORD`, and the words are
/// told in the help.
OutlineOption readable(OutlineOption option);

/// A command and how it is called, such as "postern config show".
struct CalledCommand {
  std::string path;
  const OutlineCommand* command;
};

/// The command and all below it, each before its own. The pointers are into `root`.
std::vector<CalledCommand> flatten(const OutlineCommand& root);

}  // namespace postern

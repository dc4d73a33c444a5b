#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.hpp"
#include "config/form.hpp"

namespace postern {

/// A configuration in the making: the process, and one listener, at as many places as `listen` says.
struct Draft {
  ProcessConfig process;
  ListenerConfig listener;
  std::vector<net::Endpoint> listen;
};

/// What holds when nobody says anything. Our names are still empty: they depend on the machine.
Draft default_draft();

/// One setting. Flags (`--name`), environment (`POSTERN_NAME`), keys of the file (`name`), `config show` and
/// the reference in docs/configuration.md are all made from the table of these.
struct Option {
  std::string name;
  std::string help;
  std::string group;         ///< the heading it stands under
  std::string default_text;  ///< what holds when nobody says anything, for people
  Kind kind = Kind::text;
  std::string expects;         ///< completes "give ..."
  std::string placeholder;     ///< what stands for a value: `NETWORK`, `off|may|require`
  bool needs_value = false;    ///< an empty list makes no sense
  bool is_list = false;        ///< a flag that may be repeated, an array
  bool is_of_process = false;  ///< not in [[listener]]
  bool needs_restart = false;  ///< a reload cannot change it
  bool may_be_none = false;    ///< the word `none` is the empty list, where [] cannot be written

  std::function<bool(const std::string&)> accepts;
  /// Empty unless values have paths: see Form.
  std::function<std::string(const std::string& text, const std::string& directory)> rebase;
  /// Puts the values into the draft; must only be called with texts that are accepted, one unless it is a
  /// list.
  std::function<void(Draft&, const std::vector<std::string>&)> set;
  std::function<std::vector<std::string>(const Draft&)> get;

  Option by_default(std::string text) &&;
  Option until_restart() &&;
  Option or_none() &&;
  Option never_empty() &&;
};

/// The whole table, group by group.
std::span<const Option> options();
const Option* find_option(std::string_view name);
std::span<const std::string> option_names();

/// The flag of an option and its variable of the environment.
std::string flag_of(const Option& option);
std::string variable_of(const Option& option);

/// The table for docs/configuration.md.
std::string format_reference();

}  // namespace postern

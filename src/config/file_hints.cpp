#include "config/file_hints.hpp"

#include "base/ascii.hpp"
#include "config/option.hpp"

namespace postern {

namespace {

std::string quoted(std::string_view text) {
  return "\"" + base::escape_controls(base::trim(text)) + "\"";
}

/// The value, or each of several in brackets, in quotes.
std::string in_quotes(std::string_view value) {
  if (!value.starts_with('[')) return quoted(value);
  value.remove_prefix(1);
  if (value.ends_with(']')) value.remove_suffix(1);
  std::string text;
  for (const auto piece : base::split(value, ',')) text += (text.empty() ? "" : ", ") + quoted(piece);
  return "[" + text + "]";
}

}  // namespace

std::string hint_at_line(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == line.npos) return "";
  const auto name = base::trim(line.substr(0, equals));
  const auto* option = find_option(name);
  if (!option || option->kind == Kind::number || option->kind == Kind::boolean) return "";
  const auto value = base::trim(line.substr(equals + 1, line.find('#', equals) - equals - 1));
  const bool has_quotes = value.find_first_of("\"'") != value.npos;
  if (value.empty()) return "; give " + option->expects + (option->kind == Kind::text ? ", in quotes" : "");
  if (has_quotes) return "";
  return "; text needs quotes: " + option->name + " = " + in_quotes(value);
}

std::string no_such_table(std::string_view name) {
  const auto text = base::escape_controls(name);
  if (base::istarts_with(name, "listen")) {
    return "there is no table '" + text + "'; a listener begins with the line [[listener]]";
  }
  if (name == "policy") {
    return "policy: rules hold at every listener; begin each with the line [[policy.rule]], and let `when` "
           "name "
           "the listener";
  }
  return "there is no table '" + text +
         "'; settings stand above the first [[listener]], without a table of theirs";
}

}  // namespace postern

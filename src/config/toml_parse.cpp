#include "config/toml_parse.hpp"

#include "base/ascii.hpp"
#include "config/file_hints.hpp"

namespace postern {

namespace {

/// Lines count from 1.
std::string_view line_of(std::string_view text, std::size_t number) {
  const auto lines = base::split(text, '\n');
  return number >= 1 && number <= lines.size() ? lines[number - 1] : "";
}

}  // namespace

std::optional<toml::table> parse_toml(std::string_view text, const std::string& source, Problems& problems) {
  try {
    return toml::parse(text, source);
  } catch (const toml::parse_error& error) {
    const auto begin = error.source().begin;
    add_error(problems, {source, begin.line, begin.column},
              base::escape_controls(error.description()) + hint_at_line(line_of(text, begin.line)));
  } catch (const TomlSurprise&) {
    add_error(problems, {source}, "this is not TOML: somewhere a name is missing, as behind a bracket");
  }
  return std::nullopt;
}

}  // namespace postern

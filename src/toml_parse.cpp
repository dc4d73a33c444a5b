#include "toml_parse.hpp"

#include "base/ascii.hpp"

namespace postern {

std::optional<toml::table> parse_toml(std::string_view text, const std::string& source, Problems& problems) {
  try {
    return toml::parse(text, source);
  } catch (const toml::parse_error& error) {
    const auto begin = error.source().begin;
    add_error(problems, {source, begin.line, begin.column}, base::escape_controls(error.description()));
  } catch (const TomlSurprise&) {
    add_error(problems, {source}, "this is not TOML: somewhere a name is missing, as behind a bracket");
  }
  return std::nullopt;
}

}  // namespace postern

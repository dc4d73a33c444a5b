#include "policy_file.hpp"

#include <toml++/toml.h>

#include "base/ascii.hpp"
#include "policy_toml.hpp"

namespace postern {

std::vector<PolicyRule> parse_policy_rules(std::string_view text, const std::string& source,
                                           Problems& problems) {
  try {
    const auto root = toml::parse(text, source);
    std::vector<PolicyRule> rules;
    for (const auto& [key, node] : root) {
      if (key.str() == "policy") {
        rules = read_policy_rules(node, source, problems);
      } else {
        const auto begin = key.source().begin;
        add_error(problems, {source, begin.line, begin.column}, "here are rules and nothing else");
      }
    }
    return rules;
  } catch (const toml::parse_error& error) {
    const auto begin = error.source().begin;
    add_error(problems, {source, begin.line, begin.column}, base::escape_controls(error.description()));
    return {};
  }
}

}  // namespace postern

#include "policy/file.hpp"

#include "policy/toml.hpp"

namespace postern {

std::vector<PolicyRule> parse_policy_rules(std::string_view text, const std::string& source,
                                           Problems& problems) {
  const auto root = parse_toml(text, source, problems);
  if (!root) return {};
  std::vector<PolicyRule> rules;
  for (const auto& [key, node] : *root) {
    if (key.str() == "policy") {
      rules = read_policy_rules(node, source, problems);
    } else {
      const auto begin = key.source().begin;
      add_error(problems, {source, begin.line, begin.column}, "here are rules and nothing else");
    }
  }
  return rules;
}

}  // namespace postern

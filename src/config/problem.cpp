#include "config/problem.hpp"

#include <algorithm>
#include <utility>

namespace postern {

std::string format(const Origin& origin) {
  if (origin.line == 0) return origin.source;
  return origin.source + ":" + std::to_string(origin.line) + ":" + std::to_string(origin.column);
}

std::string format(const Problem& problem) {
  const auto where = format(problem.origin);
  const bool is_warning = problem.severity == Problem::Severity::warning;
  return (where.empty() ? "" : where + ": ") + (is_warning ? "warning: " : "") + problem.text;
}

bool has_errors(const Problems& problems) {
  return std::ranges::find(problems, Problem::Severity::error, &Problem::severity) != problems.end();
}

void add_error(Problems& problems, Origin origin, std::string text) {
  problems.push_back({Problem::Severity::error, std::move(origin), std::move(text)});
}

void add_warning(Problems& problems, Origin origin, std::string text) {
  problems.push_back({Problem::Severity::warning, std::move(origin), std::move(text)});
}

}  // namespace postern

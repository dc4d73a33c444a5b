#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace postern {

/// Where a setting was said: in a file, or `--flag`, or `POSTERN_VARIABLE`. All empty: nowhere.
struct Origin {
  std::string source;
  std::size_t line = 0;  ///< in a file, from 1
  std::size_t column = 0;
  bool operator==(const Origin&) const = default;
};

struct Problem {
  enum class Severity : std::uint8_t { warning, error } severity = Severity::error;
  Origin origin;
  std::string text;  ///< a sentence without full stop
};

using Problems = std::vector<Problem>;

/// "postern.toml:3:9: ..." or "--queue: warning: ...".
std::string format(const Origin& origin);
std::string format(const Problem& problem);

bool has_errors(const Problems& problems);
void add_error(Problems& problems, Origin origin, std::string text);
void add_warning(Problems& problems, Origin origin, std::string text);

}  // namespace postern

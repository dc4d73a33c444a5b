#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"
#include "config/toml_parse.hpp"
#include "policy/config.hpp"

namespace postern {

/// A file being read, and what is wrong with it.
struct TomlReading {
  const std::string& source;
  Problems& problems;

  Origin origin_of(const toml::source_region& region) const {
    return {.source = source, .line = region.begin.line, .column = region.begin.column};
  }
  /// Of a key or a value.
  void fail(const auto& where, std::string text) const {
    add_error(problems, origin_of(where.source()), std::move(text));
  }
};

/// Reads `when` or `unless`, in the order in which it is written.
std::vector<PolicyCondition> read_conditions(const toml::node& node, std::string_view part,
                                             const TomlReading& reading);

}  // namespace postern

#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "mail/authentication_results.hpp"

namespace postern::checks {

/// How each check here begins to say what it found.
inline mail::MethodResult method_result(std::string_view method, std::string_view word,
                                        std::string reason = "") {
  return {.method = std::string(method),
          .result = std::string(word),
          .comment = "",
          .reason = std::move(reason),
          .properties = {}};
}

inline void add_property(mail::MethodResult& result, std::string_view type, std::string_view name,
                         std::string_view value) {
  result.properties.push_back(
      {.type = std::string(type), .name = std::string(name), .value = std::string(value), .comment = ""});
}

}  // namespace postern::checks

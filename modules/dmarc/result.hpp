#pragma once

#include <cstdint>
#include <string_view>

namespace postern::dmarc {

/// The words of RFC 7489 §11.2 and RFC 9989 §9.2, in order of severity.
enum class Result : std::uint8_t {
  pass,       ///< an aligned identifier passed
  none,       ///< no policy is published
  temperror,  ///< not known now: DNS trouble in discovery, or in a check that could have aligned
  permerror,  ///< the message does not say clearly who its author is
  fail,       ///< a policy is published, and nothing aligned passed
};

/// "none", "pass"...
constexpr std::string_view format(Result result) {
  switch (result) {
    case Result::pass:
      return "pass";
    case Result::none:
      return "none";
    case Result::temperror:
      return "temperror";
    case Result::permerror:
      return "permerror";
    case Result::fail:
      return "fail";
  }
  return "";
}

}  // namespace postern::dmarc

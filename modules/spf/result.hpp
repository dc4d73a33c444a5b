#pragma once

#include <cstdint>
#include <string_view>

namespace postern::spf {

/// What check_host() says of a client and a domain (RFC 7208 §2.6).
enum class Result : std::uint8_t {
  none,       ///< there is no domain to ask, or it publishes nothing
  neutral,    ///< the domain says that it does not say
  pass,       ///< the client may use the domain
  fail,       ///< the client may not use the domain
  softfail,   ///< the domain thinks that the client may not
  temperror,  ///< the DNS could not be asked; later it may say
  permerror,  ///< what the domain publishes cannot be evaluated; the domain has to mend it
};

/// "none", "temperror"...
constexpr std::string_view format(Result result) {
  switch (result) {
    case Result::none:
      return "none";
    case Result::neutral:
      return "neutral";
    case Result::pass:
      return "pass";
    case Result::fail:
      return "fail";
    case Result::softfail:
      return "softfail";
    case Result::temperror:
      return "temperror";
    case Result::permerror:
      return "permerror";
  }
  return "";
}

}  // namespace postern::spf

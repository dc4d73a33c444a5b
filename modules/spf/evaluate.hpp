#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "dns/resolver.hpp"
#include "spf/request.hpp"
#include "spf/result.hpp"
#include "spf/walk.hpp"

namespace postern::spf {

/// What an evaluation found.
struct Outcome {
  Result result = Result::none;
  std::string domain;       ///< whose policy was asked for
  std::string explanation;  ///< the domain's own text for a fail, printable ASCII, or empty; trust it as
                            ///< little as the domain
  std::string
      problem;  ///< for a postmaster: what matched, or what went wrong; printable, without a full stop
  std::string mechanism;  ///< of that domain's directives the one that matched, without its qualifier, or
                          ///< "default"; empty when there is no result of a policy
  int lookups = 0;        ///< terms that asked the DNS
  int void_lookups = 0;   ///< of these, the ones that led to nothing
  Walk walk;              ///< how it came to this, if the request keeps it; our own engine's only
};

/// check_host() (RFC 7208 §4) and, on a fail, the explanation (§6.2). Any sequence of DNS answers ends it
/// within the limits of the request; the time limit is the caller's. Throws only operation_aborted;
/// `resolver` must outlive the call.
asio::awaitable<Outcome> evaluate(Request request, dns::Resolver& resolver);

}  // namespace postern::spf

#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "base/ip_address.hpp"
#include "dns/resolver.hpp"
#include "mail/authentication_results.hpp"

namespace postern::checks {

/// `x-ptr`: whether the client introduces itself by a name that is its own, that is a name of the PTR records
/// of its address which has that address (RFC 8601 §3 says the same of iprev, whatever HELO is).
///
///     x-ptr=pass smtp.helo=mail.example.com policy.ptr=mail.example.com
///
/// pass, fail, or temperror when the DNS could not say. `policy.ptr` is the first name of the address. Costs
/// two questions, which iprev has asked already for an honest client. Throws only operation_aborted;
/// `resolver` outlives the call.
asio::awaitable<mail::MethodResult> check_ptr(base::IpAddress client, std::string helo,
                                              dns::Resolver& resolver);

}  // namespace postern::checks

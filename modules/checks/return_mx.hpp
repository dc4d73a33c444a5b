#pragma once

#include <asio/awaitable.hpp>
#include <string>
#include <string_view>

#include "dns/resolver.hpp"
#include "mail/authentication_results.hpp"

namespace postern::checks {

/// `x-return-mx`: whether mail could be sent back to a domain that a message comes from.
///
///     x-return-mx=pass smtp.domain=example.com
///
/// | result    | |
/// |-----------|---|
/// | pass      | it has an MX |
/// | warn      | it has none, but an address, which then takes its mail (RFC 5321 §5.1) |
/// | fail      | neither, or its MX says that it takes no mail (RFC 7505), or it is no domain name |
/// | temperror | the DNS could not say |
///
/// `whose` is the type of the property: "smtp" for the envelope's sender, "header" for the author. Three
/// questions at most. Throws only operation_aborted; `resolver` outlives the call.
asio::awaitable<mail::MethodResult> check_return_mx(std::string domain, std::string whose,
                                                    dns::Resolver& resolver);

}  // namespace postern::checks

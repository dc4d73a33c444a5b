#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "spf/evaluate.hpp"
#include "spf/request.hpp"

namespace postern::spf {

/// Whose domain was asked (RFC 7208 §2.3, §2.4).
enum class Identity : std::uint8_t { mailfrom, helo };

/// "mailfrom", "helo".
std::string_view format(Identity identity);

/// The whole Received-SPF field (RFC 7208 §9.1, erratum 5436), name and final CRLF included:
///
///     Received-SPF: pass (mx.example.org: 'ip4:192.0.2.0/24' of 'example.com' matches)
///         identity=mailfrom; client-ip=192.0.2.1; helo=mail.example.com;
///         envelope-from="alice@example.com"; mechanism="ip4:192.0.2.0/24";
///         receiver=mx.example.org
///
/// What others have said may be any text: it is made printable, quoted where it is no dot-atom, and cut at
/// 255 octets. A local part that is UTF-8 stays so: such a sender comes in an SMTPUTF8 transaction only (RFC
/// 6531 §3.3), whose header may hold it.
std::string format_received_spf(Identity identity, const Request& request, const Outcome& outcome);

}  // namespace postern::spf

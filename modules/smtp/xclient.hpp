#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.hpp"
#include "base/result.hpp"
#include "smtp/reply.hpp"

namespace postern::smtp {

/// Who the client of a session is, as an authorized proxy says (Postfix XCLIENT_README), until it says
/// otherwise or leaves. What is not there is unknown.
struct Xclient {
  std::optional<std::string> name;
  std::optional<base::IpAddress> addr;
  std::optional<std::uint16_t> port;
  std::optional<std::string> proto;  ///< SMTP or ESMTP
  std::optional<std::string> helo;
  std::optional<std::string> login;  ///< whom the client authenticated as; unknown: it did not
  std::optional<base::IpAddress> destaddr;
  std::optional<std::uint16_t> destport;

  bool operator==(const Xclient&) const = default;
};

/// The attributes, as our EHLO offers them.
inline constexpr std::string_view xclient_attributes = "NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT";

/// `known`, which is what the session holds of its client already, with the attributes of one XCLIENT
/// command: one that is not sent stays as it is, [UNAVAILABLE] and [TEMPUNAVAIL] make it unknown. Names and
/// values as in parse_xforward(). The error is the reply to say: 501 for an attribute that is unknown or
/// whose value is not what it has to be.
base::Result<Xclient, Reply> parse_xclient(std::string_view argument, Xclient known = {});

/// The commands, without CRLF and each short enough for RFC 5321's 512 octets, that tell `client` to a server
/// whose EHLO offered XCLIENT with these attributes. What is unknown is said to be [UNAVAILABLE]. None when
/// none is offered. The server answers each with a greeting, 220, and wants EHLO again after the last.
std::vector<std::string> format_xclient(const Xclient& client, std::string_view offered_attributes);

}  // namespace postern::smtp

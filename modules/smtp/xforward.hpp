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

/// What a trusted proxy tells of its own client, for one transaction (Postfix XFORWARD_README). What is not
/// there is unknown: it was not sent, or was sent as [UNAVAILABLE] or [TEMPUNAVAIL].
struct Xforward {
  enum class Source : std::uint8_t { local, remote };

  std::optional<std::string> name;
  std::optional<base::IpAddress> addr;
  std::optional<std::uint16_t> port;
  std::optional<std::string> proto;
  std::optional<std::string> helo;
  std::optional<std::string> ident;
  std::optional<Source> source;

  bool operator==(const Xforward&) const = default;
};

/// `known` with the attributes of one XFORWARD command; start from an empty one at the first of a
/// transaction. Names in any case; values are xtext, or plain text as old proxies send it, up to 255 octets
/// as sent; what may not stand in a log or a header field becomes `?`. The error is the reply to say: 501 for
/// an attribute that is unknown or whose value is not what it has to be.
base::Result<Xforward, Reply> parse_xforward(std::string_view argument, Xforward known = {});

/// The commands, without CRLF and each short enough for RFC 5321's 512 octets, that tell `client` to a server
/// whose EHLO offered XFORWARD with these attributes. What is unknown is said to be [UNAVAILABLE]. None when
/// none is offered.
std::vector<std::string> format_xforward(const Xforward& client, std::string_view offered_attributes);

}  // namespace postern::smtp

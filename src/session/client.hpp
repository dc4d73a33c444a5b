#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.hpp"
#include "net/endpoint.hpp"
#include "smtp/xclient.hpp"
#include "smtp/xforward.hpp"
#include "upstream/envelope.hpp"

namespace postern {

/// Who the checks take the client to be. What is not known is not checked.
struct ClientIdentity {
  std::optional<base::IpAddress> address;
  std::optional<std::string> helo;
  bool local = false;  ///< a proxy says that the message comes from its own machine (XFORWARD SOURCE=LOCAL)
  std::string login;   ///< as whom it authenticated itself with a proxy (XCLIENT LOGIN); empty: it did not
  std::string_view source;  ///< who says so: "tcp", "proxy", "xclient", "xforward"
};

/// Everything that is said of who the client is, and what follows from it: XFORWARD beats XCLIENT beats PROXY
/// beats TCP. Who may say it is for the session to judge.
struct Client {
  net::Peer tcp;                           ///< the other end of the connection
  net::Peer destination;                   ///< where the client connected to; no address: not known
  std::optional<net::Peer> proxied;        ///< whom a PROXY header names
  std::optional<smtp::Xclient> xclient;    ///< until the connection ends
  std::optional<smtp::Xforward> xforward;  ///< for one transaction
  std::string helo;                        ///< the argument of the last EHLO, HELO or LHLO
  bool esmtp = false;                      ///< that was EHLO or LHLO

  /// Whom the session talks to: what the rights to XCLIENT and XFORWARD are judged by.
  const net::Peer& peer() const { return proxied ? *proxied : tcp; }
  ClientIdentity identity() const;
  /// The same for the upstream.
  UpstreamClient to_forward() const;
};

}  // namespace postern

#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/ip_address.hpp"

namespace postern::mail {

/// What our own Received field says: how a message came to us (RFC 5321 §4.4). What others have said
/// (HELO, names in the DNS) may be any text and is made harmless on printing.
struct ReceivedTrace {
  std::string helo;         ///< the argument of EHLO, HELO or LHLO
  std::string client_name;  ///< the client's verified host name; empty when it has none
  /// Nothing for a client on a unix socket; client_name is left out then.
  std::optional<base::IpAddress> client_address;
  std::string hostname;   ///< our name
  std::string protocol;   ///< a transmission type of RFC 3848 or RFC 6531: "ESMTPS", "LMTP"
  std::string tls;        ///< version and cipher suite: a comment behind it; empty without TLS
  std::string id;         ///< our id of the transaction, an atom
  std::string recipient;  ///< without angle brackets; empty when there is not exactly one: `for` would tell
                          ///< on the others
  std::chrono::system_clock::time_point time;
};

/// The whole field, name and final CRLF included:
///
///     Received: from mail.example.com (mail.example.com [192.0.2.1])
///         by mx.example.org with ESMTPS (TLSv1.3 TLS_AES_256_GCM_SHA384) id 4hk2w9
///         for <bob@example.org>; Sat, 4 Jul 2026 09:05:00 +0000
std::string format_received(const ReceivedTrace& trace);

}  // namespace postern::mail

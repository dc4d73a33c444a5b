#pragma once

#include <string>

namespace postern::net {

/// What is known of the TLS of a connection, for trace fields, policy and metrics.
struct TlsFacts {
  std::string version;  ///< "TLSv1.2" or "TLSv1.3"
  std::string cipher;   ///< OpenSSL's name of the suite: "TLS_AES_256_GCM_SHA384"
  int bits = 0;         ///< strength of the symmetric cipher
  /// What the client asked for (RFC 6066 §3), in lower case: octets that the client chose, not necessarily a
  /// name.
  std::string server_name;
  /// Client side: the server's certificate leads to a CA we trust, is valid now and names the server. Server
  /// side: never, since we ask clients for no certificate.
  bool verified = false;
  /// The subject of the peer's certificate in the form of RFC 2253, verified or not; empty without one.
  std::string peer_subject;
  /// The peer's octets ended without close_notify: somebody may have cut them off. For SMTP this is an end
  /// of stream like another, since only the final dot makes a message whole.
  bool truncated = false;
};

}  // namespace postern::net

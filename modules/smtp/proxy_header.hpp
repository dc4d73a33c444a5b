#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/ip_address.hpp"

/// What a proxy says of a connection before its first octet (HAProxy's "The PROXY protocol", versions 1 and
/// 2).
namespace postern::smtp {

/// What the proxy knows of the TLS between its client and itself (PP2_TYPE_SSL).
struct ProxyTls {
  bool over_tls = false;                ///< the client came by TLS
  bool certificate_now = false;         ///< and showed a certificate in this connection
  bool certificate_in_session = false;  ///< or earlier in this TLS session
  bool verified = false;                ///< which was found good
  std::string version;                  ///< "TLSv1.3"
  std::string common_name;              ///< of the certificate's subject
  std::string cipher;                   ///< "TLS_AES_256_GCM_SHA384"

  bool operator==(const ProxyTls&) const = default;
};

/// A header, read. Texts are fit for logs and fields: what is not UTF-8 or printable has become `?`.
struct ProxyHeader {
  /// Nobody stands behind the proxy: the connection is its own, a health check (LOCAL). The peer is the
  /// client.
  struct Local {
    bool operator==(const Local&) const = default;
  };
  /// Somebody does, and the proxy does not say who (UNKNOWN, AF_UNSPEC, datagrams).
  struct Unknown {
    bool operator==(const Unknown&) const = default;
  };
  struct Inet {
    base::IpAddress source;  ///< the client; an IPv4-mapped address as the IPv4 address it maps
    std::uint16_t source_port = 0;
    base::IpAddress destination;  ///< where the client connected to
    std::uint16_t destination_port = 0;
    bool operator==(const Inet&) const = default;
  };
  struct Unix {
    std::string source;  ///< paths, often empty; an abstract name begins with NUL
    std::string destination;
    bool operator==(const Unix&) const = default;
  };
  std::variant<Unknown, Local, Inet, Unix> client;

  // Version 2 only, and only when a client is known.
  std::string alpn;       ///< the protocol agreed on (RFC 7301)
  std::string authority;  ///< the server name that the client asked for (SNI)
  std::string unique_id;  ///< of the connection; any octets, as they came, 128 at most
  std::string netns;      ///< the proxy's network namespace
  std::optional<ProxyTls> tls;

  bool operator==(const ProxyHeader&) const = default;
};

/// Why octets are no header. Whoever requires one closes the connection without a word: who sent them speaks
/// another protocol.
enum class ProxyError : std::uint8_t {
  no_signature,  ///< they begin neither as version 1 nor as version 2
  too_long,      ///< over 107 octets in version 1, or over ProxyHeaderParser::max_length
  bad_syntax,    ///< a line that is none of version 1; an unassigned version, command or family of version 2
  bad_address,   ///< an address or port is not one
  truncated,     ///< a version 2 length that ends inside the addresses or a TLV
  bad_tlv,       ///< a TLV whose value is not what its type wants
  bad_checksum,  ///< CRC32c says that the header was changed
};
std::string_view to_string(ProxyError error);

/// A version 2 header that says this, to be sent before anything else of a connection. Addresses of two
/// families are both written as IPv6. Texts over 255 octets and unix paths over 108 are cut.
std::string format_proxy_header(const ProxyHeader& header);

}  // namespace postern::smtp

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "smtp/proxy_header.hpp"

// The two forms of a PROXY header on the wire; see proxy_header.hpp for what it means.

namespace postern::smtp::proxy {

using Parsed = base::Result<ProxyHeader, ProxyError>;

inline constexpr std::string_view v1_signature = "PROXY ";
inline constexpr std::string_view v2_signature{"\r\n\r\n\0\r\nQUIT\n", 12};
/// Of version 2: signature, version and command, family and protocol, length of the rest.
inline constexpr std::size_t v2_fixed = 16;

enum class Command : std::uint8_t { local = 0, proxy = 1 };
enum class Family : std::uint8_t { unspec = 0, inet = 1, inet6 = 2, unix = 3 };
enum class Transport : std::uint8_t { unspec = 0, stream = 1, dgram = 2 };
/// How long a unix address is, padded with NULs.
inline constexpr std::size_t unix_length = 108;

enum class Tlv : std::uint8_t {
  alpn = 0x01,
  authority = 0x02,
  crc32c = 0x03,
  unique_id = 0x05,
  ssl = 0x20,
  ssl_version = 0x21,
  ssl_common_name = 0x22,
  ssl_cipher = 0x23,
  netns = 0x30,
};
inline constexpr std::size_t max_unique_id = 128;
/// Bits of the client field of Tlv::ssl.
inline constexpr unsigned client_ssl = 1;
inline constexpr unsigned client_cert_conn = 2;
inline constexpr unsigned client_cert_sess = 4;

/// `line` is without CRLF and begins with the signature.
Parsed parse_v1(std::string_view line);
/// `block` begins with the signature and is as long as it says.
Parsed parse_v2(std::string_view block);

}  // namespace postern::smtp::proxy

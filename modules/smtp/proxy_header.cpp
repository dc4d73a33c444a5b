#include "smtp/proxy_header.hpp"

#include <string>
#include <variant>

#include "mail/printable.hpp"
#include "smtp/proxy_wire.hpp"

// The block is built from the inside out: values, TLVs, addresses, and last the fixed part with the length.

namespace postern::smtp {
namespace {

using namespace proxy;

constexpr std::size_t max_text = 255;

std::string number(std::size_t value, std::size_t length) {
  std::string octets(length, '\0');
  for (auto at = octets.rbegin(); at != octets.rend(); ++at, value >>= 8)
    *at = static_cast<char>(value & 0xFF);
  return octets;
}

std::string field(Tlv type, std::string_view value) {
  if (value.empty()) return {};
  return number(static_cast<std::size_t>(type), 1) + number(value.size(), 2) + std::string(value);
}

std::string text_field(Tlv type, std::string_view text) {
  const auto value = mail::printable(text);
  return field(type, mail::shortened(value, max_text));
}

std::string tls_field(const ProxyTls& tls) {
  const unsigned bits = (tls.over_tls ? client_ssl : 0) | (tls.certificate_now ? client_cert_conn : 0) |
                        (tls.certificate_in_session ? client_cert_sess : 0);
  return field(Tlv::ssl, number(bits, 1) + number(tls.verified ? 0 : 1, 4) +
                             text_field(Tlv::ssl_version, tls.version) +
                             text_field(Tlv::ssl_common_name, tls.common_name) +
                             text_field(Tlv::ssl_cipher, tls.cipher));
}

std::string fields_of(const ProxyHeader& header) {
  return text_field(Tlv::alpn, header.alpn) + text_field(Tlv::authority, header.authority) +
         field(Tlv::unique_id, std::string_view(header.unique_id).substr(0, max_unique_id)) +
         (header.tls ? tls_field(*header.tls) : "") + text_field(Tlv::netns, header.netns);
}

// 4 or 16 octets; as IPv6, an IPv4 address is mapped (RFC 4291 §2.5.5.2).
std::string address(const base::IpAddress& address, bool v6) {
  const auto octets = address.octets();
  const std::string mapping = v6 && address.is_v4() ? std::string(10, '\0') + "\xff\xff" : "";
  return mapping + std::string(octets.begin(), octets.end());
}

std::string padded(std::string_view path) {
  std::string octets(path.substr(0, unix_length));
  octets.resize(unix_length, '\0');
  return octets;
}

std::string block(Command command, Family family, const std::string& rest) {
  const auto transport = family == Family::unspec ? Transport::unspec : Transport::stream;
  return std::string(v2_signature) + number(0x20 | static_cast<std::size_t>(command), 1) +
         number(static_cast<std::size_t>(family) << 4 | static_cast<std::size_t>(transport), 1) +
         number(rest.size(), 2) + rest;
}

std::string format_inet(const ProxyHeader::Inet& client, const std::string& fields) {
  const bool v6 = client.source.is_v6() || client.destination.is_v6();
  return block(Command::proxy, v6 ? Family::inet6 : Family::inet,
               address(client.source, v6) + address(client.destination, v6) + number(client.source_port, 2) +
                   number(client.destination_port, 2) + fields);
}

}  // namespace

std::string_view to_string(ProxyError error) {
  switch (error) {
    case ProxyError::no_signature:
      return "no PROXY header";
    case ProxyError::too_long:
      return "a PROXY header that is too long";
    case ProxyError::bad_syntax:
      return "a PROXY header of bad syntax";
    case ProxyError::bad_address:
      return "a bad address or port in a PROXY header";
    case ProxyError::truncated:
      return "a PROXY header whose length is not that of its content";
    case ProxyError::bad_tlv:
      return "a bad TLV in a PROXY header";
    case ProxyError::bad_checksum:
      return "a PROXY header with a wrong checksum";
  }
  return {};
}

std::string format_proxy_header(const ProxyHeader& header) {
  if (std::holds_alternative<ProxyHeader::Local>(header.client))
    return block(Command::local, Family::unspec, "");
  if (const auto* inet = std::get_if<ProxyHeader::Inet>(&header.client)) {
    return format_inet(*inet, fields_of(header));
  }
  if (const auto* local = std::get_if<ProxyHeader::Unix>(&header.client)) {
    return block(Command::proxy, Family::unix,
                 padded(local->source) + padded(local->destination) + fields_of(header));
  }
  return block(Command::proxy, Family::unspec, "");
}

}  // namespace postern::smtp

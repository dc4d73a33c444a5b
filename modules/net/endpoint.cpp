#include "net/endpoint.hpp"

#include "base/ascii.hpp"

namespace postern::net {

namespace {

std::string with_port(std::string_view host, bool brackets, std::uint16_t port) {
  std::string text;
  if (brackets) text += '[';
  text += host;
  if (brackets) text += ']';
  return text + ':' + std::to_string(port);
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const auto number = base::parse_decimal(text);
  if (!number || *number > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

/// "" or ":port" behind a host.
std::optional<std::uint16_t> parse_port_part(std::string_view part, std::uint16_t default_port) {
  if (!part.empty()) return part.front() == ':' ? parse_port(part.substr(1)) : std::nullopt;
  if (default_port == 0) return std::nullopt;
  return default_port;
}

}  // namespace

std::optional<Endpoint> Endpoint::parse(std::string_view text, std::uint16_t default_port) {
  if (text.starts_with("unix:")) {
    text.remove_prefix(5);
    // sun_path holds 108 octets, the final NUL included (or, abstract, the first).
    const bool is_path = text.starts_with('/') || (text.starts_with('@') && text.size() > 1);
    if (!is_path || text.size() > 107) return std::nullopt;
    return Endpoint{.path = std::string(text)};
  }
  std::string_view host;
  std::string_view port_part;
  if (text.starts_with('[')) {
    const auto bracket = text.find(']');
    if (bracket == text.npos) return std::nullopt;
    host = text.substr(1, bracket - 1);
    port_part = text.substr(bracket + 1);
    const auto address = base::IpAddress::parse(host);
    if (!address || !address->is_v6()) return std::nullopt;
  } else {
    const auto colon = text.find(':');
    host = text.substr(0, colon);
    if (colon != text.npos) port_part = text.substr(colon);
  }
  const auto is_host = [](char c) {
    return base::is_alnum(c) || c == '-' || c == '.' || c == '_' || c == ':';
  };
  for (const char c : host) {
    if (!is_host(c)) return std::nullopt;
  }
  const auto port = parse_port_part(port_part, default_port);
  if (host.empty() || !port) return std::nullopt;
  return Endpoint{.host = std::string(host), .port = *port};
}

std::optional<Endpoint> Endpoint::parse_to_listen(std::string_view text) {
  if (!text.starts_with("*:")) return parse(text);
  const auto port = parse_port(text.substr(2));
  if (!port) return std::nullopt;
  return Endpoint{.host = "*", .port = *port};
}

std::string format(const Endpoint& endpoint) {
  if (endpoint.is_unix()) return "unix:" + endpoint.path;
  return with_port(endpoint.host, endpoint.host.find(':') != std::string::npos, endpoint.port);
}

std::string format(const Peer& peer) {
  if (peer.is_unix) return "unix socket";
  if (!peer.address) return "unknown";
  return with_port(base::format(*peer.address), peer.address->is_v6(), peer.port);
}

}  // namespace postern::net

#include <limits>
#include <optional>
#include <vector>

#include "base/ascii.hpp"
#include "smtp/proxy_wire.hpp"

// "PROXY TCP4 192.0.2.1 198.51.100.1 56324 25": single blanks between the words, addresses of the family
// named, ports without leading zeros. "PROXY UNKNOWN" may have anything behind it.

namespace postern::smtp::proxy {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
  if (text.size() > 1 && text.starts_with('0')) return std::nullopt;
  const auto number = base::parse_decimal(text);
  if (!number || *number > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

bool is_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos;
}

Parsed parse_addresses(bool v6, const std::vector<std::string_view>& words) {
  const auto source = base::IpAddress::parse(words[1]);
  const auto destination = base::IpAddress::parse(words[2]);
  const auto source_port = parse_port(words[3]);
  const auto destination_port = parse_port(words[4]);
  if (!source || !destination || !source_port || !destination_port) {
    return base::Unexpected{ProxyError::bad_address};
  }
  if (source->is_v6() != v6 || destination->is_v6() != v6) return base::Unexpected{ProxyError::bad_address};
  return ProxyHeader{.client = ProxyHeader::Inet{.source = source->unmapped(),
                                                 .source_port = *source_port,
                                                 .destination = destination->unmapped(),
                                                 .destination_port = *destination_port}};
}

}  // namespace

Parsed parse_v1(std::string_view line) {
  if (!is_line(line)) return base::Unexpected{ProxyError::bad_syntax};
  const auto words = base::split(line.substr(v1_signature.size()), ' ');
  if (words.front() == "UNKNOWN") return ProxyHeader{};
  const bool v6 = words.front() == "TCP6";
  if ((!v6 && words.front() != "TCP4") || words.size() != 5) return base::Unexpected{ProxyError::bad_syntax};
  return parse_addresses(v6, words);
}

}  // namespace postern::smtp::proxy

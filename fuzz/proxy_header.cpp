// However a PROXY header comes, it is the same header, and nothing behind it is taken. What was read can be
// written, and is read again as it was.

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "smtp/proxy_header_parser.hpp"

namespace {

using postern::smtp::ProxyError;
using postern::smtp::ProxyHeader;
using postern::smtp::ProxyHeaderParser;

struct Parsed {
  std::optional<ProxyHeader> header;
  std::optional<ProxyError> error;
  std::size_t taken = 0;
};

void require(bool fact) {
  if (!fact) std::abort();
}

Parsed state_of(const ProxyHeaderParser& parser, std::size_t taken) {
  const auto header = parser.next();
  Parsed parsed{.taken = taken};
  if (header) parsed.header = *header;
  if (!header) parsed.error = header.error();
  require((parser.wanted() == 0) == (parsed.header || parsed.error));
  return parsed;
}

Parsed parse(std::string_view octets, std::size_t piece_size) {
  ProxyHeaderParser parser;
  std::size_t taken = 0;
  while (!octets.empty()) {
    const std::string piece(octets.substr(0, piece_size));
    octets.remove_prefix(piece.size());
    taken += parser.feed(piece);
  }
  return state_of(parser, taken);
}

// As who must not read too far reads.
Parsed parse_exactly(std::string_view octets) {
  ProxyHeaderParser parser;
  std::size_t taken = 0;
  while (parser.wanted() > 0 && taken < octets.size()) {
    const std::string piece(octets.substr(taken, parser.wanted()));
    require(parser.feed(piece) == piece.size());
    taken += piece.size();
  }
  return state_of(parser, taken);
}

void check_round_trip(const ProxyHeader& header) {
  const auto written = format_proxy_header(header);
  const auto again = parse(written + "EHLO", 3);
  require(again.header && again.taken == written.size());
  require(again.header->client == header.client);
  require(format_proxy_header(*again.header) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const auto exact = parse_exactly(octets);
  require(exact.taken <= size && exact.taken <= ProxyHeaderParser::max_length);
  for (const std::size_t piece_size : {std::size_t{1}, std::size_t{2}, std::size_t{7}, size + 1}) {
    const auto parsed = parse(octets, piece_size);
    require(parsed.header == exact.header && parsed.error == exact.error);
    if (exact.header) require(parsed.taken == exact.taken);
  }
  if (exact.header) check_round_trip(*exact.header);
  return 0;
}

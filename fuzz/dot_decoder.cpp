// The decoder against the plainest decoder there is, in several chunkings; and whatever is encoded comes
// back.

#include "smtp/dot_codec.hpp"

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

using postern::smtp::DotDecoder;
using postern::smtp::DotEncoder;
using postern::smtp::StrayOctets;

struct Decoded {
  std::string message;
  std::optional<std::string> rest;
  StrayOctets stray;
  bool operator==(const Decoded&) const = default;
};

void require(bool fact) {
  if (!fact) std::abort();
}

Decoded decode(std::string_view octets, std::size_t chunk_size) {
  DotDecoder decoder;
  Decoded result;
  while (!octets.empty() && !result.rest) {
    const std::string chunk(octets.substr(0, chunk_size));
    octets.remove_prefix(chunk.size());
    decoder.feed(chunk);
    auto event = decoder.next();
    for (; std::holds_alternative<DotDecoder::OctetsView>(event); event = decoder.next()) {
      result.message += std::get<DotDecoder::OctetsView>(event).octets;
    }
    if (std::holds_alternative<DotDecoder::End>(event))
      result.rest = std::string(decoder.rest()).append(octets);
  }
  result.stray = decoder.stray();
  return result;
}

// By lines, as RFC 5321 §4.5.2 puts it. Only for octets that end the message.
std::optional<Decoded> decode_plainly(std::string_view octets) {
  Decoded result;
  for (;;) {
    const auto end = octets.find("\r\n");
    if (end == octets.npos) return std::nullopt;
    auto line = octets.substr(0, end + 2);
    octets.remove_prefix(end + 2);
    if (line == ".\r\n") break;
    if (line.front() == '.') line.remove_prefix(1);
    result.message += line;
    const auto text = line.substr(0, line.size() - 2);
    result.stray.bare_lf |= text.find('\n') != text.npos;
    result.stray.bare_cr |= text.find('\r') != text.npos;
    result.stray.nul |= text.find('\0') != text.npos;
  }
  result.rest = std::string(octets);
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string octets(reinterpret_cast<const char*>(data), size);
  const auto whole = decode(octets, size);
  const auto plain = decode_plainly(octets);
  require(whole.rest.has_value() == plain.has_value());
  if (plain) require(whole == *plain);
  for (const std::size_t chunk_size : {std::size_t{1}, std::size_t{2}, std::size_t{3}, size / 2 + 1}) {
    const auto cut = decode(octets, chunk_size);
    require(cut.message == whole.message && cut.rest == whole.rest);
    if (plain) require(cut.stray == whole.stray);
  }

  DotEncoder encoder;
  std::string data_octets;
  encoder.encode(std::string_view(octets).substr(0, size / 2), data_octets);
  encoder.encode(std::string_view(octets).substr(size / 2), data_octets);
  encoder.finish(data_octets);
  const auto back = decode(data_octets + "QUIT\r\n", 7);
  const bool is_whole = octets.empty() || octets.ends_with("\r\n");
  require(back.message == octets + (is_whole ? "" : "\r\n") && back.rest == "QUIT\r\n");
  return 0;
}

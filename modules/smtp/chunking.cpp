#include "smtp/chunking.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>

#include "base/ascii.hpp"
#include "base/scanner.hpp"

namespace postern::smtp {

// bdat-cmd = "BDAT" SP chunk-size [SP end-marker] CR LF, chunk-size = 1*DIGIT, end-marker = "LAST"
std::optional<Chunk> parse_chunk(std::string_view argument) {
  base::ScannerView in(argument);
  const auto size = base::parse_decimal(in.take_while(base::is_digit));
  if (!size) return std::nullopt;
  const auto blanks = in.take_while(base::is_wsp);
  if (in.at_end()) return Chunk{.size = *size};
  if (blanks.empty() || !base::iequals(in.rest(), "LAST")) return std::nullopt;
  return Chunk{.size = *size, .last = true};
}

std::string format_bdat(const Chunk& chunk) {
  return "BDAT " + std::to_string(chunk.size) + (chunk.last ? " LAST" : "");
}

void ChunkDecoder::begin(std::uint64_t size) {
  assert(left_ == 0);
  left_ = size;
  octets_ = {};
}

void ChunkDecoder::feed(std::string_view octets) {
  assert(octets_.empty());
  octets_ = octets;
}

ChunkDecoder::Event ChunkDecoder::next() {
  if (left_ == 0) return End{};
  if (octets_.empty()) return NeedMore{};
  const auto length = std::min<std::uint64_t>(left_, octets_.size());
  const auto part = octets_.substr(0, static_cast<std::size_t>(length));
  octets_.remove_prefix(part.size());
  left_ -= part.size();
  stray_.look_at(part);
  return OctetsView{part};
}

}  // namespace postern::smtp

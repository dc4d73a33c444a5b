#pragma once

#include <cstdint>
#include <string_view>

namespace postern::smtp {

/// The checksum of RFC 9260 appendix A (Castagnoli's CRC-32), bit by bit: for headers, not for messages.
std::uint32_t crc32c(std::string_view octets);

}  // namespace postern::smtp

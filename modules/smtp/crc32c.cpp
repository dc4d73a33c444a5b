#include "smtp/crc32c.hpp"

namespace postern::smtp {

std::uint32_t crc32c(std::string_view octets) {
  constexpr std::uint32_t polynomial = 0x82F63B78;  // 0x1EDC6F41, its bits reversed
  std::uint32_t sum = 0xFFFFFFFF;
  for (const char c : octets) {
    sum ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1) != 0 ? polynomial : 0);
  }
  return ~sum;
}

}  // namespace postern::smtp

#include "smtp/stray_octets.hpp"

#include <cstddef>
#include <cstdint>

// Every octet is compared with the one before it, and nothing is decided on the way: with flags of one octet,
// compilers make of this a loop over sixteen octets at a time, faster than three searches.

namespace postern::smtp {
namespace {

struct Flags {
  std::uint8_t bare_lf = 0;
  std::uint8_t bare_cr = 0;
  std::uint8_t nul = 0;
};

constexpr void judge(std::uint8_t after_cr, char c, Flags& flags) {
  const std::uint8_t is_lf = c == '\n';
  flags.bare_lf |= is_lf & (after_cr ^ 1);
  flags.bare_cr |= after_cr & (is_lf ^ 1);
  flags.nul |= c == '\0';
}

}  // namespace

void StrayOctetsFinder::look_at(std::string_view octets) {
  if (octets.empty()) return;
  Flags flags;
  judge(after_cr_, octets.front(), flags);
  for (std::size_t i = 1; i < octets.size(); ++i) judge(octets[i - 1] == '\r', octets[i], flags);
  found_.bare_lf |= flags.bare_lf != 0;
  found_.bare_cr |= flags.bare_cr != 0;
  found_.nul |= flags.nul != 0;
  after_cr_ = octets.back() == '\r';
}

void StrayOctetsFinder::finish() {
  found_.bare_cr |= after_cr_;
  after_cr_ = false;
}

}  // namespace postern::smtp

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace postern::dmarc {

/// How the record and the organizational domains are found. What a record says is read alike.
enum class DiscoveryMode : std::uint8_t {
  treewalk,  ///< RFC 9989 §4.10
  psl,       ///< RFC 7489 §3.2 and §6.6.3, with the Public Suffix List
  both,      ///< treewalk decides, and where psl differs is reported
};

/// "treewalk", "psl", "both".
constexpr std::string_view format(DiscoveryMode mode) {
  switch (mode) {
    case DiscoveryMode::treewalk:
      return "treewalk";
    case DiscoveryMode::psl:
      return "psl";
    case DiscoveryMode::both:
      return "both";
  }
  return "";
}

/// Nothing for another word.
constexpr std::optional<DiscoveryMode> parse_discovery_mode(std::string_view text) {
  using enum DiscoveryMode;
  for (const auto mode : {treewalk, psl, both}) {
    if (text == format(mode)) return mode;
  }
  return std::nullopt;
}

}  // namespace postern::dmarc

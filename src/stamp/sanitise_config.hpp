#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace postern {

/// What becomes of header fields that claim to be ours.
enum class SanitiseMode : std::uint8_t {
  remove,
  rename,  ///< `X-Received-` before the name takes the meaning away; the body stays, for people
  keep,    ///< for a listener behind another one of ours
};

struct SanitiseConfig {
  SanitiseMode mode = SanitiseMode::remove;
  /// What is ours besides the authserv-id: names, or with a dot before them all names below.
  std::vector<std::string> ids;
  bool operator==(const SanitiseConfig&) const = default;
};

}  // namespace postern

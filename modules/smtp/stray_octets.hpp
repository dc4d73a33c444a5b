#pragma once

namespace postern::smtp {

/// Octets that RFC 5321 forbids everywhere: CR and LF other than as CRLF (§2.3.8), and NUL (§4.5.2 with RFC
/// 5322 §3.5). Servers that disagree about where they end a line are how messages are smuggled.
struct StrayOctets {
  bool bare_lf = false;
  bool bare_cr = false;
  bool nul = false;

  bool any() const { return bare_lf || bare_cr || nul; }
  bool operator==(const StrayOctets&) const = default;
};

}  // namespace postern::smtp

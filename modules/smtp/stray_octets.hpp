#pragma once

namespace postern::smtp {

/// Octets that no line of a message or command may hold: CR and LF other than as CRLF (RFC 5321 §2.3.8), and
/// NUL (RFC 5322 §2.1: characters are 1 to 127). Servers that disagree about where a line ends are how
/// messages are smuggled.
struct StrayOctets {
  bool bare_lf = false;
  bool bare_cr = false;
  bool nul = false;

  bool any() const { return bare_lf || bare_cr || nul; }
  bool operator==(const StrayOctets&) const = default;
};

}  // namespace postern::smtp

#pragma once

#include <string_view>

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

/// Looks for them in octets of any chunking.
class StrayOctetsFinder {
 public:
  void look_at(std::string_view octets);
  /// There are no more octets: a CR at the end is a bare one.
  void finish();

  /// Exact, but for a CR at the end of what was looked at, before finish().
  const StrayOctets& found() const { return found_; }

 private:
  StrayOctets found_;
  bool after_cr_ = false;
};

}  // namespace postern::smtp

#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace postern::dkim {

/// Looks for a CR or LF that is no line end, in any chunking. No signature of a message with one passes: it
/// is no message by RFC 5322 §2.3, which verifiers should see to (RFC 6376 §3.8), and what the next server
/// makes of such an octet is not what was signed.
class StrayLineEnds {
 public:
  void feed(std::string_view octets) {
    returns_ += static_cast<std::uint64_t>(std::ranges::count(octets, '\r'));
    for (auto at = octets.find('\n'); at != octets.npos; at = octets.find('\n', at + 1)) {
      ++line_feeds_;
      found_ |= (at == 0 ? last_ : octets[at - 1]) != '\r';
    }
    if (!octets.empty()) last_ = octets.back();
  }
  /// Of what was fed until now, were this all: when each LF has its CR, no CR may be left.
  bool found() const { return found_ || returns_ != line_feeds_; }

 private:
  std::uint64_t returns_ = 0;
  std::uint64_t line_feeds_ = 0;
  bool found_ = false;  // an LF alone
  char last_ = '\0';
};

}  // namespace postern::dkim

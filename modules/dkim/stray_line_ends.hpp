#pragma once

#include <string_view>

namespace postern::dkim {

/// Looks for a CR or LF that is no line end, in any chunking. No signature of a message with one passes: it
/// is no message by RFC 5322 §2.3, which verifiers should see to (RFC 6376 §3.8), and what the next server
/// makes of such an octet is not what was signed.
class StrayLineEnds {
 public:
  void feed(std::string_view octets) {
    for (auto at = octets.find_first_of(line_end); at != octets.npos;
         at = octets.find_first_of(line_end, at + 1)) {
      const bool is_return = octets[at] == '\r';
      const bool after_return = at == 0 ? ends_in_return_ : octets[at - 1] == '\r';
      const bool is_last = at + 1 == octets.size();
      found_ |= is_return ? !is_last && octets[at + 1] != '\n' : !after_return;
    }
    if (octets.empty()) return;
    found_ |= ends_in_return_ && octets.front() != '\n';
    ends_in_return_ = octets.back() == '\r';
  }
  /// Of what was fed until now, were this all.
  bool found() const { return found_ || ends_in_return_; }

 private:
  static constexpr std::string_view line_end = "\r\n";
  bool found_ = false;
  bool ends_in_return_ = false;
};

}  // namespace postern::dkim

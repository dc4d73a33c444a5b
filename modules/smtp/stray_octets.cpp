#include "smtp/stray_octets.hpp"

namespace postern::smtp {
namespace {

// `after_cr`: the octet before these was a CR.
bool has_bare_lf(std::string_view octets, bool after_cr) {
  for (auto at = octets.find('\n'); at != octets.npos; at = octets.find('\n', at + 1)) {
    if (at > 0 ? octets[at - 1] != '\r' : !after_cr) return true;
  }
  return false;
}

// But for a CR at the end.
bool has_bare_cr(std::string_view octets) {
  for (auto at = octets.find('\r'); at < octets.size() - 1; at = octets.find('\r', at + 1)) {
    if (octets[at + 1] != '\n') return true;
  }
  return false;
}

}  // namespace

void StrayOctetsFinder::look_at(std::string_view octets) {
  if (octets.empty()) return;
  if (!found_.nul) found_.nul = octets.find('\0') != octets.npos;
  if (!found_.bare_lf) found_.bare_lf = has_bare_lf(octets, after_cr_);
  if (!found_.bare_cr) found_.bare_cr = (after_cr_ && octets.front() != '\n') || has_bare_cr(octets);
  after_cr_ = octets.back() == '\r';
}

void StrayOctetsFinder::finish() {
  found_.bare_cr |= after_cr_;
  after_cr_ = false;
}

}  // namespace postern::smtp

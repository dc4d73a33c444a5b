#pragma once

#include <set>
#include <string>
#include <vector>

#include "dns/recorder.hpp"

namespace postern {

/// What the DNS said while messages were checked, to be written into a zone file (`--record-dns`).
class CheckRecord {
 public:
  /// An empty path records nothing. Throws std::runtime_error when the file cannot be written, or is there
  /// and no recording, which is better known before the work than after it. What it holds stays until
  /// write(): it may be the zone in use.
  explicit CheckRecord(std::string path);

  /// Each question counts once, with its first answer, so that many messages with the same questions need no
  /// more memory than one.
  void add(const std::vector<dns::Exchange>& exchanges);
  /// With a head that says how the case is replayed: with this message, at this time. Throws
  /// std::runtime_error.
  void write(const std::string& message, net::WallTime at) const;

 private:
  std::string path_;
  std::set<dns::Question> asked_;
  std::vector<dns::Exchange> exchanges_;
};

}  // namespace postern

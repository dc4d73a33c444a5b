#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "dmarc/record.hpp"
#include "dns/answer.hpp"
#include "dns/name.hpp"

namespace postern::dmarc {

/// What one domain publishes at `_dmarc.domain`.
struct Publication {
  dns::Name domain;
  dns::Status status = dns::Status::timeout;  ///< of the question for its TXT records
  std::size_t record_count = 0;               ///< how many of them are DMARC records
  std::optional<Record> record;               ///< the only one: of several none counts (RFC 9989 §4.10)

  bool is_temporary_failure() const {
    return status == dns::Status::server_failure || status == dns::Status::timeout;
  }
  bool operator==(const Publication&) const = default;
};

/// Reads the answer to the TXT question for `_dmarc.domain`.
Publication read_publication(dns::Name domain, const dns::Answer& answer);

/// One line for people: "_dmarc.example.com: p=reject sp=none psd=n", "_dmarc.com: NXDOMAIN".
std::string describe(const Publication& publication);

}  // namespace postern::dmarc

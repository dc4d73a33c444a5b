#pragma once

#include <asio/awaitable.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.hpp"
#include "dmarc/lookups.hpp"
#include "dns/name.hpp"
#include "dns/resolver.hpp"

namespace postern::dmarc {

/// Where a record wants reports to go: a mailto: URI of rua= or ruf= with a domain in it.
struct ReportTarget {
  std::string uri;
  dns::Name domain;
  base::Place place;  ///< of the URI in the record
};

/// Those of a record, which is_dmarc_record(), in their order; what is no such URI is left out.
std::vector<ReportTarget> report_targets(std::string_view text);

/// Targets beyond this are not asked about: each may cost nine questions.
inline constexpr std::size_t max_report_targets = 6;

/// What became of asking whether those targets want the reports.
struct ReportAuthorization {
  base::Findings findings;   ///< places are in the record
  bool has_trouble = false;  ///< some of it is not known: DNS trouble
};

/// Whether each target of the record at `_dmarc.domain` that belongs to another organization has published
/// that it takes reports about `domain`, at `<domain>._report._dmarc.<target>`: without that it gets none
/// (RFC 9990 §4, RFC 7489 §7.1). What is passed by reference outlives the call.
asio::awaitable<ReportAuthorization> check_report_targets(dns::Name domain, std::string text,
                                                          Lookups& lookups, dns::Resolver& resolver);

}  // namespace postern::dmarc

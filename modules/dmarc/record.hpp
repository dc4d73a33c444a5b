#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::dmarc {

/// What a domain owner asks for when DMARC fails, from mild to strict: their order is that of severity.
enum class Policy : std::uint8_t { none, quarantine, reject };
std::string_view format(Policy policy);

/// How closely an authenticated domain must match the author's.
enum class Alignment : std::uint8_t {
  relaxed,  ///< the same organizational domain (`r`)
  strict,   ///< the same name (`s`)
};

/// psd=: what the name itself is. Read now, used by the tree walk of RFC 9989.
enum class PublicSuffix : std::uint8_t { unknown, yes, no };

/// A DMARC policy record (RFC 9989 §4.7; RFC 7489 §6.3), with the defaults of what it does not say. `pct`,
/// `rf` and `ri` are gone (RFC 9989 §C), and ignored like unknown tags.
struct Record {
  Policy policy = Policy::none;                   ///< p=
  std::optional<Policy> subdomain_policy;         ///< sp=; p= where it is not said
  std::optional<Policy> nonexistent_policy;       ///< np=; sp=, then p=, where it is not said
  Alignment dkim_alignment = Alignment::relaxed;  ///< adkim=
  Alignment spf_alignment = Alignment::relaxed;   ///< aspf=
  PublicSuffix public_suffix = PublicSuffix::unknown;
  bool testing = false;  ///< t=y: what is asked for is to be lowered one step
  std::vector<std::string>
      aggregate_reports;  ///< rua=: URIs as they stand, for which only the scheme was looked at

  bool operator==(const Record&) const = default;
};

/// Whether a TXT record means to be DMARC: begins with `v=DMARC1`, blanks around the equals sign allowed.
/// Others at the same name do not count at all.
bool is_dmarc_record(std::string_view text);

/// Reads a record, leniently where the standard is: unknown tags and unknown values of known tags are as if
/// they were not there; of two tags of one name the first counts. Nothing when it is no DMARC record, or when
/// it has no valid p= and no rua= either; with a rua= a bad p= is `none` (RFC 9989 §4.7; RFC 7489 §6.6.3 step
/// 6).
std::optional<Record> parse_record(std::string_view text);

}  // namespace postern::dmarc

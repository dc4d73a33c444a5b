#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dmarc/policy.hpp"

namespace postern::dmarc {

/// How closely an authenticated domain must match the author's (RFC 9989 §4.4).
enum class AlignmentMode : std::uint8_t {
  relaxed,  ///< the same organizational domain (`r`)
  strict,   ///< the same name (`s`)
};
/// "relaxed", "strict".
std::string_view format(AlignmentMode mode);

/// psd=: whether the name that publishes the record is a public suffix, such as `com`.
enum class PublicSuffix : std::uint8_t {
  unknown,  ///< not said (`u`)
  yes,      ///< it is: organizations are one label below it (`y`)
  no,       ///< it is not, and is an organizational domain (`n`)
};

/// A DMARC policy record (RFC 9989 §4.7; RFC 7489 §6.3), with the defaults of what it does not say. `pct`,
/// `rf` and `ri` are gone (RFC 9989 §C), and ignored like unknown tags.
struct Record {
  std::optional<Policy> policy;  ///< p=; nothing: the record stands, but asks for nothing that can be applied
  std::optional<Policy> subdomain_policy;                 ///< sp=; p= where it is not said
  std::optional<Policy> nonexistent_policy;               ///< np=; sp=, then p=, where it is not said
  AlignmentMode dkim_alignment = AlignmentMode::relaxed;  ///< adkim=
  AlignmentMode spf_alignment = AlignmentMode::relaxed;   ///< aspf=
  PublicSuffix public_suffix = PublicSuffix::unknown;     ///< psd=
  bool testing = false;  ///< t=y: what is asked for is to be lowered one step
  std::vector<std::string>
      aggregate_reports;  ///< rua=: URIs as they stand, for which only the scheme was looked at

  bool operator==(const Record&) const = default;
};

/// Whether a TXT record means to be DMARC: its first tag is `v=DMARC1`, in just these letters, blanks around
/// the equals sign allowed. Others at the same name do not count at all.
bool is_dmarc_record(std::string_view text);

/// Reads a record, leniently where the standard is: unknown tags, and unknown values of known tags, are as if
/// they were not there; of two tags of one name the first counts. But a p=, sp= or np= that is none of the
/// three policies, or no p= at all, makes p= `none` where rua= names somebody who may mend it, and otherwise
/// leaves no policy: DMARC is not applied (RFC 9989 §4.10.1; RFC 7489 §6.6.3 step 6). Nothing when the text
/// is no DMARC record.
std::optional<Record> parse_record(std::string_view text);

}  // namespace postern::dmarc

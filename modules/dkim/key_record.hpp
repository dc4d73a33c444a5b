#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "dkim/public_key.hpp"

namespace postern::dkim {

/// A key as it is published (RFC 6376 §3.6.1, RFC 8463 §4). Notes (n=) and tags that are not known are
/// ignored, g= of RFC 4871 among them.
struct KeyRecord {
  KeyType type = KeyType::rsa;      ///< k=
  std::optional<PublicKey> key;     ///< p=; none when it is empty: the key was revoked
  bool accepts_sha256 = true;       ///< h= is absent or names sha256
  bool is_for_email = true;         ///< s= is absent or names "email" or "*"
  bool is_test = false;             ///< t=y: the domain only tries DKIM out
  bool is_for_domain_only = false;  ///< t=s: i= must name the domain of d= itself
};

/// The longest record that is read. RSA of 8,192 bits takes 1,430 octets.
constexpr std::size_t max_key_record = 4096;

/// The error is the reason why `text` holds no key, in words for a result: "key syntax error: no p=".
base::Result<KeyRecord, std::string> parse_key_record(std::string_view text);

/// The records to try of those at a key's name, which is not empty: those that read as a key record, at most
/// `max`, so that unrelated text beside them does no harm. Where none does, the first of all, whose fault can
/// then be reported. RFC 6376 §3.6.2.2 leaves the result of several undefined, §6.1.2 lets a verifier choose
/// one or try them. The views are into `texts`.
std::vector<std::string_view> choose_key_records(const std::vector<std::string>& texts, std::size_t max);

}  // namespace postern::dkim

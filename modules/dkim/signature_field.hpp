#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/canonicalization.hpp"
#include "dkim/public_key.hpp"
#include "dkim/result.hpp"
#include "dns/name.hpp"

namespace postern::dkim {

/// A DKIM-Signature field (RFC 6376 §3.5), and whether it can be a valid signature at all.
struct SignatureField {
  /// What it says of itself. `result` is none where only verification can tell; neutral or permerror, with a
  /// reason, where the field alone decides. The rest means something only while it is none.
  Signature report;
  KeyType key_type = KeyType::rsa;                                      ///< by a=; the hash is always SHA-256
  Canonicalization header_canonicalization = Canonicalization::simple;  ///< c=
  Canonicalization body_canonicalization = Canonicalization::simple;    ///< c=
  dns::Name domain;                                                     ///< d=, as A-labels (RFC 8616)
  dns::Name key_name;                        ///< where its key is: s=, "_domainkey", d= (§3.6.2.1)
  bool is_for_subdomain = false;             ///< i= names a domain below d=
  std::vector<std::string> fields;           ///< h=, as written
  std::string signature;                     ///< b=, octets
  std::string body_hash;                     ///< bh=, octets, of any number
  std::optional<std::uint64_t> timestamp;    ///< t=, seconds since 1970
  std::optional<std::uint64_t> expiration;   ///< x=, seconds since 1970
  std::optional<std::uint64_t> body_length;  ///< l=, octets of the canonical body

  bool is_decided() const { return report.result != Result::none; }
};

/// Reads the body of a field, folded or not, and applies RFC 6376 §6.1.1, RFC 8301 §3.1 (no SHA-1), RFC 8463
/// and RFC 8616. A field too long to be honest (over 32 KiB, 64 tags, or 512 octets of d=, i=, s= or a=) is
/// neutral and says nothing of itself: it must not reach an engine. Not looked at: all that needs a key, a
/// clock or the message.
SignatureField parse_signature_field(std::string_view field_body);

}  // namespace postern::dkim

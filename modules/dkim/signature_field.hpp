#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "dkim/result.hpp"

namespace postern::dkim {

/// A DKIM-Signature field, and whether it can be a valid signature at all.
struct SignatureField {
  /// What it says of itself. `result` is none where only verification can tell; neutral or permerror, with a
  /// reason, where the field alone decides.
  Signature report;
  std::optional<std::uint64_t> timestamp;    ///< t=, seconds since 1970
  std::optional<std::uint64_t> expiration;   ///< x=, seconds since 1970
  std::optional<std::uint64_t> body_length;  ///< l=, octets of the canonical body
  bool relaxed_body = false;                 ///< c= says how the body is canonicalized

  bool is_decided() const { return report.result != Result::none; }
};

/// Reads the body of a field, folded or not, and applies RFC 6376 §6.1.1, RFC 8301 §3.1 (no SHA-1) and RFC
/// 8463. A field too long to be honest (over 32 KiB, 64 tags, or 512 octets of d=, i=, s= or a=) is neutral
/// and says nothing of itself: it must not reach an engine. Not looked at: the base64 of b= and bh=, and all
/// that needs a key, a clock or the message.
SignatureField parse_signature_field(std::string_view field_body);

}  // namespace postern::dkim

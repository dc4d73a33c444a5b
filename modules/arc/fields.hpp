#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/canonicalization.hpp"
#include "mail/authentication_results.hpp"

namespace postern::arc {

// The three header fields of RFC 8617 §4.1. Each reader takes the body of a field, folded or not. The
// instance is read where it can be, whatever else is wrong: it says which set the field spoils.

/// Beyond this a field is not honest, and has a fault: octets of its body, of d=, s= or a=, and names in h=.
inline constexpr std::size_t max_field_octets = 32 * 1024;
inline constexpr std::size_t max_tag_octets = 512;
inline constexpr std::size_t max_field_names = 1000;

/// cv= of an ARC-Seal: what the sealer says of the chain before its own set (§4.4).
enum class ChainStatus : std::uint8_t { none, fail, pass };

/// "none", "fail", "pass".
std::string_view format(ChainStatus status);

/// ARC-Authentication-Results (§4.1.1). It has no fault but that of having no instance: what it says is no
/// condition of the chain (§3.4).
struct ResultsField {
  std::optional<int> instance;                         ///< i=
  std::optional<mail::AuthenticationResults> results;  ///< none when they cannot be read, even tolerantly
};

/// What AMS and AS have in common: whose signature it is.
struct Signer {
  std::string domain;     ///< d=, in the letters it was written with
  std::string selector;   ///< s=
  std::string algorithm;  ///< a=, lower case; "rsa-sha256" or "ed25519-sha256" in a field without fault
  std::string signature;  ///< b=, decoded
};

/// ARC-Message-Signature (§4.1.2): a DKIM-Signature without v= and i=.
struct MessageSignature {
  std::optional<int> instance;  ///< i=
  std::string fault;            ///< why it can never verify; empty where only verification can tell
  Signer signer;
  std::string body_hash;                                                            ///< bh=, decoded
  std::vector<std::string> field_names;                                             ///< h=
  dkim::Canonicalization header_canonicalization = dkim::Canonicalization::simple;  ///< c=
  dkim::Canonicalization body_canonicalization = dkim::Canonicalization::simple;
  std::optional<std::uint64_t> body_length;  ///< l=
  std::optional<std::uint64_t> expiration;   ///< x=, seconds since 1970
};

/// ARC-Seal (§4.1.3).
struct Seal {
  std::optional<int> instance;        ///< i=
  std::string fault;                  ///< why it can never verify
  std::optional<ChainStatus> status;  ///< cv=
  Signer signer;
};

ResultsField parse_results_field(std::string_view field_body);
MessageSignature parse_message_signature(std::string_view field_body);
Seal parse_seal(std::string_view field_body);

}  // namespace postern::arc

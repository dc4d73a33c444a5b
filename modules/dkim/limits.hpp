#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace postern::dkim {

/// What a signature is worth that verified, but whose l= leaves a part of the body out, to which anything may
/// have been added (RFC 6376 §8.2). The share that is covered is said in every case but `accept`.
enum class PartialBody : std::uint8_t {
  ignore_signature,  ///< it is `policy`, which nothing relies on
  accept,            ///< it is a pass like any other
  annotate,          ///< it is a pass, with a remark
};

/// "ignore-signature", "accept", "annotate".
std::string_view format(PartialBody policy);
std::optional<PartialBody> parse_partial_body(std::string_view text);

/// What an engine accepts. Together with the limits of parse_signature_field() they bound what a message can
/// cost: at most max_signatures lookups, max_signatures * max_keys public key operations (of 0.25 ms at 8,192
/// bits, 0.02 ms at 2,048), and two passes over the body.
struct Limits {
  /// So many signatures are verified: each costs its sender nothing and us a lookup and an RSA operation, and
  /// honest mail has one to four. Which they are says candidates.hpp.
  std::size_t max_signatures = 10;
  /// Of several keys at one name so many are tried (RFC 6376 §6.1.2 allows either).
  std::size_t max_keys = 3;
  /// RFC 8301 §3.2: shorter RSA keys must not be considered valid.
  unsigned min_rsa_bits = 1024;
  /// RFC 8301 §3.2: verifiers must handle 4,096 bits and may handle more.
  unsigned max_rsa_bits = 8192;
  PartialBody partial_body = PartialBody::ignore_signature;
};

}  // namespace postern::dkim

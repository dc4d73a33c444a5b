#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "dkim/sha256.hpp"

struct evp_pkey_st;  // OpenSSL's, which stays out of this header

namespace postern::dkim {

/// k= of a key record (RFC 6376 §3.6.1, RFC 8463 §4.1), and what a= begins with.
enum class KeyType : std::uint8_t { rsa, ed25519 };

/// "rsa", "ed25519".
std::string_view format(KeyType type);

/// A public key, decoded once, which costs seven times a verification. Copies share it; any number of threads
/// may verify with it at once.
class PublicKey {
 public:
  /// `octets` are p= of a key record, decoded. RSA: a SubjectPublicKeyInfo, or an RSAPublicKey (PKCS#1),
  /// which RFC 6376 names and few publish (erratum 3017). ed25519: 32 octets (RFC 8463 §4.2). Nothing when
  /// they are another thing, something follows them, or the RSA exponent has more than 64 bits, which can
  /// make a verification cost a thousand times as much.
  static std::optional<PublicKey> parse(KeyType type, std::string_view octets);

  KeyType type() const { return type_; }
  /// Size of the modulus of an RSA key, 256 for ed25519. Whether it is enough is for the caller to say.
  unsigned bits() const { return bits_; }

  /// `signature` (octets, not base64) is of rsa-sha256 (PKCS#1 v1.5, RFC 6376 §3.3.1) or ed25519-sha256 (RFC
  /// 8463 §3), as the key's type has it, over the octets that `digest` is the hash of.
  bool verify(const Digest& digest, std::string_view signature) const;

 private:
  PublicKey(KeyType type, std::shared_ptr<evp_pkey_st> key);

  KeyType type_;
  unsigned bits_;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace postern::dkim

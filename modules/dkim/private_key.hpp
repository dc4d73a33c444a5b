#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "dkim/public_key.hpp"

namespace postern::dkim {

/// A key to sign with, of RSA (1,024 bits at least) or ed25519. Copies share it; any number of threads may
/// sign with it at once.
class PrivateKey {
 public:
  /// `pem` is the text of a key file, PKCS#8 or PKCS#1, without pass phrase. The error is a sentence for the
  /// administrator, which holds nothing of the key.
  static base::Result<PrivateKey, std::string> parse(std::string_view pem);

  KeyType type() const { return type_; }
  /// What a= says: "rsa-sha256", "ed25519-sha256".
  std::string algorithm() const;
  /// What must be published for it: "v=DKIM1; k=rsa; p=...".
  std::string record_text() const;

  /// The octets of a signature over the octets that `digest` is the hash of; for b=, in base64. Throws
  /// std::bad_alloc when OpenSSL cannot.
  std::string sign(const Digest& digest) const;

 private:
  PrivateKey(KeyType type, std::shared_ptr<evp_pkey_st> key);

  KeyType type_;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace postern::dkim

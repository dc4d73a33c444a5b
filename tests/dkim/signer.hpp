#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace postern::test {

/// A file of tests/data/dkim.
std::string read_data(const std::string& name);

/// A private key of tests/data/dkim, and the domain and selector it signs for.
class SigningKey {
 public:
  /// `name`: "rsa2048", "rsa1024", "rsa768" or "ed25519" (the key of RFC 8463 appendix A.1).
  static SigningKey load(std::string_view name, std::string domain = "example.com",
                         std::string selector = "s1");

  const std::string& domain() const { return domain_; }
  const std::string& selector() const { return selector_; }
  /// The algorithm of its signatures: rsa-sha256 or ed25519-sha256.
  std::string algorithm() const;
  /// "s1._domainkey.example.com"
  std::string record_name() const { return selector_ + "._domainkey." + domain_; }
  /// The public key as the TXT record at record_name().
  std::string record_text() const;

  /// The octets of a signature over `data`; RSA with SHA-1 if asked to (RFC 8301 forbids it: it must be seen
  /// to fail).
  std::string sign_octets(std::string_view data, bool with_sha1 = false) const;

 private:
  SigningKey(std::shared_ptr<void> key, std::string domain, std::string selector);

  std::shared_ptr<void> key_;  // an EVP_PKEY: OpenSSL stays out of this header
  std::string domain_;
  std::string selector_;
};

/// How to sign, where it matters to a test.
struct Signing {
  std::string canonicalization = "relaxed/relaxed";  ///< c=
  std::string fields = "from:to:subject:date";       ///< h=
  std::string more_tags;                             ///< put before h=, each with its semicolon: "x=1; i=@b;"
  std::optional<std::size_t> body_length;            ///< l=
  bool with_sha1 = false;                            ///< a=rsa-sha1
};

/// `message` (CRLF line ends, well-formed fields) with a DKIM-Signature field before it. Written from RFC
/// 6376 §3.4 to §3.7 alone, sharing nothing with what verifies.
std::string sign(const SigningKey& key, std::string_view message, const Signing& how = {});

}  // namespace postern::test

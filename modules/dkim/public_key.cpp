#include "dkim/public_key.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <new>
#include <utility>

#include "base/handle.hpp"

namespace postern::dkim {
namespace {

using base::Handle;
using KeyHandle = Handle<EVP_PKEY, EVP_PKEY_free>;

constexpr std::size_t ed25519_octets = 32;
constexpr unsigned ed25519_bits = 256;
constexpr int max_exponent_bits = 64;

// A thread's list of errors is shared with all that uses OpenSSL: what went wrong here must not be found
// there.
class ErrorsOfThis {
 public:
  ErrorsOfThis() { ERR_set_mark(); }
  ~ErrorsOfThis() { ERR_pop_to_mark(); }
  ErrorsOfThis(const ErrorsOfThis&) = delete;
  ErrorsOfThis& operator=(const ErrorsOfThis&) = delete;
};

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// A key that ends with `octets`.
template <class Decode>
KeyHandle decode(std::string_view octets, Decode decode_from) {
  const auto* at = bytes(octets);
  KeyHandle key(decode_from(&at, static_cast<long>(octets.size())));
  return at == bytes(octets) + octets.size() ? std::move(key) : nullptr;
}

bool has_short_exponent(const EVP_PKEY* key) {
  BIGNUM* exponent = nullptr;
  if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) != 1) return false;
  const Handle<BIGNUM, BN_free> owner(exponent);
  return BN_num_bits(exponent) <= max_exponent_bits;
}

KeyHandle decode_rsa(std::string_view octets) {
  auto key = decode(octets, [](auto at, long size) { return d2i_PUBKEY(nullptr, at, size); });
  if (!key)
    key = decode(octets, [](auto at, long size) { return d2i_PublicKey(EVP_PKEY_RSA, nullptr, at, size); });
  const bool is_usable =
      key && EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA && has_short_exponent(key.get());
  return is_usable ? std::move(key) : nullptr;
}

KeyHandle decode_ed25519(std::string_view octets) {
  if (octets.size() != ed25519_octets) return nullptr;
  return KeyHandle(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(octets), octets.size()));
}

bool verify_rsa(EVP_PKEY* key, const Digest& digest, std::string_view signature) {
  const Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new(key, nullptr));
  if (!context) throw std::bad_alloc();
  return EVP_PKEY_verify_init(context.get()) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
         EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) == 1 &&
         EVP_PKEY_verify(context.get(), bytes(signature), signature.size(), digest.data(), digest.size()) ==
             1;
}

// RFC 8463 §3: what is signed is the hash, as a message.
bool verify_ed25519(EVP_PKEY* key, const Digest& digest, std::string_view signature) {
  const Handle<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(), digest.data(), digest.size()) ==
             1;
}

}  // namespace

std::string_view format(KeyType type) {
  switch (type) {
    case KeyType::rsa:
      return "rsa";
    case KeyType::ed25519:
      return "ed25519";
  }
  return "";
}

PublicKey::PublicKey(KeyType type, std::shared_ptr<evp_pkey_st> key)
    : type_(type),
      bits_(type == KeyType::rsa ? static_cast<unsigned>(EVP_PKEY_get_bits(key.get())) : ed25519_bits),
      key_(std::move(key)) {}

std::optional<PublicKey> PublicKey::parse(KeyType type, std::string_view octets) {
  const ErrorsOfThis errors;
  auto key = type == KeyType::rsa ? decode_rsa(octets) : decode_ed25519(octets);
  if (!key) return std::nullopt;
  return PublicKey(type, std::move(key));
}

bool PublicKey::verify(const Digest& digest, std::string_view signature) const {
  const ErrorsOfThis errors;
  return type_ == KeyType::rsa ? verify_rsa(key_.get(), digest, signature)
                               : verify_ed25519(key_.get(), digest, signature);
}

}  // namespace postern::dkim

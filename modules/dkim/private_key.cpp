#include "dkim/private_key.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <new>
#include <utility>

#include "base/handle.hpp"
#include "dkim/base64.hpp"

namespace postern::dkim {
namespace {

using base::Handle;
using base::Unexpected;

constexpr int min_rsa_bits = 1024;  // RFC 8301 §3.2

void require(bool fact) {
  if (!fact) throw std::bad_alloc();
}

// There is nobody to ask for a pass phrase.
int no_pass_phrase(char*, int, int, void*) {
  return -1;
}

std::shared_ptr<evp_pkey_st> read_pem(std::string_view pem) {
  const Handle<BIO, BIO_free> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  require(text != nullptr);
  Handle<EVP_PKEY, EVP_PKEY_free> key(PEM_read_bio_PrivateKey(text.get(), nullptr, no_pass_phrase, nullptr));
  ERR_clear_error();
  return key;
}

unsigned char* bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string sign_rsa(EVP_PKEY* key, const Digest& digest) {
  const Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new(key, nullptr));
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
  auto length = signature.size();
  require(context && EVP_PKEY_sign_init(context.get()) == 1 &&
          EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
          EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) == 1 &&
          EVP_PKEY_sign(context.get(), bytes(signature), &length, digest.data(), digest.size()) == 1);
  signature.resize(length);
  return signature;
}

std::string sign_ed25519(EVP_PKEY* key, const Digest& digest) {
  const Handle<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
  auto length = signature.size();
  require(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) == 1 &&
          EVP_DigestSign(context.get(), bytes(signature), &length, digest.data(), digest.size()) == 1);
  signature.resize(length);
  return signature;
}

// RFC 6376 §3.6.1: as SubjectPublicKeyInfo, as everybody does. RFC 8463 §4.2: the 32 octets alone.
std::string public_octets(EVP_PKEY* key, KeyType type) {
  std::string octets;
  if (type == KeyType::rsa) {
    octets.resize(static_cast<std::size_t>(i2d_PUBKEY(key, nullptr)));
    auto* at = bytes(octets);
    require(i2d_PUBKEY(key, &at) > 0);
  } else {
    auto length = std::size_t{32};
    octets.resize(length);
    require(EVP_PKEY_get_raw_public_key(key, bytes(octets), &length) == 1);
  }
  return octets;
}

}  // namespace

PrivateKey::PrivateKey(KeyType type, std::shared_ptr<evp_pkey_st> key) : type_(type), key_(std::move(key)) {}

base::Result<PrivateKey, std::string> PrivateKey::parse(std::string_view pem) {
  auto key = read_pem(pem);
  if (!key) return Unexpected{std::string("no private key in PEM form, or one with a pass phrase")};
  switch (EVP_PKEY_get_base_id(key.get())) {
    case EVP_PKEY_ED25519:
      return PrivateKey(KeyType::ed25519, std::move(key));
    case EVP_PKEY_RSA:
      if (EVP_PKEY_get_bits(key.get()) < min_rsa_bits)
        return Unexpected{std::string("an RSA key needs 1024 bits at least (RFC 8301)")};
      return PrivateKey(KeyType::rsa, std::move(key));
    default:
      return Unexpected{std::string("the private key is of neither RSA nor ed25519")};
  }
}

std::string PrivateKey::algorithm() const {
  return std::string(format(type_)) + "-sha256";
}

std::string PrivateKey::record_text() const {
  return "v=DKIM1; k=" + std::string(format(type_)) +
         "; p=" + format_base64(public_octets(key_.get(), type_));
}

std::string PrivateKey::sign(const Digest& digest) const {
  return type_ == KeyType::rsa ? sign_rsa(key_.get(), digest) : sign_ed25519(key_.get(), digest);
}

}  // namespace postern::dkim

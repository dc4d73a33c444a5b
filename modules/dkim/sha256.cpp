#include "dkim/sha256.hpp"

#include <openssl/evp.h>

#include <new>

namespace postern::dkim {

namespace {
void require(bool fact) {
  if (!fact) throw std::bad_alloc();
}
}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  require(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

void Sha256::feed(std::string_view octets) {
  require(EVP_DigestUpdate(context_.get(), octets.data(), octets.size()) == 1);
}

Digest Sha256::digest() const {
  const std::unique_ptr<evp_md_ctx_st, Free> copy(EVP_MD_CTX_new());
  Digest digest{};
  require(copy != nullptr && EVP_MD_CTX_copy_ex(copy.get(), context_.get()) == 1 &&
          EVP_DigestFinal_ex(copy.get(), digest.data(), nullptr) == 1);
  return digest;
}

Digest sha256(std::string_view octets) {
  Sha256 hash;
  hash.feed(octets);
  return hash.digest();
}

std::string_view octets_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace postern::dkim

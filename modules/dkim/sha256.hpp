#pragma once

#include <array>
#include <memory>
#include <string_view>

struct evp_md_ctx_st;  // OpenSSL's, which stays out of this header

namespace postern::dkim {

/// What SHA-256 makes of any octets: the one hash of DKIM (RFC 8301 §3.1) and ARC.
using Digest = std::array<unsigned char, 32>;

/// SHA-256 of octets that come in pieces. Throws std::bad_alloc when OpenSSL has no memory or no SHA-256.
class Sha256 {
 public:
  Sha256();

  void feed(std::string_view octets);
  /// Of what was fed until now; more may be fed afterwards.
  Digest digest() const;

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

Digest sha256(std::string_view octets);

/// For comparing with a decoded bh=.
std::string_view octets_of(const Digest& digest);

}  // namespace postern::dkim

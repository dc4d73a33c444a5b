#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "dkim/canonicalization.hpp"
#include "dkim/sha256.hpp"

namespace postern::dkim {

/// The hash of a body under one canonicalization, for any number of signatures: those with l= (RFC 6376 §3.5)
/// see the hash as it was after so many octets, so that the body is hashed once however many there are.
class BodyHash {
 public:
  explicit BodyHash(Canonicalization how) : canonicalizer_(how) {}

  /// The hash of the first `length` canonical octets will be asked for. Before the first feed().
  void also_of(std::uint64_t length) { prefixes_[length]; }
  /// The next octets of the body as received, in any chunking.
  void feed(std::string_view octets);
  /// The body is complete.
  void finish();

  // After finish():

  /// Of the canonical body, octets.
  std::uint64_t length() const { return length_; }
  Digest digest() const { return hash_.digest(); }
  /// Of the first `length` octets, which also_of() announced; nothing when the body has fewer.
  std::optional<Digest> digest_of(std::uint64_t length) const { return prefixes_.at(length); }

 private:
  void drain();
  void append(std::string_view run);
  void flush();

  BodyCanonicalizerView canonicalizer_;
  Sha256 hash_;
  std::string small_runs_;    // not hashed yet; what is short is collected, OpenSSL's calls are not cheap
  std::uint64_t length_ = 0;  // with small_runs_
  std::map<std::uint64_t, std::optional<Digest>> prefixes_;
};

}  // namespace postern::dkim

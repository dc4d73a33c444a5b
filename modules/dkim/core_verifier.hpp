#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/body_hash.hpp"
#include "dkim/candidates.hpp"
#include "dkim/key_cache.hpp"
#include "dkim/signed_header.hpp"
#include "dkim/stray_line_ends.hpp"
#include "dkim/verifier.hpp"

namespace postern::dkim {

/// One message in our own engine; private to this folder. `keys` outlives it.
class CoreVerifier final : public Verifier {
 public:
  CoreVerifier(KeyCache& keys, const Limits& limits) : keys_(keys), limits_(limits) {}

  void header(std::string_view raw_field) override;
  std::vector<dns::Name> end_of_header() override;
  void body(std::string_view octets) override;
  void set_key(const dns::Name& name, dns::Answer answer) override;
  std::vector<Signature> finish(std::chrono::system_clock::time_point now) override;

  /// How many public key operations it took.
  std::size_t verifications() const { return verifications_; }

 private:
  void prepare_body_hash(const SignatureField& field);
  Signature verify(const Candidate& candidate, std::chrono::system_clock::time_point now);
  Signature verify_with_keys(const Candidate& candidate, const std::vector<std::string>& texts);
  void verify_with_key(SignatureField& field, std::size_t number, const KeyRecord& record);
  void judge_body(SignatureField& field) const;
  void judge_signature(SignatureField& field, std::size_t number, const PublicKey& key);
  const Digest& header_hash(const SignatureField& field, std::size_t number);

  KeyCache& keys_;
  Limits limits_;
  SignedHeader header_;
  Candidates signatures_;
  std::vector<Candidate> candidates_;  // those of the above that are looked at
  std::string trouble_;  // why no signature of this message can be verified; empty when they can
  std::map<dns::Name, dns::Answer> answers_;
  StrayLineEnds stray_line_ends_;
  std::map<Canonicalization, BodyHash> bodies_;  // those that some signature needs
  std::map<std::size_t, Digest> header_hashes_;  // by the number of the signature
  std::size_t verifications_ = 0;
};

}  // namespace postern::dkim

#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "arc/chain.hpp"
#include "arc/outcome.hpp"
#include "dkim/body_hash.hpp"
#include "dkim/key_cache.hpp"
#include "dkim/signed_header.hpp"
#include "dns/answer.hpp"
#include "dns/name.hpp"

namespace postern::arc {

/// See Verifier.
inline constexpr std::size_t max_signed_octets = 8 * 1024 * 1024;

/// Validates the chain of one message (RFC 8617 §5.2). The calls come in the order in which they stand here:
/// header fields, end of header, body, finish. The caller looks the keys up, while the body streams.
///
/// Costs are bounded by 50 sets: 100 names, each asked once; two hashes of the body, whatever the number of
/// signatures; 100 signatures, each over at most the header. A chain whose structure is wrong costs none of
/// this. Older message signatures, which only oldest_pass is about, are left unchecked when checking them all
/// would mean to hash over max_signed_octets of header: fifty honest sets stay far below.
class Verifier {
 public:
  /// The cache outlives the verifier.
  explicit Verifier(dkim::KeyCache& keys) : keys_(keys) {}

  /// The next field as received, with its folds; with or without its final CRLF. Well-formed fields only.
  void header(std::string_view raw_field);
  /// The names whose TXT records are the keys, each once.
  [[nodiscard]] std::vector<dns::Name> end_of_header();
  /// The next octets of the body, in any chunking, before or after any set_key.
  void body(std::string_view octets);
  /// The answer to the TXT question for one of the names of end_of_header().
  void set_key(const dns::Name& name, dns::Answer answer);
  /// `now` judges x= of message signatures. A key that was not set is a temperror: the lookup did not finish
  /// in time. Must be called once.
  [[nodiscard]] Outcome finish(std::chrono::system_clock::time_point now);

 private:
  const dns::Answer* answer_for(const Signer& signer) const;
  void check_message_signatures(Outcome& outcome, std::chrono::system_clock::time_point now);
  Check check_message_signature(const Placed<MessageSignature>& placed,
                                std::chrono::system_clock::time_point now);
  void check_seals(Outcome& outcome);

  dkim::KeyCache& keys_;
  ChainReader reader_;
  Chain chain_;
  dkim::SignedHeader header_;
  std::size_t header_octets_ = 0;
  std::map<dns::Name, std::optional<dns::Answer>> answers_;
  std::array<std::optional<dkim::BodyHash>, 2> body_hashes_;  // by canonicalization
};

}  // namespace postern::arc

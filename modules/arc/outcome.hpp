#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.hpp"
#include "mail/authentication_results.hpp"

namespace postern::arc {

/// What became of the chain. RFC 8617 §4.4 knows none, pass and fail, and makes a failed lookup a fail for
/// good (§5.2.1). That is what a seal of ours then says (cv=fail); to our own side we say by the word of RFC
/// 8601 §2.7 that it is not known, since our domain may try the message again.
enum class Result : std::uint8_t {
  none,       ///< there is no chain
  pass,       ///< structure, newest message signature and all seals are valid
  fail,       ///< they are not; to be treated as no chain (§5.2)
  temperror,  ///< nothing found is wrong, but a key that is needed could not be had now
};

/// "none", "pass"...
std::string_view format(Result result);

/// What became of one signature.
struct Check {
  enum class Status : std::uint8_t { unchecked, pass, fail, temperror };
  Status status = Status::unchecked;
  std::string reason;  ///< why not pass; may hold text from the message
  bool operator==(const Check&) const = default;
};

/// One set, as far as the message has it. Texts come from the message, and names may be spelled in A-labels
/// or U-labels.
struct SetReport {
  int instance = 0;
  std::string seal_domain;         ///< d= of the ARC-Seal: who vouches for the set
  std::string seal_selector;       ///< s= of it
  std::string signature_domain;    ///< d= of the ARC-Message-Signature
  std::string signature_selector;  ///< s= of it
  /// What the sealer says it found; none when that cannot be read. Worth nothing unless the chain passes and
  /// the sealer is trusted.
  std::optional<mail::AuthenticationResults> results;
  Check signature;
  Check seal;
};

/// What was found out about a message's chain.
struct Outcome {
  Result result = Result::none;
  std::string reason;  ///< why not pass, in words for a postmaster; empty for none and pass
  /// The lowest instance down to which all message signatures are known to verify, 0 when all do (RFC 8617
  /// §5.2 step 5). Only for a pass.
  int oldest_pass = 0;
  std::vector<SetReport> sets;  ///< by instance; with result pass 1 to N, else what there is
  /// The newest ARC-Seal says cv=fail; nobody seals after it.
  bool is_ended = false;

  int highest_instance() const { return sets.empty() ? 0 : sets.back().instance; }
};

/// The outcome for an Authentication-Results field (RFC 8617 §6): the sealers' domains as a comment, newest
/// first; header.oldest-pass of a pass; smtp.remote-ip where the client's address is known.
mail::MethodResult method_result(const Outcome& outcome, const std::optional<base::IpAddress>& client);

}  // namespace postern::arc

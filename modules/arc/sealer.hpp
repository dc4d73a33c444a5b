#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "arc/outcome.hpp"
#include "base/result.hpp"
#include "dkim/private_key.hpp"
#include "dkim/sha256.hpp"
#include "mail/authentication_results.hpp"
#include "mail/header_block.hpp"

namespace postern::arc {

/// What we found out about a message, and now vouch for.
struct Assessment {
  Outcome chain;  ///< of the message as it was received
  /// What this side found (RFC 8617 §4.1.1), its arc result among it. Never taken from a field of the message
  /// that anybody could have written.
  mail::AuthenticationResults results;
  mail::Charset charset = mail::Charset::ascii;  ///< what the header may hold
  std::chrono::system_clock::time_point now;     ///< t=
};

/// Adds sets to messages (RFC 8617 §5.1), for one domain and key. May be used by any number of threads at
/// once; to rotate keys, make another.
class Sealer {
 public:
  /// d=, s=, and the text of the key file. The error is a sentence for the administrator.
  static base::Result<Sealer, std::string> make(std::string_view domain, std::string_view selector,
                                                std::string_view private_key_pem);

  /// The three fields, ready to be put on top of `header`: ARC-Seal, ARC-Message-Signature,
  /// ARC-Authentication-Results. Nothing when the chain ended with cv=fail (§5.1 step 2) or has 50 sets.
  ///
  /// `header` is the header as it is sent on, `body_hash` that of the body as it is sent on, under relaxed
  /// canonicalization (§5.1 step 1: nothing may be changed afterwards). So the caller
  ///   1. verifies the message as received, the body hash running along (dkim::BodyHash);
  ///   2. removes forged Authentication-Results and adds its own fields, Received the lowest: a message that
  ///      begins with a blank goes on with whatever field stands above it;
  ///   3. seals, and puts what it gets above all other fields.
  /// ARC fields of the message stay as they are.
  std::optional<std::string> seal(const mail::HeaderBlock& header, const dkim::Digest& body_hash,
                                  const Assessment& assessment) const;

  const std::string& domain() const { return domain_; }
  const std::string& selector() const { return selector_; }
  /// Where the key must be published, and as what.
  std::string record_name() const { return selector_ + "._domainkey." + domain_; }
  std::string record_text() const { return key_.record_text(); }

 private:
  Sealer(std::string domain, std::string selector, dkim::PrivateKey key);

  std::string message_signature(const mail::HeaderBlock& header, const dkim::Digest& body_hash,
                                std::string_view tags) const;

  std::string domain_;
  std::string selector_;
  dkim::PrivateKey key_;
};

}  // namespace postern::arc

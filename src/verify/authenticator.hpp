#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arc/sealer.hpp"
#include "arc/verifier.hpp"
#include "dkim/body_hash.hpp"
#include "dkim/verifier.hpp"
#include "dmarc/check.hpp"
#include "dmarc/public_suffix.hpp"
#include "dns/resolver.hpp"
#include "iprev/iprev.hpp"
#include "mail/header_block.hpp"
#include "net/task_group.hpp"
#include "server/gate.hpp"
#include "verify/other_checks.hpp"
#include "verify/verdict.hpp"

namespace postern {

/// Counts what is asked of another resolver.
class MeteredResolver final : public dns::Resolver {
 public:
  explicit MeteredResolver(dns::Resolver& inner) : inner_(inner) {}
  asio::awaitable<dns::Answer> resolve(dns::Question question) override;

  std::size_t questions() const { return questions_; }
  std::size_t from_cache() const { return from_cache_; }

 private:
  dns::Resolver& inner_;
  std::size_t questions_ = 0;
  std::size_t from_cache_ = 0;
};

/// The tools of the checks; they outlive every Authenticator.
struct CheckTools {
  net::World& world;
  dns::Resolver& resolver;
  const dmarc::PublicSuffixes& suffixes;
  bool keeps_walk = false;  ///< SPF tells how it came to its results, for people
};

/// Runs the checks of one message beside its dialogue: iprev and SPF from MAIL on, the keys of DKIM and ARC
/// and the DMARC policy from the end of the header on, while the body streams. Must be stopped, or have
/// finished, before it is destroyed.
class Authenticator {
 public:
  /// `gate` outlives it.
  Authenticator(const CheckTools& tools, const Gate& gate);

  void sender_known(const Sending& sending);
  /// What the client is to us; a stranger until it is known.
  Standing standing() const { return standing_; }
  /// Why the sender is not checked, or not all of it, if so.
  std::string_view not_checked() const { return not_checked_; }
  void header_complete(const mail::HeaderBlock& header);
  void body(std::string_view octets);

  /// Waits until everything is known, or until `deadline`: what is not known then is temperror.
  asio::awaitable<Verdict> finish(net::TimePoint deadline);
  /// Ends whatever is still running.
  asio::awaitable<void> stop();

  /// The ARC set to stand above `header`, which is the header as it goes on, with our own fields in it. After
  /// finish(). Empty when this listener does not seal, or nobody may go on with the chain.
  std::string seal(const mail::HeaderBlock& header, const arc::Assessment& assessment);

  std::size_t dns_questions() const { return resolver_.questions(); }
  std::size_t dns_from_cache() const { return resolver_.from_cache(); }

 private:
  void check_sender(const base::IpAddress& client, const Sending& sending);
  asio::awaitable<void> check_iprev(base::IpAddress client);
  asio::awaitable<void> check_spf(SpfResult& result);
  asio::awaitable<void> fetch_key(dns::Name name);
  asio::awaitable<void> discover(std::size_t author);
  asio::awaitable<void> judge_authors(net::TimePoint deadline);
  void judge_chain();
  std::vector<dmarc::Identifier> dmarc_identifiers() const;
  bool checks_sender() const { return treatment_of(standing_).checks_sender; }
  const CheckConfig& settings() const { return gate_.config.checks; }

  CheckTools tools_;
  const Gate& gate_;
  MeteredResolver resolver_;
  std::unique_ptr<dkim::Verifier> dkim_;     // null: not checked
  std::optional<arc::Verifier> arc_;         // nothing: not checked
  std::optional<dkim::BodyHash> seal_hash_;  // of the body, to be sealed
  Standing standing_ = Standing::stranger;
  std::string not_checked_;
  std::string untold_spf_;  // the domain that SPF would be about, of a client whose address is not known
  Verdict verdict_;
  std::optional<dmarc::Check> dmarc_;  // from the end of the header on
  net::TaskGroup tasks_;
  OtherChecks others_;
};

}  // namespace postern

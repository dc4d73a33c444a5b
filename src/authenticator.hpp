#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client.hpp"
#include "config.hpp"
#include "dkim/verifier.hpp"
#include "dmarc/check.hpp"
#include "dmarc/public_suffix.hpp"
#include "dns/resolver.hpp"
#include "iprev/iprev.hpp"
#include "mail/header_block.hpp"
#include "net/task_group.hpp"
#include "spf/evaluate.hpp"
#include "verdict.hpp"

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
  const dkim::Engine& dkim;
  const dmarc::PublicSuffixes& suffixes;
};

/// Runs the checks of one message beside its dialogue: iprev and SPF from MAIL on, the DKIM keys and the
/// DMARC policy from the end of the header on, while the body streams. Must be stopped, or have finished,
/// before it is destroyed.
class Authenticator {
 public:
  /// `config` outlives it.
  Authenticator(const CheckTools& tools, const ListenerConfig& config);

  /// `sender` is the reverse-path without brackets, empty for <>.
  void sender_known(const ClientIdentity& client, std::string_view sender);
  /// Why iprev and SPF are not evaluated, if so.
  std::string_view not_checked() const { return not_checked_; }
  void header_complete(const mail::HeaderBlock& header);
  void body(std::string_view octets) { verifier_->body(octets); }

  /// Waits until everything is known, or until `deadline`: what is not known then is temperror.
  asio::awaitable<Verdict> finish(net::TimePoint deadline);
  /// Ends whatever is still running.
  asio::awaitable<void> stop();

  std::size_t dns_questions() const { return resolver_.questions(); }
  std::size_t dns_from_cache() const { return resolver_.from_cache(); }

 private:
  asio::awaitable<void> check_iprev(base::IpAddress client);
  asio::awaitable<void> check_spf(spf::Request request, SpfResult& into);
  asio::awaitable<void> fetch_key(dns::Name name);
  asio::awaitable<void> discover(std::size_t author);
  asio::awaitable<void> judge_authors(net::TimePoint deadline);
  std::vector<dmarc::Identifier> dmarc_identifiers() const;

  CheckTools tools_;
  const ListenerConfig& config_;
  MeteredResolver resolver_;
  std::unique_ptr<dkim::Verifier> verifier_;
  std::string not_checked_;
  Verdict verdict_;
  std::optional<dmarc::Check> dmarc_;  // from the end of the header on
  net::TaskGroup tasks_;
};

}  // namespace postern

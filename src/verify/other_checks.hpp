#pragma once

#include <asio/awaitable.hpp>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "dmarc/public_suffix.hpp"
#include "dns/resolver.hpp"
#include "mail/authentication_results.hpp"
#include "mail/header_block.hpp"
#include "net/task_group.hpp"
#include "net/tls_facts.hpp"
#include "session/client.hpp"
#include "verify/check_config.hpp"
#include "verify/trust.hpp"

namespace postern {

/// Whom a message comes from, as far as it is known at MAIL.
struct Sending {
  ClientIdentity client;
  std::string sender;                  ///< the reverse-path without brackets, empty for <>
  const net::TlsFacts* tls = nullptr;  ///< of the connection, which outlives this; null: in the clear
};

/// Runs the checks of modules/checks that a listener has switched on, beside the others. What does not come
/// in time is temperror. Those of client and sender are made where the sender is checked (trust.hpp); what is
/// about the connection or the header alone is always told.
class OtherChecks {
 public:
  /// All of these outlive it, and it outlives what it starts in `tasks`.
  OtherChecks(const CheckConfig& config, const dmarc::PublicSuffixes& suffixes, dns::Resolver& resolver,
              net::TaskGroup& tasks)
      : config_(config), suffixes_(suffixes), resolver_(resolver), tasks_(tasks) {}

  void sender_known(const Sending& sending, const Treatment& treatment);
  void header_complete(const mail::HeaderBlock& header);
  /// What is known now, in the order in which the checks were started.
  std::vector<mail::MethodResult> results() const { return {results_.begin(), results_.end()}; }

 private:
  void start(mail::MethodResult unknown, asio::awaitable<mail::MethodResult> check);
  void ask_about_client(const base::IpAddress& client, std::string_view helo);
  void ask_for_return(std::string_view domain, std::string_view whose);

  const CheckConfig& config_;
  const dmarc::PublicSuffixes& suffixes_;
  dns::Resolver& resolver_;
  net::TaskGroup& tasks_;
  bool checks_sender_ = true;
  std::string sender_;
  std::list<mail::MethodResult> results_;  // which checks write into
};

}  // namespace postern

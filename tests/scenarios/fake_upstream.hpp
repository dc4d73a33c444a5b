#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/stream.hpp"
#include "net/tls_server.hpp"
#include "smtp/transaction.hpp"
#include "support/simulated_world.hpp"

namespace postern::test {

/// The next server of a scenario. It takes everything, but for what a rule says of a command; it writes down
/// what it saw. Only a message whose end it saw, and to which it said 2xx, counts as delivered: once, or,
/// when it speaks LMTP, once for each recipient to which it said so.
class FakeUpstream {
 public:
  /// What to do instead at a command that matches `pattern`. "connect" matches a new connection, "." the end
  /// of a message, and ". <bob@example.org>" that recipient's turn there (LMTP).
  struct Rule {
    std::string pattern;
    std::string action;  ///< a reply (lines separated by \n), "close", "reset", "silence", or "slow SECONDS"
    bool once = false;
    bool used = false;
  };

  explicit FakeUpstream(SimulatedWorld& world) : world_(world) {}

  std::vector<std::string> offers{"PIPELINING", "SIZE 50000000", "8BITMIME",
                                  "SMTPUTF8",   "DSN",           "ENHANCEDSTATUSCODES"};
  std::vector<Rule> rules;
  smtp::Protocol protocol = smtp::Protocol::smtp;
  bool wants_proxy_header = false;
  /// For STARTTLS, which is offered only when `offers` say so, or from the first octet.
  std::shared_ptr<const net::TlsServer> tls;
  bool implicit_tls = false;

  asio::awaitable<void> serve(std::unique_ptr<net::Stream> stream);

  /// Every command and the marks "connect", "PROXY ADDRESS", "TLS" and "." in the order in which they came,
  /// over all connections.
  const std::vector<std::string>& seen() const { return seen_; }
  /// The commands that were read at once, joined by " | ".
  const std::vector<std::string>& batches() const { return batches_; }
  const std::vector<std::string>& delivered() const { return delivered_; }

 private:
  class Connection;
  Rule* rule_for(const std::string& command);

  SimulatedWorld& world_;
  std::vector<std::string> seen_;
  std::vector<std::string> batches_;
  std::vector<std::string> delivered_;
};

}  // namespace postern::test

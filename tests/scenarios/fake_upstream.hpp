#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "net/stream.hpp"
#include "support/simulated_world.hpp"

namespace postern::test {

/// The next server of a scenario. It takes everything, but for what a rule says of a command; it writes down
/// what it saw. Only a message whose end it saw, and to which it said 2xx, counts as delivered.
class FakeUpstream {
 public:
  /// What to do instead at the first command, after `skip` others, that matches `pattern`. "connect" matches
  /// a new connection and "." the end of a message.
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

  asio::awaitable<void> serve(std::unique_ptr<net::Stream> stream);

  /// Every command and the marks "connect" and "." in the order in which they came, over all connections.
  const std::vector<std::string>& seen() const { return seen_; }
  const std::vector<std::string>& delivered() const { return delivered_; }

 private:
  asio::awaitable<bool> answer(net::Stream& stream, std::string command, std::string reply);
  Rule* rule_for(const std::string& command);

  SimulatedWorld& world_;
  std::vector<std::string> seen_;
  std::vector<std::string> delivered_;
};

}  // namespace postern::test

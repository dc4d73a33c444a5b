#pragma once

#include <chrono>
#include <utility>

#include "dns/zone.hpp"
#include "net/sleep.hpp"

namespace postern::test {

/// The DNS of a scenario: its zone, and names that never answer at all.
class ScenarioResolver final : public dns::Resolver {
 public:
  ScenarioResolver(net::World& world, dns::Zone zone) : world_(world), zone_(std::move(zone)) {}

  asio::awaitable<dns::Answer> resolve(dns::Question question) override {
    if (question.name.text().starts_with("hang.")) {
      co_await net::sleep_until(world_, world_.now() + std::chrono::hours(24));
    }
    auto answer = co_await zone_.resolve(std::move(question));
    co_return answer;
  }

 private:
  net::World& world_;
  dns::Zone zone_;
};

}  // namespace postern::test

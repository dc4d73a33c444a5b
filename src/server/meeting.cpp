#include "server/meeting.hpp"

#include "net/task_group.hpp"
#include "upstream/connect.hpp"

namespace postern {

asio::awaitable<std::string> meet_upstream(net::World& world, std::shared_ptr<const Gate> gate) {
  using namespace std::chrono_literals;
  if (gate->learnt->get()) co_return std::string();
  auto met = co_await net::within(world, world.now() + 2s, connect_upstream(world, gate, std::nullopt));
  if (!met) co_return "nothing said within 2 s";
  auto& upstream = *met->upstream;
  if (!conclude(upstream.stage(), met->answer).accepted) {
    const std::string why = upstream.trouble().empty() ? "" : " (" + upstream.trouble() + ")";
    co_return describe(upstream.stage(), met->answer) + why;
  }
  co_await upstream.quit();
  co_return std::string();
}

}  // namespace postern

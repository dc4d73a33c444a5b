#include "upstream/connect.hpp"

#include <gtest/gtest.h>

#include <array>

#include "net/sleep.hpp"
#include "net/task_group.hpp"
#include "support/simulated_world.hpp"

namespace postern {
namespace {

using namespace std::chrono_literals;

/// Says `greeting`, then yes to every command.
asio::awaitable<void> greet(std::unique_ptr<net::Stream> stream, std::string greeting) {
  std::string reply = std::move(greeting);
  std::array<char, 4096> buffer;
  for (;;) {
    const std::array out{asio::const_buffer(reply.data(), reply.size())};
    co_await stream->write(out);
    const auto size = co_await stream->read_some(buffer);
    if (size == 0) co_return;
    reply = "250 Ok\r\n";
  }
}

asio::awaitable<void> say_nothing(net::World& world, [[maybe_unused]] std::unique_ptr<net::Stream> stream) {
  co_await net::sleep_until(world, world.now() + 24h);
}

class ConnectUpstream : public testing::Test {
 protected:
  ConnectUpstream() {
    config.hostname = "mx.example.org";
    config.upstream.servers = {{.endpoint = first, .priority = 1}, {.endpoint = second, .priority = 2}};
    gate = make_gate(config);
    serve(second, "220 second\r\n");
  }

  void serve(const net::Endpoint& endpoint, std::string greeting) {
    world.serve(endpoint, [greeting](std::unique_ptr<net::Stream> stream) {
      return greet(std::move(stream), greeting);
    });
  }

  Connected connect() { return world.run(connect_upstream(world, gate, std::nullopt)); }

  test::SimulatedWorld world;
  const net::Endpoint first{.host = "192.0.2.25", .port = 25, .path = ""};
  const net::Endpoint second{.host = "192.0.2.26", .port = 25, .path = ""};
  ListenerConfig config;
  std::shared_ptr<const Gate> gate;
};

TEST_F(ConnectUpstream, TakesTheFirstThatAnswers) {
  serve(first, "220 first\r\n");
  auto connected = connect();
  EXPECT_EQ(connected.upstream->endpoint(), first);
  EXPECT_TRUE(connected.troubles.empty());
  EXPECT_TRUE(gate->learnt->get());
  connected.upstream->abandon();
}

TEST_F(ConnectUpstream, PassesOverWhoRefusesInItsGreeting) {
  serve(first, "554 not you\r\n");
  auto connected = connect();
  EXPECT_EQ(connected.upstream->endpoint(), second);
  EXPECT_EQ(connected.troubles.size(), 1u);
  connected.upstream->abandon();
}

TEST_F(ConnectUpstream, TellsOfAServerThatFailsOnce) {
  auto connected = connect();
  EXPECT_EQ(connected.troubles.size(), 1u);
  connected.upstream->abandon();
  world.run(net::sleep_until(world, world.now() + UpstreamServers::first_pause));
  connected = connect();
  EXPECT_TRUE(connected.troubles.empty());
  connected.upstream->abandon();
}

TEST_F(ConnectUpstream, CountsAServerAsFailedThatLetTheCallerWait) {
  world.serve(first,
              [this](std::unique_ptr<net::Stream> stream) { return say_nothing(world, std::move(stream)); });
  const auto gave_up =
      world.run(net::within(world, world.now() + 1s, connect_upstream(world, gate, std::nullopt)));
  EXPECT_FALSE(gave_up);
  auto connected = connect();
  EXPECT_EQ(connected.upstream->endpoint(), second);
  connected.upstream->abandon();
}

TEST_F(ConnectUpstream, SaysWhatTheLastOneSaid) {
  serve(first, "554 not you\r\n");
  serve(second, "421 busy\r\n");
  const auto connected = connect();
  EXPECT_EQ(connected.upstream->stage(), Stage::greeting);
  EXPECT_EQ(describe(connected.upstream->stage(), connected.answer), "421 busy");
  EXPECT_FALSE(gate->learnt->get());
}

}  // namespace
}  // namespace postern

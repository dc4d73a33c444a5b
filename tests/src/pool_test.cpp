#include "upstream/pool.hpp"

#include <gtest/gtest.h>

#include <array>

#include "net/sleep.hpp"
#include "support/simulated_world.hpp"
#include "upstream/connect.hpp"

namespace postern {
namespace {

using namespace std::chrono_literals;

class PoolTest : public testing::Test {
 protected:
  PoolTest() {
    config.hostname = "mx.example.org";
    config.upstream.servers = {{.endpoint = endpoint}};
    config.upstream.pool = 1;
    world.serve(endpoint, [this](std::unique_ptr<net::Stream> stream) { return agree(std::move(stream)); });
  }

  /// Greets and says yes to every command, but for HANG-UP; counts the QUITs.
  asio::awaitable<void> agree(std::unique_ptr<net::Stream> stream) {
    std::string reply = "220 fake\r\n";
    std::array<char, 4096> buffer;
    for (;;) {
      const std::array out{asio::const_buffer(reply.data(), reply.size())};
      co_await stream->write(out);
      const auto size = co_await stream->read_some(buffer);
      const std::string_view said(buffer.data(), size);
      if (said == "QUIT\r\n") ++quits;
      if (size == 0 || said == "HANG-UP\r\n") co_return;
      reply = "250 Ok\r\n";
    }
  }

  std::unique_ptr<Upstream> open(const std::shared_ptr<const Gate>& gate) {
    auto connected = world.run(connect_upstream(world, gate, std::nullopt));
    return std::move(connected.upstream);
  }

  asio::awaitable<void> pause() { return net::sleep_until(world, world.now() + 1s); }

  test::SimulatedWorld world;
  const net::Endpoint endpoint{.host = "192.0.2.25", .port = 25, .path = ""};
  ListenerConfig config;
  int quits = 0;
};

TEST_F(PoolTest, GivesWhatWasPutIn) {
  const auto gate = make_gate(config);
  Pool pool(world);
  auto upstream = open(gate);
  const auto* which = upstream.get();
  pool.put(std::move(upstream));
  auto taken = pool.take(*gate);
  EXPECT_EQ(taken.get(), which);
  EXPECT_EQ(pool.take(*gate), nullptr);
  taken->abandon();
  world.run(pool.stop());
}

TEST_F(PoolTest, KeepsNoMoreThanTheGateSays) {
  const auto gate = make_gate(config);
  Pool pool(world);
  pool.put(open(gate));
  pool.put(open(gate));
  world.run_until_idle();
  EXPECT_EQ(quits, 2);  // the one too many, and the other when it was idle for too long
  EXPECT_EQ(pool.take(*gate), nullptr);
  world.run(pool.stop());
}

TEST_F(PoolTest, ForgetsWhoHungUp) {
  const auto gate = make_gate(config);
  Pool pool(world);
  auto upstream = open(gate);
  [[maybe_unused]] const auto failure = world.run(upstream->post(Stage::reset, "HANG-UP\r\n"));
  pool.put(std::move(upstream));
  world.run(pause());
  EXPECT_EQ(pool.take(*gate), nullptr);
  world.run(pool.stop());
}

TEST_F(PoolTest, IsForOneSetOfRulesAtATime) {
  const auto gate = make_gate(config);
  Pool pool(world);
  pool.put(open(gate));
  config.upstream.tls = UpstreamTls::may;
  EXPECT_EQ(pool.take(*make_gate(config)), nullptr);
  config.upstream.tls = UpstreamTls::off;
  auto taken = pool.take(*make_gate(config, gate.get()));
  ASSERT_NE(taken, nullptr);
  taken->abandon();
  world.run(pool.stop());
}

TEST_F(PoolTest, SaysGoodbyeToAllWhenItStops) {
  const auto gate = make_gate(config);
  Pool pool(world);
  pool.put(open(gate));
  world.run(pool.stop());
  world.run(pause());
  EXPECT_EQ(quits, 1);
}

TEST_F(PoolTest, IsNotForConnectionsInTheNameOfAClient) {
  EXPECT_TRUE(Pool::takes(*make_gate(config)));
  config.upstream.proxy_protocol = true;
  EXPECT_FALSE(Pool::takes(*make_gate(config)));
  config.upstream.proxy_protocol = false;
  config.upstream.xclient = true;
  EXPECT_FALSE(Pool::takes(*make_gate(config)));
  config.upstream.xclient = false;
  config.upstream.pool = 0;
  EXPECT_FALSE(Pool::takes(*make_gate(config)));
}

}  // namespace
}  // namespace postern

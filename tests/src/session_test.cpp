#include "session/session.hpp"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <array>
#include <sstream>

#include "net/memory_stream.hpp"
#include "net/sleep.hpp"
#include "support/simulated_world.hpp"

namespace postern {
namespace {

using namespace std::chrono_literals;

/// A DNS that never answers, and says who is still waiting for it.
class SilentResolver final : public dns::Resolver {
 public:
  explicit SilentResolver(net::World& world) : world_(world) {}
  asio::awaitable<dns::Answer> resolve(dns::Question) override {
    const Waiting counted(waiting_);
    co_await net::sleep_until(world_, world_.now() + 24h);
    co_return dns::Answer{};
  }
  int waiting() const { return waiting_; }

 private:
  struct Waiting {
    explicit Waiting(int& count) : count_(count) { ++count_; }
    ~Waiting() { --count_; }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    int& count_;
  };

  net::World& world_;
  int waiting_ = 0;
};

/// Greets, and says yes to every command.
asio::awaitable<void> agree(std::unique_ptr<net::Stream> stream) {
  std::string reply = "220 fake\r\n";
  std::array<char, 4096> buffer;
  for (;;) {
    const std::array out{asio::const_buffer(reply.data(), reply.size())};
    co_await stream->write(out);
    const auto size = co_await stream->read_some(buffer);
    if (size == 0) co_return;
    reply = "250 2.0.0 Ok\r\n";
  }
}

class SessionTest : public testing::Test {
 protected:
  SessionTest() {
    config.hostname = config.authserv_id = "mx.example.org";
    config.upstream.servers = {{.endpoint = upstream}};
    world.serve(upstream, [](std::unique_ptr<net::Stream> stream) { return agree(std::move(stream)); });
    const auto made = make_gate(config);
    made->learnt->set({});
    gate = std::make_shared<LiveGate>(made);
  }

  asio::awaitable<void> serve(std::unique_ptr<net::Stream> stream) {
    Session session(services, gate, std::move(stream));
    active = &session;
    co_await session.run();
    active = nullptr;
  }

  /// The client says `commands` and is silent from then on; `then` happens a second later.
  asio::awaitable<void> play(std::string commands, std::function<void(net::TaskGroup&)> then) {
    auto ends = net::make_memory_stream(world, {base::IpAddress::parse("192.0.2.1"), 4000}, {});
    client = std::move(ends.second);
    net::TaskGroup group(world);
    group.spawn(serve(std::move(ends.first)));
    const std::array out{asio::const_buffer(commands.data(), commands.size())};
    co_await client->write(out);
    co_await net::sleep_until(world, world.now() + 1s);
    began_waiting = resolver.waiting();
    then(group);
    co_await group.join();
    still_waiting = resolver.waiting();
    std::array<char, 4096> buffer;
    const auto size = co_await client->read_some(buffer);
    heard.assign(buffer.data(), size);
  }

  test::SimulatedWorld world;
  const net::Endpoint upstream{.host = "192.0.2.25", .port = 25, .path = ""};
  ListenerConfig config;
  SilentResolver resolver{world};
  dmarc::PublicSuffixes suffixes;
  std::shared_ptr<LiveGate> gate;
  std::ostringstream log_text;
  Log log{
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_st>(log_text)),
      LogFormat::text};
  Admission admission{{}};
  Services services{.tools = {.world = world, .resolver = resolver, .suffixes = suffixes},
                    .log = log,
                    .admission = admission};
  std::unique_ptr<net::Stream> client;
  Session* active = nullptr;
  int began_waiting = 0;
  int still_waiting = -1;
  std::string heard;
};

constexpr auto transaction =
    "EHLO client.example\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\n";

TEST_F(SessionTest, CancelledInATransactionEndsItsChecks) {
  world.run(play(transaction, [](net::TaskGroup& group) { group.cancel(); }));
  EXPECT_GT(began_waiting, 0);
  EXPECT_EQ(still_waiting, 0);
}

TEST_F(SessionTest, CancelledInATransactionLogsItOnce) {
  world.run(play(transaction, [](net::TaskGroup& group) { group.cancel(); }));
  const auto text = log_text.str();
  const auto line = text.find("ending=client-gone");
  ASSERT_NE(line, text.npos) << text;
  EXPECT_EQ(text.find("ending=", line + 1), text.npos) << text;
}

TEST_F(SessionTest, CancelledWhileTheUpstreamIsSilentEndsAtOnce) {
  world.serve(upstream,
              [this](std::unique_ptr<net::Stream>) { return net::sleep_until(world, world.now() + 24h); });
  const auto start = world.now();
  world.run(play(transaction, [](net::TaskGroup& group) { group.cancel(); }));
  EXPECT_EQ(world.now() - start, 1s);
  EXPECT_EQ(still_waiting, 0);
}

TEST_F(SessionTest, StoppedBetweenTransactionsSaysGoodbye) {
  world.run(play("EHLO client.example\r\n", [this](net::TaskGroup&) { active->stop(); }));
  EXPECT_NE(heard.find("\r\n421 4.3.2 "), heard.npos) << heard;
}

TEST_F(SessionTest, ARefusedMailIsLoggedWithoutTheUpstreamReplyToAnother) {
  world.run(play(std::string(transaction) + "RSET\r\nMAIL FROM:<c@example.org> UNHEARD-OF\r\n",
                 [this](net::TaskGroup&) { active->stop(); }));
  const auto text = log_text.str();
  const auto line = text.find("from=<c@example.org>");
  ASSERT_NE(line, text.npos) << text;
  EXPECT_EQ(text.find("upstream-reply=", line), text.npos) << text;
}

}  // namespace
}  // namespace postern

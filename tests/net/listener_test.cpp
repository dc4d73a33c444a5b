#include "net/listener.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <asio/co_spawn.hpp>
#include <asio/error.hpp>
#include <asio/local/stream_protocol.hpp>
#include <filesystem>
#include <fstream>
#include <optional>

#include "net/real_world.hpp"

namespace postern::net {
namespace {

using namespace std::chrono_literals;

class ListenerTest : public testing::Test {
 protected:
  ListenerTest() { std::filesystem::remove(path); }
  ~ListenerTest() override { helpers.join(); }

  /// What the listener says of a client that connects to `endpoint`.
  Peer peer_of_client(Listener& listener, const Endpoint& endpoint) {
    std::optional<Peer> peer;
    const auto rethrow = [](const std::exception_ptr& failure) {
      if (failure) std::rethrow_exception(failure);
    };
    asio::co_spawn(context, accept_one(world, listener, context, peer), rethrow);
    asio::co_spawn(context, connect_and_wait(world, endpoint), rethrow);
    context.restart();
    context.run();
    return peer.value();
  }

  static asio::awaitable<void> accept_one(World& world, Listener& listener, asio::io_context& context,
                                          std::optional<Peer>& peer) {
    const SocketStream stream(world, co_await listener.accept(context));
    peer = stream.peer();
  }
  static asio::awaitable<void> connect_and_wait(World& world, Endpoint endpoint) {
    auto stream = co_await world.connect(endpoint, world.now() + 20s);
    std::array<char, 1> buffer;
    [[maybe_unused]] const auto size = co_await stream->read_some(buffer);
  }

  std::error_code trouble_of_listening(const Endpoint& endpoint) {
    try {
      const Listener listener(context, endpoint);
    } catch (const std::system_error& error) {
      return error.code();
    }
    return {};
  }

  mode_t mode() const {
    struct stat status{};
    stat(path.c_str(), &status);
    return status.st_mode & 07777;
  }

  const std::string path = testing::TempDir() + "postern-listener-" + std::to_string(getpid()) + ".sock";
  const Endpoint at_path{.path = path};
  asio::io_context context;
  asio::thread_pool helpers{1};
  RealWorld world{context, helpers};
};

TEST_F(ListenerTest, EveryAddressMeansBothFamilies) {
  Listener listener(context, {.host = "*", .port = 0});
  const auto v4 = peer_of_client(listener, {.host = "127.0.0.1", .port = listener.port()});
  EXPECT_EQ(v4.address, base::IpAddress::parse("127.0.0.1"));
  const auto v6 = peer_of_client(listener, {.host = "::1", .port = listener.port()});
  EXPECT_EQ(v6.address, base::IpAddress::parse("::1"));
}

TEST_F(ListenerTest, EveryIpv6AddressCanStandBesideEveryIpv4Address) {
  const Listener v6(context, {.host = "::", .port = 0});
  const Listener v4(context, {.host = "0.0.0.0", .port = v6.port()});
  EXPECT_EQ(v4.port(), v6.port());
}

TEST_F(ListenerTest, AHostNameIsNotLookedUp) {
  EXPECT_EQ(trouble_of_listening({.host = "mx.example", .port = 0}), std::errc::invalid_argument);
}

TEST_F(ListenerTest, ASocketFileHasTheModeAskedForAndGoesWithTheListener) {
  {
    const Listener listener(context, at_path, {.file = {.mode = 0620}});
    EXPECT_EQ(mode(), 0620);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ListenerTest, ASocketFileCanBelongToSomebodyElse) {
  if (geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  const Listener listener(context, at_path, {.file = {.user = "daemon", .group = "7"}});
  struct stat status{};
  stat(path.c_str(), &status);
  EXPECT_EQ(status.st_uid, 1U);
  EXPECT_EQ(status.st_gid, 7U);
}

TEST_F(ListenerTest, AnUnknownUserIsNamedAndNoFileIsLeft) {
  try {
    const Listener listener(context, at_path, {.file = {.user = "no-such-user"}});
    FAIL() << "no error";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "there is no user no-such-user");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ListenerTest, AStaleSocketIsReplaced) {
  asio::local::stream_protocol::acceptor killed(context, asio::local::stream_protocol::endpoint(path));
  killed.close();
  ASSERT_TRUE(std::filesystem::exists(path));
  EXPECT_EQ(trouble_of_listening(at_path), std::error_code());
}

TEST_F(ListenerTest, ALiveSocketIsRefusedAndLeftAlone) {
  Listener first(context, at_path);
  EXPECT_EQ(trouble_of_listening(at_path), asio::error::address_in_use);
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(ListenerTest, ALiveSocketWithAFullQueueIsRefusedWithoutWaiting) {
  Listener first(context, at_path, {.backlog = 0});
  asio::local::stream_protocol::socket waiting(context);
  waiting.connect(asio::local::stream_protocol::endpoint(path));
  EXPECT_EQ(trouble_of_listening(at_path), asio::error::address_in_use);
}

TEST_F(ListenerTest, AFileThatIsNoSocketIsLeftAlone) {
  std::ofstream(path) << "something else";
  EXPECT_EQ(trouble_of_listening(at_path), asio::error::address_in_use);
  EXPECT_TRUE(std::filesystem::exists(path));
  std::filesystem::remove(path);
}

TEST_F(ListenerTest, AFileThatTookThePlaceOfOursIsLeftAlone) {
  auto first = std::make_unique<Listener>(context, at_path);
  std::filesystem::remove(path);
  const Listener second(context, at_path);
  first.reset();
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(ListenerTest, AnAbstractSocketHasNoFileAndTakesConnections) {
  const Endpoint abstract{.path = "@postern-test-" + std::to_string(getpid())};
  Listener listener(context, abstract);
  EXPECT_TRUE(peer_of_client(listener, abstract).is_unix);
  EXPECT_EQ(trouble_of_listening(abstract), asio::error::address_in_use);
}

TEST_F(ListenerTest, AUnixPeerHasCredentials) {
  Listener listener(context, at_path);
  const auto peer = peer_of_client(listener, at_path);
  EXPECT_EQ(peer.credentials.value().uid, geteuid());
  EXPECT_EQ(peer.credentials.value().pid, getpid());
}

}  // namespace
}  // namespace postern::net

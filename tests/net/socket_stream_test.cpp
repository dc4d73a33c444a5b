#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <asio/co_spawn.hpp>
#include <asio/error.hpp>
#include <string>

#include "net/listener.hpp"
#include "net/real_world.hpp"

namespace postern::net {
namespace {

using namespace std::chrono_literals;

class SocketStreamTest : public testing::Test {
 protected:
  ~SocketStreamTest() override { helpers.join(); }

  template <class Task>
  void start(Task task) {
    asio::co_spawn(context, std::move(task), [](std::exception_ptr failure) {
      if (failure) std::rethrow_exception(failure);
    });
  }
  TimePoint soon() { return world.now() + 20s; }

  asio::io_context context;
  asio::thread_pool helpers{1};
  RealWorld world{context, helpers};
};

asio::awaitable<void> echo_once(SocketStreamTest&, World& world, Listener& listener,
                                asio::io_context& context) {
  SocketStream stream(world, co_await listener.accept(context));
  std::array<char, 64> buffer;
  const auto size = co_await stream.read_some(buffer);
  const std::array out{asio::const_buffer(buffer.data(), size), asio::const_buffer("!", 1)};
  co_await stream.write(out);
}

asio::awaitable<void> converse(World& world, Endpoint endpoint, TimePoint deadline, std::string& heard) {
  auto stream = co_await world.connect(endpoint, deadline);
  const std::array out{asio::const_buffer("hello", 5)};
  co_await stream->write(out);
  std::array<char, 64> buffer;
  for (;;) {
    const auto size = co_await stream->read_some(buffer);
    if (size == 0) break;
    heard.append(buffer.data(), size);
  }
}

TEST_F(SocketStreamTest, ConversesOverTcp) {
  Listener listener(context, *Endpoint::parse("127.0.0.1:0"));
  std::string heard;
  start(echo_once(*this, world, listener, context));
  start(converse(world, {.host = "127.0.0.1", .port = listener.port()}, soon(), heard));
  context.run();
  EXPECT_EQ(heard, "hello!");
}

TEST_F(SocketStreamTest, ConversesOverAHostName) {
  Listener listener(context, *Endpoint::parse("127.0.0.1:0"));
  std::string heard;
  start(echo_once(*this, world, listener, context));
  start(converse(world, {.host = "localhost", .port = listener.port()}, soon(), heard));
  context.run();
  EXPECT_EQ(heard, "hello!");
}

TEST_F(SocketStreamTest, ConversesOverAUnixSocketAndReplacesAStaleOne) {
  const Endpoint endpoint{.path = testing::TempDir() + "postern-" + std::to_string(getpid()) + ".sock"};
  for (int round = 0; round < 2; ++round) {
    Listener listener(context, endpoint);
    std::string heard;
    start(echo_once(*this, world, listener, context));
    start(converse(world, endpoint, soon(), heard));
    context.run();
    context.restart();
    EXPECT_EQ(heard, "hello!");
  }
  EXPECT_NE(access(endpoint.path.c_str(), F_OK), 0) << "the listener removes its socket file";
}

asio::awaitable<void> accept_and_reset(World& world, Listener& listener, asio::io_context& context) {
  SocketStream stream(world, co_await listener.accept(context));
  stream.abort();
}

TEST_F(SocketStreamTest, AnAbortReachesThePeerAsAReset) {
  Listener listener(context, *Endpoint::parse("127.0.0.1:0"));
  std::string heard;
  start(accept_and_reset(world, listener, context));
  start(converse(world, {.host = "127.0.0.1", .port = listener.port()}, soon(), heard));
  EXPECT_THROW(context.run(), std::system_error);
  EXPECT_EQ(heard, "");
}

asio::awaitable<void> read_past_deadline(World& world, Endpoint endpoint, std::error_code& code) {
  auto stream = co_await world.connect(endpoint, world.now() + 20s);
  stream->set_deadline(world.now() + 10ms);
  std::array<char, 1> buffer;
  try {
    co_await stream->read_some(buffer);
  } catch (const std::system_error& error) {
    code = error.code();
  }
}

TEST_F(SocketStreamTest, AReadPastTheDeadlineTimesOut) {
  Listener listener(context, *Endpoint::parse("127.0.0.1:0"));
  std::error_code code;
  start(read_past_deadline(world, {.host = "127.0.0.1", .port = listener.port()}, code));
  context.run();
  EXPECT_EQ(code, asio::error::timed_out);
}

TEST_F(SocketStreamTest, OffloadRunsElsewhereAndBringsBackWhatIsThrown) {
  const auto work = [](World& w) -> asio::awaitable<void> {
    co_await w.offload([] { throw std::system_error(std::make_error_code(std::errc::no_space_on_device)); });
  };
  start(work(world));
  EXPECT_THROW(context.run(), std::system_error);
}

}  // namespace
}  // namespace postern::net

#include <asio/error.hpp>

#include "net/task_group.hpp"
#include "tls_fixture.hpp"

namespace postern::net {
namespace {

/// How a side's dialogue ended.
struct Ending {
  std::string heard;
  std::error_code failure;
};

asio::awaitable<void> serve(asio::awaitable<std::unique_ptr<Stream>> hand, Ending& ending) {
  try {
    auto stream = co_await std::move(hand);
    co_await write_text(*stream, "220 mx\r\n");
    ending.heard = co_await read_exactly(*stream, 6);
    co_await write_text(*stream, "221 bye\r\n");
    stream->close();
  } catch (const std::system_error& error) {
    ending.failure = error.code();
  }
}

asio::awaitable<void> visit(asio::awaitable<std::unique_ptr<Stream>> hand, Ending& ending) {
  try {
    auto stream = co_await std::move(hand);
    ending.heard = co_await read_exactly(*stream, 8);
    co_await write_text(*stream, "QUIT\r\n");
    ending.heard += co_await read_all(*stream);
    stream->close();
  } catch (const std::system_error& error) {
    ending.failure = error.code();
  }
}

class TlsFault : public TlsTest {
 protected:
  /// The `failing`th read or write of one side fails. Gives how many steps there were.
  int converse(int failing, bool server_fails) {
    int step = 0;
    auto fault = [&step, failing] {
      return ++step == failing ? std::error_code(asio::error::connection_reset) : std::error_code();
    };
    auto [client_end, server_end, unused] = make_memory_stream(world, {}, {}, fault);
    if (server_fails) std::swap(client_end, server_end);
    TaskGroup group(world);
    at_server = at_client = {};
    group.spawn(serve(accept_tls(world, std::move(server_end), rules), at_server));
    group.spawn(visit(connect_tls(world, std::move(client_end), careless, "mx.example"), at_client));
    world.run(group.join());
    return step;
  }

  const std::shared_ptr<const TlsServer> rules = server_for({"mx.example"});
  Ending at_server;
  Ending at_client;
};

TEST_F(TlsFault, EachStepOfTheClientMayFail) {
  const int steps = converse(0, false);
  ASSERT_EQ(at_client.heard, "220 mx\r\n221 bye\r\n");
  ASSERT_GT(steps, 5);
  for (int failing = 1; failing <= steps; ++failing) {
    converse(failing, false);
    EXPECT_EQ(at_client.failure, asio::error::connection_reset) << failing;
  }
}

TEST_F(TlsFault, EachStepOfTheServerMayFail) {
  const int steps = converse(0, true);
  ASSERT_EQ(at_server.heard, "QUIT\r\n");
  ASSERT_GT(steps, 4);
  for (int failing = 1; failing <= steps; ++failing) {
    converse(failing, true);
    EXPECT_EQ(at_server.failure, asio::error::connection_reset) << failing;
    EXPECT_NE(at_client.heard, "220 mx\r\n221 bye\r\n") << failing;
  }
}

}  // namespace
}  // namespace postern::net

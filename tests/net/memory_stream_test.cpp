#include "net/memory_stream.hpp"

#include <gtest/gtest.h>

#include <array>
#include <asio/error.hpp>

#include "support/simulated_world.hpp"

namespace postern::net {
namespace {

using namespace std::chrono_literals;

asio::awaitable<std::string> read_all(Stream& stream) {
  std::string all;
  std::array<char, 3> buffer;
  for (;;) {
    const auto size = co_await stream.read_some(buffer);
    if (size == 0) co_return all;
    all.append(buffer.data(), size);
  }
}

asio::awaitable<void> write_text(Stream& stream, std::string text) {
  const std::array buffers{asio::const_buffer(asio::buffer(text))};
  co_await stream.write(buffers);
}

asio::awaitable<std::error_code> failure_of(asio::awaitable<std::string> reading) {
  try {
    co_await std::move(reading);
  } catch (const std::system_error& error) {
    co_return error.code();
  }
  co_return std::error_code{};
}

class MemoryStreamTest : public testing::Test {
 protected:
  test::SimulatedWorld world;
  MemoryStreamEnds ends = make_memory_stream(world, {}, {});
};

TEST_F(MemoryStreamTest, CarriesOctetsUntilTheOtherEndCloses) {
  world.run(write_text(*ends.first, "hello, gate"));
  ends.first->close();
  EXPECT_EQ(world.run(read_all(*ends.second)), "hello, gate");
}

TEST_F(MemoryStreamTest, AReadPastTheDeadlineTimesOutInVirtualTime) {
  const auto start = world.now();
  ends.first->set_deadline(start + 5min);
  EXPECT_EQ(world.run(failure_of(read_all(*ends.first))), asio::error::timed_out);
  EXPECT_EQ(world.now() - start, 5min);
}

TEST_F(MemoryStreamTest, AnAbortIsAResetForTheOtherEnd) {
  ends.first->abort();
  EXPECT_EQ(ends.second->peer_state(), PeerState::gone);
  EXPECT_EQ(world.run(failure_of(read_all(*ends.second))), asio::error::connection_reset);
}

TEST_F(MemoryStreamTest, TellsThatThePeerHasFinishedBeforeItsOctetsAreRead) {
  world.run(write_text(*ends.first, "QUIT"));
  EXPECT_EQ(ends.second->peer_state(), PeerState::open);
  ends.first->close();
  EXPECT_EQ(ends.second->peer_state(), PeerState::finished);
}

TEST(MemoryStream, AFaultFailsTheStepAndResetsTheConnection) {
  test::SimulatedWorld world;
  int step = 0;
  auto ends = make_memory_stream(world, {}, {}, [&step] {
    return ++step == 2 ? asio::error::make_error_code(asio::error::connection_reset) : std::error_code{};
  });
  world.run(write_text(*ends.first, "one"));
  EXPECT_EQ(world.run(failure_of(read_all(*ends.first))), asio::error::connection_reset);
  EXPECT_EQ(ends.second->peer_state(), PeerState::gone);
}

}  // namespace
}  // namespace postern::net

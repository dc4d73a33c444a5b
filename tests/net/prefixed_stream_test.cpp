#include "net/prefixed_stream.hpp"

#include <gtest/gtest.h>

#include <array>

#include "net/memory_stream.hpp"
#include "support/simulated_world.hpp"

namespace postern::net {
namespace {

const Peer proxy{base::IpAddress::parse("192.0.2.1"), 40000};
const Peer client{base::IpAddress::parse("2001:db8::7"), 2525};

asio::awaitable<std::string> read_all(Stream& stream) {
  std::string all;
  std::array<char, 3> buffer;
  for (;;) {
    const auto size = co_await stream.read_some(buffer);
    if (size == 0) co_return all;
    all.append(buffer.data(), size);
  }
}

class PrefixedStreamTest : public testing::Test {
 protected:
  void peer_says(const std::string& octets) { ends.second->write_ready(octets); }

  test::SimulatedWorld world;
  MemoryStreamEnds ends = make_memory_stream(world, proxy, {});
};

TEST_F(PrefixedStreamTest, ThePrefixComesFirst) {
  peer_says("lo\r\n");
  ends.second->close();
  const auto stream = with_prefix(std::move(ends.first), "EHLO hel");
  EXPECT_EQ(world.run(read_all(*stream)), "EHLO hello\r\n");
}

TEST_F(PrefixedStreamTest, WhatIsLeftOfThePrefixIsUnread) {
  const auto stream = with_prefix(std::move(ends.first), "ab");
  std::array<char, 2> buffer;
  EXPECT_TRUE(stream->has_unread());
  EXPECT_EQ(stream->read_ready(buffer), 2U);
  EXPECT_FALSE(stream->has_unread());
  peer_says("c");
  EXPECT_TRUE(stream->has_unread());
  EXPECT_EQ(stream->read_ready(buffer), 1U);
}

TEST_F(PrefixedStreamTest, ThePeerIsTheOneGivenElseTheInnerOne) {
  const auto named = with_prefix(std::move(ends.first), "", client);
  EXPECT_EQ(format(named->peer()), "[2001:db8::7]:2525");
  auto other = make_memory_stream(world, proxy, {});
  const auto unnamed = with_prefix(std::move(other.first), "");
  EXPECT_EQ(format(unnamed->peer()), "192.0.2.1:40000");
}

}  // namespace
}  // namespace postern::net

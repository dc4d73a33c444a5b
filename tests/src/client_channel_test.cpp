#include "session/client_channel.hpp"

#include <gtest/gtest.h>

#include <array>
#include <asio/error.hpp>

#include "net/memory_stream.hpp"
#include "support/simulated_world.hpp"

namespace postern {
namespace {

using namespace std::chrono_literals;

class ClientChannelTest : public testing::Test {
 protected:
  void send(std::string_view octets) { world.run(write(octets)); }

  asio::awaitable<void> write(std::string_view octets) {
    const std::array out{asio::const_buffer(octets.data(), octets.size())};
    co_await ends.second->write(out);
  }

  std::string next_line() {
    const auto event = world.run(channel.next_line(10s));
    const auto* line = std::get_if<smtp::LineFramer::Line>(&event);
    return line ? line->text : "(no line)";
  }

  std::string heard() {
    if (!ends.second->has_unread()) return "";
    std::array<char, 4096> buffer;
    const auto size = world.run(ends.second->read_some(buffer));
    return {buffer.data(), size};
  }

  std::error_code failure_of_next_line() {
    try {
      next_line();
    } catch (const std::system_error& error) {
      return error.code();
    }
    return {};
  }

  test::SimulatedWorld world;
  net::MemoryStreamEnds ends = net::make_memory_stream(world, {}, {});
  ClientChannel channel{world, std::move(ends.first)};
};

TEST_F(ClientChannelTest, GivesPipelinedLinesOneByOne) {
  send("EHLO a\r\nNOOP\r\nQU");
  EXPECT_EQ(next_line(), "EHLO a");
  EXPECT_EQ(next_line(), "NOOP");
  send("IT\r\n");
  EXPECT_EQ(next_line(), "QUIT");
}

// RFC 2920 §3.2
TEST_F(ClientChannelTest, SendsRepliesToPipelinedLinesTogether) {
  send("NOOP\r\nNOOP\r\n");
  next_line();
  channel.reply({.code = 250, .lines = {"one"}});
  next_line();
  EXPECT_EQ(heard(), "");
  channel.reply({.code = 250, .lines = {"two"}});
  world.run(channel.flush());
  EXPECT_EQ(heard(), "250 one\r\n250 two\r\n");
}

TEST_F(ClientChannelTest, TimesOutOnASilentClient) {
  EXPECT_EQ(failure_of_next_line(), asio::error::timed_out);
}

TEST_F(ClientChannelTest, ThrowsAtTheEndOfTheStream) {
  ends.second->close();
  EXPECT_EQ(failure_of_next_line(), asio::error::eof);
}

TEST_F(ClientChannelTest, GivesOctetsThatCameWithTheirCommand) {
  send("DATA\r\nSubject: x\r\n");
  next_line();
  EXPECT_EQ(world.run(channel.next_octets(10s)), "Subject: x\r\n");
  send("\r\n");
  EXPECT_EQ(world.run(channel.next_octets(10s)), "\r\n");
}

TEST_F(ClientChannelTest, GivesLinesThatCameAfterAMessage) {
  channel.unread("QUIT\r\n");
  EXPECT_EQ(next_line(), "QUIT");
}

TEST_F(ClientChannelTest, ThinksThatAnOpenClientIsWaiting) {
  EXPECT_TRUE(world.run(channel.is_waiting()));
}

TEST_F(ClientChannelTest, ThinksThatAClientThatPipelinedMoreIsWaiting) {
  send("MAIL FROM:<a@b.example>\r\n");
  EXPECT_TRUE(world.run(channel.is_waiting()));
}

TEST_F(ClientChannelTest, ThinksThatAClientThatEndedItsStreamHasGone) {
  ends.second->close();
  EXPECT_FALSE(world.run(channel.is_waiting()));
}

TEST_F(ClientChannelTest, ThinksThatAClientThatEndedItsStreamAfterQuitIsWaiting) {
  send("RSET\r\nquit\r\n");
  ends.second->close();
  EXPECT_TRUE(world.run(channel.is_waiting()));
  EXPECT_EQ(next_line(), "RSET");
}

TEST_F(ClientChannelTest, TakesAnUnfinishedQuitForNone) {
  send("QUIT");
  ends.second->close();
  EXPECT_FALSE(world.run(channel.is_waiting()));
}

TEST_F(ClientChannelTest, ThinksThatAClientThatResetHasGone) {
  send("QUIT\r\n");
  ends.second->abort();
  EXPECT_FALSE(world.run(channel.is_waiting()));
}

}  // namespace
}  // namespace postern

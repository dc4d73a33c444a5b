#include "session/spool.hpp"

#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <filesystem>

#include "net/real_world.hpp"
#include "support/simulated_world.hpp"

namespace postern {
namespace {

constexpr std::size_t block = 256 * 1024;

/// `size` octets in which no two places nearby look alike.
std::string body_of(std::size_t size) {
  std::string body(size, ' ');
  for (std::size_t at = 0; at < size; ++at) body[at] = static_cast<char>(at * 31 + at / 251);
  return body;
}

asio::awaitable<std::error_code> fill(Spool& spool, std::string_view body, std::size_t piece) {
  std::error_code code;
  while (!body.empty() && !code) {
    code = co_await spool.append(body.substr(0, piece));
    body.remove_prefix(std::min(piece, body.size()));
  }
  co_return code;
}

asio::awaitable<std::string> read_all(Spool& spool) {
  std::string body;
  while (body.size() < spool.size()) {
    const auto piece = co_await spool.read(body.size());
    if (piece.empty()) break;
    body += piece;
  }
  co_return body;
}

struct Sizes {
  std::size_t memory;
  std::size_t body;
  std::size_t piece;
};

class SpoolSizes : public testing::TestWithParam<Sizes> {};

TEST_P(SpoolSizes, GivesBackWhatItTook) {
  const auto [memory, size, piece] = GetParam();
  test::SimulatedWorld world;
  Spool spool(world, testing::TempDir(), memory);
  const auto body = body_of(size);
  EXPECT_EQ(world.run(fill(spool, body, piece)), std::error_code{});
  EXPECT_EQ(spool.size(), size);
  EXPECT_TRUE(world.run(read_all(spool)) == body);
}

INSTANTIATE_TEST_SUITE_P(
    AroundTheLimits, SpoolSizes,
    testing::Values(Sizes{1000, 0, 100}, Sizes{1000, 999, 100}, Sizes{1000, 1000, 100},
                    Sizes{1000, 1001, 100}, Sizes{0, 1, 1}, Sizes{0, block - 1, 65536},
                    Sizes{0, block, 65536}, Sizes{0, block + 1, 65536}, Sizes{1000, 1000 + block - 1, 65535},
                    Sizes{1000, 1000 + block, 65535}, Sizes{1000, 1000 + block + 1, 65535},
                    Sizes{1000, 1000 + 2 * block, 999}, Sizes{1000, 1001 + 3 * block, 2 * block}));

TEST(Spool, ReadsFromAnyOffset) {
  test::SimulatedWorld world;
  Spool spool(world, testing::TempDir(), 1000);
  const auto body = body_of(1000 + block + 10);
  world.run(fill(spool, body, 65536));
  for (const std::size_t offset : {std::size_t{999}, std::size_t{1000}, std::size_t{1001}, body.size() - 1}) {
    const auto piece = world.run(spool.read(offset));
    ASSERT_FALSE(piece.empty());
    EXPECT_TRUE(body.substr(offset).starts_with(piece)) << offset;
  }
  EXPECT_TRUE(world.run(spool.read(body.size())).empty());
}

TEST(Spool, OfAMissingDirectoryHoldsWhatFitsIntoMemory) {
  test::SimulatedWorld world;
  Spool spool(world, "/nonexistent", 1000);
  EXPECT_EQ(world.run(fill(spool, body_of(1000), 100)), std::error_code{});
}

TEST(Spool, ReportsAMissingDirectory) {
  test::SimulatedWorld world;
  Spool spool(world, "/nonexistent", 1000);
  EXPECT_EQ(world.run(fill(spool, body_of(1000 + block), 65536)), std::errc::no_such_file_or_directory);
}

asio::awaitable<void> fill_and_read(Spool& spool, std::string_view body, std::string& read) {
  [[maybe_unused]] const auto code = co_await fill(spool, body, 65536);
  read = co_await read_all(spool);
}

TEST(Spool, KeepsItsFileWithoutAName) {
  const auto directory = std::filesystem::path(testing::TempDir()) / "postern-spool-test";
  std::filesystem::create_directory(directory);
  const auto body = body_of(3 * block);
  std::string read;
  {
    asio::io_context context;
    asio::thread_pool helpers(1);
    net::RealWorld world(context, helpers);
    Spool spool(world, directory, 1000);
    asio::co_spawn(context, fill_and_read(spool, body, read), [](std::exception_ptr) {});
    context.run();
    helpers.join();
    EXPECT_TRUE(std::filesystem::is_empty(directory));
  }
  EXPECT_TRUE(read == body);
  std::filesystem::remove(directory);
}

}  // namespace
}  // namespace postern

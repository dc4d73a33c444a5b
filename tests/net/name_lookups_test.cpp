#include "net/name_lookups.hpp"

#include <gtest/gtest.h>

#include <asio/co_spawn.hpp>
#include <asio/error.hpp>
#include <atomic>
#include <future>

#include "net/real_world.hpp"
#include "net/task_group.hpp"

namespace postern::net {
namespace {

using namespace std::chrono_literals;

/// A resolver that says nothing until it is told to, and may outlive the test.
struct SilentResolver {
  std::promise<void> speak;
  std::shared_future<void> spoken = speak.get_future().share();
  std::atomic<int> asked = 0;
};

class NameLookupsTest : public testing::Test {
 protected:
  ~NameLookupsTest() override {
    speak();
    helpers.join();
  }

  void speak() {
    if (!std::exchange(has_spoken, true)) resolver->speak.set_value();
  }

  asio::awaitable<void> answer() {
    speak();
    co_return;
  }

  static std::vector<SocketAddress> look_up(SilentResolver& resolver) {
    ++resolver.asked;
    resolver.spoken.wait();
    throw std::system_error(asio::error::host_not_found);
  }

  template <class... Tasks>
  void run(Tasks... tasks) {
    const auto rethrow = [](const std::exception_ptr& failure) {
      if (failure) std::rethrow_exception(failure);
    };
    (asio::co_spawn(context, std::move(tasks), rethrow), ...);
    context.restart();
    context.run();
  }

  /// Connects to the server, and tells what came of it.
  static asio::awaitable<void> connect(World& world, TimePoint deadline, std::error_code& trouble) {
    try {
      [[maybe_unused]] const auto stream =
          co_await world.connect({.host = "mail.example.org", .port = 25, .path = ""}, deadline);
    } catch (const std::system_error& error) {
      trouble = error.code();
    }
  }

  const std::shared_ptr<SilentResolver> resolver = std::make_shared<SilentResolver>();
  bool has_spoken = false;
  asio::io_context context;
  asio::thread_pool helpers{1};
  RealWorld world{context, helpers, [own = resolver](const Endpoint&) { return look_up(*own); }};
};

TEST_F(NameLookupsTest, EndForTheirCallerAtTheDeadline) {
  std::error_code trouble;
  run(connect(world, world.now(), trouble));
  EXPECT_EQ(trouble, asio::error::timed_out);
}

TEST_F(NameLookupsTest, AreSharedByWhoAsksForTheSameName) {
  std::error_code first;
  std::error_code second;
  run(connect(world, world.now() + 1h, first), connect(world, world.now() + 1h, second), answer());
  EXPECT_EQ(first, asio::error::host_not_found);
  EXPECT_EQ(second, asio::error::host_not_found);
  EXPECT_EQ(resolver->asked, 1);
}

TEST_F(NameLookupsTest, KeepNobodyFromTheHelpers) {
  std::error_code trouble;
  bool done = false;
  run(connect(world, world.now(), trouble), world.offload([&done] { done = true; }));
  EXPECT_TRUE(done);
}

TEST_F(NameLookupsTest, EndForACallerWhoIsCancelled) {
  std::error_code trouble;
  const auto give_up = [](World& own, std::error_code& into) -> asio::awaitable<void> {
    TaskGroup group(own);
    group.spawn(connect(own, own.now() + 1h, into));
    [[maybe_unused]] const bool ended = co_await group.join_until(own.now());
    co_await group.cancel_and_join();
  };
  run(give_up(world, trouble));
  EXPECT_EQ(trouble, asio::error::operation_aborted);
}

TEST_F(NameLookupsTest, MayOutliveTheirWorld) {
  std::error_code trouble;
  {
    RealWorld brief(context, helpers, [own = resolver](const Endpoint&) { return look_up(*own); });
    run(connect(brief, brief.now(), trouble));
  }
  speak();
  EXPECT_EQ(trouble, asio::error::timed_out);
}

}  // namespace
}  // namespace postern::net

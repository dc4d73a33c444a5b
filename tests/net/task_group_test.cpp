#include "net/task_group.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "net/sleep.hpp"
#include "support/simulated_world.hpp"

namespace postern::net {
namespace {

using namespace std::chrono_literals;

asio::awaitable<void> sleep_for(World& world, std::chrono::seconds time) {
  return sleep_until(world, world.now() + time);
}

asio::awaitable<void> count_after(World& world, std::chrono::seconds time, int& count) {
  co_await sleep_for(world, time);
  ++count;
}

asio::awaitable<int> answer_after(World& world, std::chrono::seconds time, int answer) {
  co_await sleep_for(world, time);
  co_return answer;
}

asio::awaitable<void> fail_after(World& world, std::chrono::seconds time) {
  co_await sleep_for(world, time);
  throw std::runtime_error("no");
}

/// Counts when it is unwound, however that happens.
asio::awaitable<void> count_unwinding(World& world, int& unwound) {
  struct Guard {
    int& count;
    ~Guard() { ++count; }
  } guard{unwound};
  co_await sleep_for(world, 1h);
}

asio::awaitable<void> join_two(World& world, int& count) {
  TaskGroup group(world);
  group.spawn(count_after(world, 2s, count));
  group.spawn(count_after(world, 3s, count));
  co_await group.join();
}

TEST(TaskGroup, JoinWaitsForEveryTask) {
  test::SimulatedWorld world;
  const auto start = world.now();
  int count = 0;
  world.run(join_two(world, count));
  EXPECT_EQ(count, 2);
  EXPECT_EQ(world.now() - start, 3s);
}

asio::awaitable<bool> join_early(World& world, int& count, int& unwound) {
  TaskGroup group(world);
  group.spawn(count_after(world, 2s, count));
  group.spawn(count_unwinding(world, unwound));
  const auto deadline = world.now() + 5s;
  const bool all = co_await group.join_until(deadline);
  co_await group.cancel_and_join();
  co_return all;
}

TEST(TaskGroup, JoinUntilLeavesTheSlowRunningAndCancelUnwindsThem) {
  test::SimulatedWorld world;
  int count = 0;
  int unwound = 0;
  EXPECT_FALSE(world.run(join_early(world, count, unwound)));
  EXPECT_EQ(count, 1);
  EXPECT_EQ(unwound, 1);
}

asio::awaitable<void> join_failing(World& world, int& count) {
  TaskGroup group(world);
  group.spawn(fail_after(world, 1s));
  group.spawn(count_after(world, 2s, count));
  co_await group.join();
}

TEST(TaskGroup, JoinThrowsAFailureAfterAllHaveEnded) {
  test::SimulatedWorld world;
  int count = 0;
  EXPECT_THROW(world.run(join_failing(world, count)), std::runtime_error);
  EXPECT_EQ(count, 1);
}

asio::awaitable<void> join_forever(World& world, int& unwound) {
  TaskGroup group(world);
  group.spawn(count_unwinding(world, unwound));
  co_await group.join();
}

asio::awaitable<void> cancel_a_joiner(World& world, int& unwound) {
  TaskGroup outer(world);
  outer.spawn(join_forever(world, unwound));
  co_await sleep_for(world, 1s);
  co_await outer.cancel_and_join();
}

TEST(TaskGroup, CancellingTheJoinerCancelsItsTasks) {
  test::SimulatedWorld world;
  const auto start = world.now();
  int unwound = 0;
  world.run(cancel_a_joiner(world, unwound));
  EXPECT_EQ(unwound, 1);
  EXPECT_EQ(world.now() - start, 1s);
}

TEST(Within, GivesTheResultInTimeAndNothingAfter) {
  test::SimulatedWorld world;
  EXPECT_EQ(world.run(within(world, world.now() + 2s, answer_after(world, 1s, 7))), 7);
  EXPECT_EQ(world.run(within(world, world.now() + 1s, answer_after(world, 2s, 7))), std::nullopt);
}

}  // namespace
}  // namespace postern::net

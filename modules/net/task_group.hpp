#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "net/world.hpp"

namespace postern::net {

/// Owns the coroutines it spawns. Whoever makes a group joins it before it is destroyed: no task outlives the
/// group's owner, so a task may refer to what the owner owns. This is the only place of the program that
/// spawns.
class TaskGroup {
 public:
  explicit TaskGroup(World& world);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup();

  /// Starts `task` at the caller's next suspension. What it throws is kept for join, except
  /// operation_aborted.
  void spawn(asio::awaitable<void> task);
  /// Asks every task to end: its current wait throws operation_aborted.
  void cancel();
  std::size_t size() const;

  /// Waits until every task has ended, then throws the first failure of one. When the caller is cancelled
  /// meanwhile, so are the tasks, and operation_aborted is thrown once they have ended.
  asio::awaitable<void> join();
  /// As join, but not beyond `deadline`: false when tasks are still running then. They are left running.
  asio::awaitable<bool> join_until(TimePoint deadline);
  /// Ends every task and waits for that, even when the caller is already being cancelled.
  asio::awaitable<void> cancel_and_join();

 private:
  struct State;
  World& world_;
  std::shared_ptr<State> state_;  // shared with the tasks' completion handlers only
};

/// `operation`, cancelled when `deadline` comes first: then nothing is returned, after the operation has
/// unwound.
template <class T>
asio::awaitable<std::optional<T>> within(World& world, TimePoint deadline, asio::awaitable<T> operation) {
  std::optional<T> result;
  auto run = [](asio::awaitable<T> awaited, std::optional<T>& into) -> asio::awaitable<void> {
    into = co_await std::move(awaited);
  };
  TaskGroup group(world);
  group.spawn(run(std::move(operation), result));
  const bool finished = co_await group.join_until(deadline);
  if (!finished) co_await group.cancel_and_join();
  co_return result;
}

}  // namespace postern::net

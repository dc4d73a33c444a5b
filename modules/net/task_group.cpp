#include "net/task_group.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/this_coro.hpp>
#include <exception>
#include <list>
#include <system_error>

#include "net/event.hpp"

// Each task has a cancellation signal in a list; its completion handler takes it out and wakes the joiner.
// The handler shares the state, because an io_context that is destroyed drops its coroutines in any order.

namespace postern::net {

struct TaskGroup::State {
  explicit State(const asio::any_io_executor& executor) : ended(executor) {}

  std::list<asio::cancellation_signal> running;
  std::exception_ptr failure;
  Event ended;
};

namespace {

bool is_cancellation(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::system_error& error) {
    return error.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace

TaskGroup::TaskGroup(World& world) : world_(world), state_(std::make_shared<State>(world.executor())) {}

TaskGroup::~TaskGroup() = default;

void TaskGroup::spawn(asio::awaitable<void> task) {
  const auto position = state_->running.emplace(state_->running.end());
  auto on_end = [state = state_, position](const std::exception_ptr& failure) {
    state->running.erase(position);
    if (failure && !state->failure && !is_cancellation(failure)) state->failure = failure;
    state->ended.notify_all();
  };
  asio::co_spawn(world_.executor(), std::move(task),
                 asio::bind_cancellation_slot(position->slot(), std::move(on_end)));
}

void TaskGroup::cancel() {
  // A task that ends at once takes itself out of the list, so step on before signalling.
  for (auto next = state_->running.begin(); next != state_->running.end();) {
    auto current = next++;
    current->emit(asio::cancellation_type::terminal);
  }
}

std::size_t TaskGroup::size() const {
  return state_->running.size();
}

asio::awaitable<void> TaskGroup::join() {
  co_await join_until(TimePoint::max());
}

asio::awaitable<bool> TaskGroup::join_until(TimePoint deadline) {
  const bool throwing = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  bool expired = false;
  auto alarm = world_.make_alarm([&expired, state = state_] {
    expired = true;
    state->ended.notify_all();
  });
  if (deadline != TimePoint::max()) alarm->set(deadline);

  bool cancelled = false;
  while (!state_->running.empty() && (!expired || cancelled)) {
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (cancellation.cancelled() != asio::cancellation_type::none && !cancelled) {
      cancelled = true;
      cancel();
      continue;
    }
    co_await state_->ended.wait();
  }
  co_await asio::this_coro::throw_if_cancelled(throwing);
  if (cancelled) throw std::system_error(asio::error::operation_aborted);
  if (!state_->running.empty()) co_return false;
  if (state_->failure) std::rethrow_exception(std::exchange(state_->failure, nullptr));
  co_return true;
}

asio::awaitable<void> TaskGroup::cancel_and_join() {
  const bool throwing = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  cancel();
  while (!state_->running.empty()) co_await state_->ended.wait();
  co_await asio::this_coro::throw_if_cancelled(throwing);
}

}  // namespace postern::net

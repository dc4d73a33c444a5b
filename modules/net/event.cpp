#include "net/event.hpp"

#include <asio/experimental/as_tuple.hpp>
#include <asio/use_awaitable.hpp>

// A timer that never expires: cancelling it wakes every waiter, and a waiter's own cancellation wakes that
// one.

namespace postern::net {

Event::Event(const asio::any_io_executor& executor)
    : timer_(executor, asio::steady_timer::time_point::max()) {}

asio::awaitable<void> Event::wait() {
  [[maybe_unused]] const auto result =
      co_await timer_.async_wait(asio::experimental::as_tuple(asio::use_awaitable));
}

void Event::notify_all() {
  timer_.cancel();
}

}  // namespace postern::net

#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>

namespace postern::net {

/// Something that coroutines of one thread wait for: `while (!ready) co_await event.wait();`
class Event {
 public:
  explicit Event(const asio::any_io_executor& executor);
  /// Suspends until the next notify_all. Wakes also, without throwing, when the waiter is cancelled: look at
  /// the condition, and let the next suspension throw.
  asio::awaitable<void> wait();
  void notify_all();

 private:
  asio::steady_timer timer_;
};

}  // namespace postern::net

#include "net/sleep.hpp"

#include <asio/error.hpp>
#include <asio/this_coro.hpp>
#include <system_error>

#include "net/event.hpp"

namespace postern::net {

asio::awaitable<void> sleep_until(World& world, TimePoint when) {
  Event woken(world.executor());
  bool over = false;
  auto alarm = world.make_alarm([&] {
    over = true;
    woken.notify_all();
  });
  alarm->set(when);
  while (!over) {
    co_await woken.wait();
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (cancellation.cancelled() != asio::cancellation_type::none) {
      throw std::system_error(asio::error::operation_aborted);
    }
  }
}

}  // namespace postern::net

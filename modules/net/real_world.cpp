#include "net/real_world.hpp"

#include <sys/random.h>

#include <asio/error.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <exception>
#include <system_error>

#include "net/event.hpp"
#include "net/socket_stream.hpp"

// Two kinds of work block. The spool's ends by itself, so that its caller can wait for it and own what it
// uses: it goes to the helpers, a small pool of all threads (offload). A look-up of an upstream's name ends
// when a name server elsewhere pleases: it must neither keep the helpers from the spool nor a session from
// its deadline, so it has threads of its own and is left behind (NameLookups).

namespace postern::net {

namespace {

/// A timer whose handler may already be queued when the alarm is moved or destroyed: the handler shares a
/// state that tells which setting it belongs to.
class TimerAlarm final : public Alarm {
 public:
  TimerAlarm(const asio::any_io_executor& executor, std::function<void()> ring)
      : timer_(executor), state_(std::make_shared<State>(State{std::move(ring)})) {}
  ~TimerAlarm() override { state_->setting = 0; }

  void set(TimePoint when) override {
    const auto setting = ++last_setting_;
    state_->setting = setting;
    timer_.expires_at(when);
    timer_.async_wait([state = state_, setting](std::error_code code) {
      if (!code && state->setting == setting) state->ring();
    });
  }
  void clear() override {
    state_->setting = 0;
    timer_.cancel();
  }

 private:
  struct State {
    std::function<void()> ring;
    std::uint64_t setting = 0;  // 0: silent
  };

  asio::steady_timer timer_;
  std::shared_ptr<State> state_;
  std::uint64_t last_setting_ = 0;
};

}  // namespace

RealWorld::RealWorld(asio::io_context& context, asio::thread_pool& helpers, NameLookups::LookUp look_up)
    : context_(context), helpers_(helpers), lookups_(*this, std::move(look_up)) {}

std::uint64_t RealWorld::random() {
  std::uint64_t value = 0;
  if (getrandom(&value, sizeof value, 0) != sizeof value) {
    throw std::system_error(errno, std::system_category(), "getrandom");
  }
  return value;
}

std::unique_ptr<Alarm> RealWorld::make_alarm(std::function<void()> ring) {
  return std::make_unique<TimerAlarm>(executor(), std::move(ring));
}

asio::awaitable<std::unique_ptr<Stream>> RealWorld::connect(Endpoint endpoint, TimePoint deadline) {
  std::vector<SocketAddress> addresses;
  if (const auto known = socket_address(endpoint)) {
    addresses.push_back(*known);
  } else {
    addresses = co_await lookups_.find(endpoint, deadline);
  }
  std::error_code last = asio::error::host_not_found;
  for (const auto& address : addresses) {
    auto stream = std::make_unique<SocketStream>(*this, Socket(context_));
    stream->set_deadline(deadline);
    last = co_await stream->connect(address);
    if (!last) co_return stream;
    if (last == asio::error::timed_out || last == asio::error::operation_aborted) break;
  }
  throw std::system_error(last);
}

asio::awaitable<void> RealWorld::offload(std::function<void()> work) {
  const bool throwing = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  Event done(executor());
  bool finished = false;
  std::exception_ptr failure;
  asio::post(helpers_, [&] {
    try {
      work();
    } catch (...) {
      failure = std::current_exception();
    }
    asio::post(context_, [&] {
      finished = true;
      done.notify_all();
    });
  });
  while (!finished) co_await done.wait();
  co_await asio::this_coro::throw_if_cancelled(throwing);
  if (failure) std::rethrow_exception(failure);
}

}  // namespace postern::net

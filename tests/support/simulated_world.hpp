#pragma once

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>

#include "net/memory_stream.hpp"
#include "net/task_group.hpp"
#include "net/world.hpp"

namespace postern::test {

/// A world in memory: connections go to coroutines registered with `serve`, randomness comes from a seed, and
/// time stands still until nothing else can happen, then jumps to the next alarm. A run repeats exactly.
class SimulatedWorld final : public net::World {
 public:
  using Service = std::function<asio::awaitable<void>(std::unique_ptr<net::Stream>)>;

  explicit SimulatedWorld(std::uint64_t seed = 1);
  ~SimulatedWorld() override;

  asio::any_io_executor executor() override { return context_.get_executor(); }
  net::TimePoint now() const override { return now_; }
  /// Starts at 2026-05-01 10:00:00 UTC and moves with now().
  net::WallTime wall_time() const override;
  std::uint64_t random() override { return random_(); }
  std::unique_ptr<net::Alarm> make_alarm(std::function<void()> ring) override;
  /// connection_refused where nobody serves.
  asio::awaitable<std::unique_ptr<net::Stream>> connect(net::Endpoint endpoint,
                                                        net::TimePoint deadline) override;
  asio::awaitable<void> offload(std::function<void()> work) override;

  /// Every connection to `endpoint` runs `service` with the server's end.
  void serve(const net::Endpoint& endpoint, Service service);
  void stop_serving(const net::Endpoint& endpoint) { services_.erase(endpoint); }
  /// Asked before each read and write of the connecting ends made from now on.
  void set_fault(net::StepFault fault) { fault_ = std::move(fault); }

  /// Ends the services that still run.
  void stop_all();
  /// Runs everything until nothing can happen any more, alarms included. Throws what a coroutine let escape.
  void run_until_idle();
  /// Runs `task` to its end. Throws std::logic_error when it waits for something that can never happen.
  template <class T>
  T run(asio::awaitable<T> task) {
    std::exception_ptr failure;
    bool finished = false;
    if constexpr (std::is_void_v<T>) {
      asio::co_spawn(context_, std::move(task), [&](std::exception_ptr e) { failure = e, finished = true; });
      run_until([&] { return finished; });
      if (failure) std::rethrow_exception(failure);
    } else {
      std::optional<T> result;
      asio::co_spawn(context_, std::move(task), [&](std::exception_ptr e, T value) {
        failure = e, finished = true;
        if (!e) result = std::move(value);
      });
      run_until([&] { return finished; });
      if (failure) std::rethrow_exception(failure);
      return std::move(*result);
    }
  }

 private:
  class SimulatedAlarm;
  void run_until(const std::function<bool()>& done);
  /// One burst of ready work, or one alarm; false when there is neither.
  bool step();

  asio::io_context context_;
  net::TimePoint now_{std::chrono::hours(1)};
  std::mt19937_64 random_;
  std::multimap<net::TimePoint, SimulatedAlarm*> alarms_;
  std::map<net::Endpoint, Service> services_;
  net::StepFault fault_;
  net::TaskGroup serving_;
};

}  // namespace postern::test

#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "net/endpoint.hpp"
#include "net/stream.hpp"

namespace postern::net {

using WallTime = std::chrono::system_clock::time_point;

/// Rings once at a set time, on the world's executor. Destroying it silences it, even when it is just
/// ringing.
class Alarm {
 public:
  virtual ~Alarm() = default;
  /// Moves the alarm; a time that has passed rings as soon as the caller suspends.
  virtual void set(TimePoint when) = 0;
  virtual void clear() = 0;
};

/// The one place that time, randomness and the network come from. A program has a RealWorld for each thread;
/// a test has a simulated one, in which time passes only when nothing else can happen, and a run repeats
/// exactly. Everything made by a world, and everything that runs in it, belongs to its one thread.
class World {
 public:
  virtual ~World() = default;
  virtual asio::any_io_executor executor() = 0;
  virtual TimePoint now() const = 0;
  virtual WallTime wall_time() const = 0;
  /// 64 random bits, not predictable by a peer in the real world.
  virtual std::uint64_t random() = 0;
  virtual std::unique_ptr<Alarm> make_alarm(std::function<void()> ring) = 0;
  /// A stream to `endpoint`, with `deadline` set on it. A host name is looked up off this thread and its
  /// addresses are tried in order. Throws std::system_error: what the network said of the last address,
  /// timed_out, or operation_aborted.
  virtual asio::awaitable<std::unique_ptr<Stream>> connect(Endpoint endpoint, TimePoint deadline) = 0;
  /// Runs `work`, which blocks, on a helper thread and resumes here when it is done; what it throws is thrown
  /// here. Not interrupted by cancellation: `work` may use what the caller owns.
  virtual asio::awaitable<void> offload(std::function<void()> work) = 0;
};

}  // namespace postern::net

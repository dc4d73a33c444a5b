#pragma once

#include <optional>
#include <utility>

#include "net/world.hpp"

namespace postern {

/// Another world on another day: its wall clock stands still at a time of choice, so that a signature is
/// judged as it was, or would be, then. Without a time it is the other world.
class DatedWorld final : public net::World {
 public:
  /// `world` outlives it.
  DatedWorld(net::World& world, std::optional<net::WallTime> time) : world_(world), time_(time) {}

  asio::any_io_executor executor() override { return world_.executor(); }
  net::TimePoint now() const override { return world_.now(); }
  net::WallTime wall_time() const override { return time_ ? *time_ : world_.wall_time(); }
  std::uint64_t random() override { return world_.random(); }
  std::unique_ptr<net::Alarm> make_alarm(std::function<void()> ring) override {
    return world_.make_alarm(std::move(ring));
  }
  asio::awaitable<std::unique_ptr<net::Stream>> connect(net::Endpoint endpoint,
                                                        net::TimePoint deadline) override {
    return world_.connect(std::move(endpoint), deadline);
  }
  asio::awaitable<void> offload(std::function<void()> work) override {
    return world_.offload(std::move(work));
  }

 private:
  net::World& world_;
  std::optional<net::WallTime> time_;
};

}  // namespace postern

#pragma once

#include <asio/io_context.hpp>
#include <asio/thread_pool.hpp>

#include "net/name_lookups.hpp"
#include "net/world.hpp"

namespace postern::net {

/// The machine's clocks, kernel randomness and sockets, for the one thread that runs `context`. Both must
/// outlive it. `helpers` runs what blocks but ends by itself, and must be joined before `context` is
/// destroyed; names of servers are looked up by `look_up`.
class RealWorld final : public World {
 public:
  RealWorld(asio::io_context& context, asio::thread_pool& helpers,
            NameLookups::LookUp look_up = net::look_up);

  asio::any_io_executor executor() override { return context_.get_executor(); }
  TimePoint now() const override { return std::chrono::steady_clock::now(); }
  WallTime wall_time() const override { return std::chrono::system_clock::now(); }
  std::uint64_t random() override;
  std::unique_ptr<Alarm> make_alarm(std::function<void()> ring) override;
  asio::awaitable<std::unique_ptr<Stream>> connect(Endpoint endpoint, TimePoint deadline) override;
  asio::awaitable<void> offload(std::function<void()> work) override;

 private:
  asio::io_context& context_;
  asio::thread_pool& helpers_;
  NameLookups lookups_;
};

}  // namespace postern::net

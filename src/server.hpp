#pragma once

#include <asio/signal_set.hpp>
#include <memory>
#include <string>
#include <vector>

#include "net/listener.hpp"
#include "worker.hpp"

namespace postern {

/// The listening sockets, the threads behind them, and the signals that end it all.
class Server {
 public:
  /// Binds every listener: throws std::runtime_error that names the one that could not be.
  Server(const Shared& shared, const std::vector<net::Endpoint>& listen, const ListenerConfig& config,
         std::size_t threads);

  /// Serves until SIGTERM or SIGINT.
  void run();

 private:
  struct Entrance {
    std::unique_ptr<net::Listener> listener;
    std::shared_ptr<LiveGate> gate;
  };

  asio::awaitable<void> accept(Entrance& entrance);
  asio::awaitable<void> open_gate();
  /// Learns what the upstream offers. What it gives is why that failed, empty when it did not.
  asio::awaitable<std::string> meet_upstream();
  void await_signal();
  Worker& least_loaded();
  const net::Endpoint& upstream() const { return gate_->config.upstream.servers.front().endpoint; }

  Shared shared_;
  asio::io_context context_{1};
  net::RealWorld world_;
  asio::signal_set signals_;
  std::shared_ptr<const Gate> gate_;
  std::vector<Entrance> entrances_;
  std::vector<std::unique_ptr<Worker>> workers_;
  net::TaskGroup tasks_;
};

}  // namespace postern

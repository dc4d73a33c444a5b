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
  Server(const Shared& shared, std::size_t threads);

  /// Serves until SIGTERM or SIGINT.
  void run();

 private:
  asio::awaitable<void> accept(net::Listener& listener);
  asio::awaitable<void> open_gate();
  /// Learns what the upstream offers. What it gives is why that failed, empty when it did not.
  asio::awaitable<std::string> meet_upstream();
  void await_signal();
  Worker& least_loaded();

  Shared shared_;
  asio::io_context context_{1};
  net::RealWorld world_;
  asio::signal_set signals_;
  std::vector<std::unique_ptr<net::Listener>> listeners_;
  std::vector<std::unique_ptr<Worker>> workers_;
  net::TaskGroup tasks_;
};

}  // namespace postern

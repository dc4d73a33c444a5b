#pragma once

#include <asio/signal_set.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/configuration.hpp"
#include "net/listener.hpp"
#include "server/worker.hpp"

namespace postern {

/// The listening sockets, the threads behind them, and the signals: SIGHUP changes the configuration, SIGTERM
/// and SIGINT end it all.
class Server {
 public:
  /// Gives the configuration that is to be in force now; nothing when it is not usable, which was logged.
  using Reload = std::function<std::optional<Configuration>()>;

  /// Binds every listener: throws std::runtime_error that names the one that could not be.
  Server(const Shared& shared, const Configuration& configuration, Reload reload);

  /// Serves until SIGTERM or SIGINT.
  void run();

 private:
  struct Entrance {
    std::unique_ptr<net::Listener> listener;
    std::shared_ptr<LiveGate> live;
    std::shared_ptr<const Gate> wanted;  ///< in force, or in force as soon as its upstream was met
    bool closed = false;
  };
  /// What one listener is to be: all that can fail has been done. The socket is null where there is one
  /// already.
  struct Preparation {
    std::unique_ptr<net::Listener> listener;
    std::shared_ptr<const Gate> gate;
  };
  using Plan = std::map<net::Endpoint, Preparation>;

  Plan prepare(const Configuration& next);
  const Gate* gate_with(const UpstreamConfig& upstream, const Plan& plan) const;
  void carry_out(Plan plan);
  void reload();
  void name_what_needs_a_restart(const Configuration& next) const;

  asio::awaitable<void> open(std::shared_ptr<Entrance> entrance);
  asio::awaitable<void> change(std::shared_ptr<Entrance> entrance, std::shared_ptr<const Gate> gate);
  asio::awaitable<void> accept(std::shared_ptr<Entrance> entrance);
  asio::awaitable<void> keep_trying(std::shared_ptr<Entrance> entrance, std::shared_ptr<const Gate> gate,
                                    std::string trouble, std::string meanwhile);
  void close(Entrance& entrance);
  void await_signal();
  void stop();
  Worker& least_loaded();

  Shared shared_;
  asio::io_context context_{1};
  net::RealWorld world_;
  asio::signal_set signals_;
  Reload reload_;
  const ProcessConfig started_with_;  // of which some holds until a restart
  Configuration configuration_;
  std::map<net::Endpoint, std::shared_ptr<Entrance>> entrances_;
  std::vector<std::unique_ptr<Worker>> workers_;
  net::TaskGroup tasks_;
};

}  // namespace postern

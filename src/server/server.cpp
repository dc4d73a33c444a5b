#include "server/server.hpp"

#include <algorithm>
#include <asio/error.hpp>
#include <csignal>

#include "net/sleep.hpp"
#include "server/meeting.hpp"

// The main thread waits for connections and signals, and hands the connections out. How the configuration is
// changed under way is in reload.cpp.

namespace postern {

using namespace std::chrono_literals;

Server::Server(const Shared& shared, const Configuration& configuration, Reload reload)
    : shared_(shared),
      world_(context_, shared.helpers),
      signals_(context_, SIGTERM, SIGINT, SIGHUP),
      reload_(std::move(reload)),
      started_with_(configuration.process),
      configuration_(configuration),
      tasks_(world_) {
  carry_out(prepare(configuration));
  for (std::size_t count = 0; count < configuration.process.threads; ++count) {
    workers_.push_back(std::make_unique<Worker>(shared_));
  }
}

void Server::run() {
  for (auto& worker : workers_) worker->start();
  await_signal();
  context_.run();

  for (auto& worker : workers_) worker->stop(configuration_.process.grace);
  for (auto& worker : workers_) worker->join();
  shared_.helpers.join();
  shared_.log.info("", "stopped");
}

void Server::await_signal() {
  signals_.async_wait([this](std::error_code code, int signal) {
    if (code) return;
    if (signal != SIGHUP) return stop();
    reload();
    await_signal();
  });
}

void Server::stop() {
  shared_.log.info("", "stopping: no new connections, messages on their way are finished");
  for (auto& [endpoint, entrance] : entrances_) close(*entrance);
  tasks_.cancel();
}

void Server::close(Entrance& entrance) {
  entrance.closed = true;
  entrance.listener->close();
}

asio::awaitable<void> Server::open(std::shared_ptr<Entrance> entrance) {
  // Who connects before the upstream was met for the first time would hear 421; let him wait in the backlog
  // instead, but not for an upstream that is not there.
  const auto gate = entrance->wanted;
  auto trouble = co_await meet_upstream(world_, gate);
  tasks_.spawn(accept(entrance));
  co_await keep_trying(entrance, gate, std::move(trouble), "clients are told 421 until it does");
}

asio::awaitable<void> Server::change(std::shared_ptr<Entrance> entrance, std::shared_ptr<const Gate> gate) {
  // The old gate is in force until the new one can promise something: a mistake in a name must not stop mail.
  auto trouble = co_await meet_upstream(world_, gate);
  co_await keep_trying(entrance, gate, std::move(trouble), "the settings before are in force until it does");
  if (entrance->wanted == gate) entrance->live->set(gate);
}

asio::awaitable<void> Server::keep_trying(std::shared_ptr<Entrance> entrance,
                                          std::shared_ptr<const Gate> gate, std::string trouble,
                                          std::string meanwhile) {
  if (trouble.empty()) co_return;
  const auto name = "the upstream " + format(gate->config.upstream.servers.front().endpoint);
  shared_.log.warning("", name + " does not answer yet: " + trouble + "; " + meanwhile);
  for (auto pause = 100ms; !gate->learnt->get(); pause = std::min(pause * 2, 2000ms)) {
    if (entrance->closed || entrance->wanted != gate) co_return;
    co_await net::sleep_until(world_, world_.now() + pause);
    [[maybe_unused]] const auto still = co_await meet_upstream(world_, gate);
  }
  shared_.log.info("", name + " answers");
}

asio::awaitable<void> Server::accept(std::shared_ptr<Entrance> entrance) {
  while (!entrance->closed) {
    auto& worker = least_loaded();
    std::error_code trouble;
    try {
      auto socket = co_await entrance->listener->accept(worker.context());
      worker.adopt(std::move(socket), entrance->live);
    } catch (const std::system_error& error) {
      trouble = error.code();
    }
    if (!trouble) continue;
    if (trouble == asio::error::operation_aborted) co_return;
    // Out of descriptors, most likely: what is there goes on, and so do we when some are free again.
    shared_.log.error("", "cannot accept a connection: " + trouble.message());
    co_await net::sleep_until(world_, world_.now() + 100ms);
  }
}

Worker& Server::least_loaded() {
  const auto load = [](const std::unique_ptr<Worker>& worker) { return worker->load(); };
  return **std::ranges::min_element(workers_, {}, load);
}

}  // namespace postern

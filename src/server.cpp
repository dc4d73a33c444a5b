#include "server.hpp"

#include <algorithm>
#include <asio/error.hpp>
#include <csignal>
#include <stdexcept>

#include "net/sleep.hpp"
#include "upstream_connect.hpp"

namespace postern {

namespace {

using namespace std::chrono_literals;

/// How long a stopping program lets messages finish.
constexpr std::chrono::seconds grace{10};

std::unique_ptr<net::Listener> listen(asio::io_context& context, const net::Endpoint& endpoint) {
  try {
    return std::make_unique<net::Listener>(context, endpoint);
  } catch (const std::system_error& error) {
    throw std::runtime_error("cannot listen on " + format(endpoint) + ": " + error.code().message());
  }
}

}  // namespace

Server::Server(const Shared& shared, const std::vector<net::Endpoint>& listen, const ListenerConfig& config,
               std::size_t threads)
    : shared_(shared),
      world_(context_, shared.helpers),
      signals_(context_, SIGTERM, SIGINT),
      gate_(make_gate(config)),
      tasks_(world_) {
  for (const auto& endpoint : listen) {
    entrances_.push_back({postern::listen(context_, endpoint), std::make_shared<LiveGate>(gate_)});
    shared_.log.info("", "listening on " + format(endpoint) + ", delivering to " + format(upstream()));
  }
  for (std::size_t count = 0; count < threads; ++count) workers_.push_back(std::make_unique<Worker>(shared_));
}

void Server::run() {
  for (auto& worker : workers_) worker->start();
  tasks_.spawn(open_gate());
  await_signal();
  context_.run();

  for (auto& worker : workers_) worker->stop(grace);
  for (auto& worker : workers_) worker->join();
  shared_.helpers.join();
  shared_.log.info("", "stopped");
}

void Server::await_signal() {
  signals_.async_wait([this](std::error_code code, int) {
    if (code) return;
    shared_.log.info("", "stopping: no new connections, messages on their way are finished");
    for (auto& entrance : entrances_) entrance.listener->close();
    tasks_.cancel();
  });
}

asio::awaitable<void> Server::accept(Entrance& entrance) {
  for (;;) {
    auto& worker = least_loaded();
    std::error_code trouble;
    try {
      auto socket = co_await entrance.listener->accept(worker.context());
      worker.adopt(std::move(socket), entrance.gate);
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

asio::awaitable<void> Server::open_gate() {
  // Who connects before the upstream was met for the first time would hear 421; let him wait in the backlog
  // instead, but not for an upstream that is not there.
  const auto trouble = co_await meet_upstream();
  for (auto& entrance : entrances_) tasks_.spawn(accept(entrance));
  if (trouble.empty()) co_return;
  const auto name = "the upstream " + format(upstream());
  shared_.log.warning("", name + " does not answer yet: " + trouble + "; clients are told 421 until it does");
  for (auto pause = 100ms; !gate_->learnt->get(); pause = std::min(pause * 2, 2000ms)) {
    co_await net::sleep_until(world_, world_.now() + pause);
    [[maybe_unused]] const auto still = co_await meet_upstream();
  }
  shared_.log.info("", name + " answers");
}

asio::awaitable<std::string> Server::meet_upstream() {
  auto met = co_await net::within(world_, world_.now() + 2s, connect_upstream(world_, gate_, std::nullopt));
  if (!met) co_return "nothing said within 2 s";
  auto& upstream = *met->upstream;
  if (!conclude(upstream.stage(), met->answer).accepted) co_return describe(upstream.stage(), met->answer);
  co_await upstream.quit();
  co_return std::string();
}

Worker& Server::least_loaded() {
  const auto load = [](const std::unique_ptr<Worker>& worker) { return worker->load(); };
  return **std::ranges::min_element(workers_, {}, load);
}

}  // namespace postern

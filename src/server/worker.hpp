#pragma once

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/thread_pool.hpp>
#include <atomic>
#include <memory>
#include <set>
#include <thread>

#include "dns/cache.hpp"
#include "dns/stub_resolver.hpp"
#include "net/real_world.hpp"
#include "net/socket_stream.hpp"
#include "session/session.hpp"
#include "upstream/pool.hpp"

namespace postern {

/// What all threads share; it outlives them.
struct Shared {
  /// Settings of the stub resolver, used when there is no zone.
  const dns::StubSettings& dns;
  dns::Resolver* zone;  ///< answers everything, or null
  const dmarc::PublicSuffixes& suffixes;
  const Log& log;
  Admission& admission;
  asio::thread_pool& helpers;
};

/// One thread with its own event loop, resolver and cache, and the sessions it was given.
class Worker {
 public:
  explicit Worker(const Shared& shared);

  void start();
  /// Takes a connection over that came in at `gate`; called on any thread.
  void adopt(net::Socket socket, std::shared_ptr<const LiveGate> gate);
  /// Sessions end when their message does, or after `grace`; then the thread ends. Called on any thread.
  void stop(std::chrono::seconds grace);
  void join() { thread_.join(); }

  asio::io_context& context() { return context_; }
  std::size_t load() const { return load_; }

 private:
  asio::awaitable<void> serve(net::Socket socket, std::shared_ptr<const LiveGate> gate);
  asio::awaitable<void> drain(std::chrono::seconds grace);

  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  net::RealWorld world_;
  dns::StubResolver stub_;
  dns::Cache cache_;
  Pool pool_;
  Services services_;
  std::set<Session*> active_;
  net::TaskGroup sessions_;
  net::TaskGroup draining_;
  std::atomic<std::size_t> load_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace postern

#include "server/worker.hpp"

#include <asio/post.hpp>

namespace postern {

namespace {

// However a session ends, by an exception too, it counts no more and nobody points to it any more.

class Counted {
 public:
  explicit Counted(std::atomic<std::size_t>& load) : load_(load) {}
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --load_; }

 private:
  std::atomic<std::size_t>& load_;
};

class Listed {
 public:
  Listed(std::set<Session*>& active, Session& session) : active_(active), session_(session) {
    active_.insert(&session_);
  }
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;
  ~Listed() { active_.erase(&session_); }

 private:
  std::set<Session*>& active_;
  Session& session_;
};

}  // namespace

Worker::Worker(const Shared& shared)
    : work_(context_.get_executor()),
      world_(context_, shared.helpers),
      stub_(world_, shared.dns),
      cache_(world_, shared.zone ? *shared.zone : static_cast<dns::Resolver&>(stub_)),
      pool_(world_),
      services_{.tools = {.world = world_, .resolver = cache_, .suffixes = shared.suffixes},
                .log = shared.log,
                .admission = shared.admission,
                .pool = &pool_},
      sessions_(world_),
      draining_(world_) {}

void Worker::start() {
  thread_ = std::thread([this] { context_.run(); });
}

void Worker::adopt(net::Socket socket, std::shared_ptr<const LiveGate> gate) {
  ++load_;
  asio::post(context_, [this, taken = std::move(socket), gate = std::move(gate)]() mutable {
    sessions_.spawn(serve(std::move(taken), std::move(gate)));
  });
}

asio::awaitable<void> Worker::serve(net::Socket socket, std::shared_ptr<const LiveGate> gate) {
  const Counted counted(load_);
  Session session(services_, std::move(gate), std::make_unique<net::SocketStream>(world_, std::move(socket)));
  const Listed listed(active_, session);
  if (stopping_) session.stop();
  co_await session.run();
}

void Worker::stop(std::chrono::seconds grace) {
  asio::post(context_, [this, grace] {
    stopping_ = true;
    for (auto* session : active_) session->stop();
    draining_.spawn(drain(grace));
  });
}

asio::awaitable<void> Worker::drain(std::chrono::seconds grace) {
  // Released however this ends: join_until throws what a session threw.
  const auto work = std::move(work_);
  const bool ended = co_await sessions_.join_until(world_.now() + grace);
  if (!ended) co_await sessions_.cancel_and_join();
  co_await pool_.stop();
  co_await cache_.stop();
}

}  // namespace postern

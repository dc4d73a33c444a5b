#include "worker.hpp"

#include <asio/post.hpp>

namespace postern {

Worker::Worker(const Shared& shared)
    : work_(context_.get_executor()),
      world_(context_, shared.helpers),
      stub_(world_, shared.dns),
      cache_(world_, shared.zone ? *shared.zone : static_cast<dns::Resolver&>(stub_)),
      services_{.tools = {.world = world_,
                          .resolver = cache_,
                          .dkim = shared.dkim,
                          .suffixes = shared.suffixes,
                          .config = shared.config},
                .learnt = shared.learnt,
                .log = shared.log},
      sessions_(world_),
      draining_(world_) {}

void Worker::start() {
  thread_ = std::thread([this] { context_.run(); });
}

void Worker::adopt(net::Socket socket) {
  ++load_;
  asio::post(context_,
             [this, taken = std::move(socket)]() mutable { sessions_.spawn(serve(std::move(taken))); });
}

asio::awaitable<void> Worker::serve(net::Socket socket) {
  Session session(services_, std::make_unique<net::SocketStream>(world_, std::move(socket)));
  active_.insert(&session);
  if (stopping_) session.stop();
  co_await session.run();
  active_.erase(&session);
  --load_;
}

void Worker::stop(std::chrono::seconds grace) {
  asio::post(context_, [this, grace] {
    stopping_ = true;
    for (auto* session : active_) session->stop();
    draining_.spawn(drain(grace));
  });
}

asio::awaitable<void> Worker::drain(std::chrono::seconds grace) {
  const bool ended = co_await sessions_.join_until(world_.now() + grace);
  if (!ended) co_await sessions_.cancel_and_join();
  co_await cache_.stop();
  work_.reset();
}

}  // namespace postern

#include "net/name_lookups.hpp"

#include <asio/error.hpp>
#include <asio/post.hpp>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "net/event.hpp"
#include "net/task_group.hpp"

// getaddrinfo cannot be interrupted, and may take as long as the system's resolver likes. So nobody waits for
// it without an end: a waiter leaves at its deadline or when it is cancelled, the look-up goes on, and
// whoever asks for the same name meanwhile waits for the same one. Names come from the configuration, and
// each has one thread at most.
//
// That thread is detached, for the program's end must not wait for it either. It has nothing of ours but the
// link: as long as there is somebody at its other end, what was found is handed to the world's thread, which
// alone touches the map and the waiters.

namespace postern::net {

struct NameLookups::Outcome {
  std::vector<SocketAddress> addresses;
  std::exception_ptr failure;
};

struct NameLookups::UnderWay {
  explicit UnderWay(const asio::any_io_executor& executor) : over(executor) {}
  Event over;
  std::optional<Outcome> outcome;
};

struct NameLookups::Link {
  std::mutex mutex;
  NameLookups* owner;  // null when it is gone; changed under the mutex, on the world's thread
};

NameLookups::NameLookups(World& world, LookUp look_up)
    : world_(world), look_up_(std::move(look_up)), link_(std::make_shared<Link>()) {
  link_->owner = this;
}

NameLookups::~NameLookups() {
  const std::scoped_lock lock(link_->mutex);
  link_->owner = nullptr;
}

asio::awaitable<std::vector<SocketAddress>> NameLookups::find(Endpoint endpoint, TimePoint deadline) {
  auto wait = [](std::shared_ptr<UnderWay> lookup) -> asio::awaitable<bool> {
    while (!lookup->outcome) co_await lookup->over.wait();
    co_return true;
  };
  const auto lookup = under_way(endpoint);
  [[maybe_unused]] const auto in_time = co_await within(world_, deadline, wait(lookup));
  if (!lookup->outcome) throw std::system_error(asio::error::timed_out);
  if (lookup->outcome->failure) std::rethrow_exception(lookup->outcome->failure);
  co_return lookup->outcome->addresses;
}

std::shared_ptr<NameLookups::UnderWay> NameLookups::under_way(const Endpoint& endpoint) {
  if (const auto known = under_way_.find(endpoint); known != under_way_.end()) return known->second;
  start(endpoint);
  return under_way_.emplace(endpoint, std::make_shared<UnderWay>(world_.executor())).first->second;
}

void NameLookups::start(const Endpoint& endpoint) {
  std::thread([endpoint, look_up = look_up_, link = link_] {
    Outcome outcome;
    try {
      outcome.addresses = look_up(endpoint);
    } catch (...) {
      outcome.failure = std::current_exception();
    }
    const std::scoped_lock lock(link->mutex);
    if (!link->owner) return;
    asio::post(link->owner->world_.executor(), [link, endpoint, outcome = std::move(outcome)]() mutable {
      if (link->owner) link->owner->over(endpoint, std::move(outcome));
    });
  }).detach();
}

void NameLookups::over(const Endpoint& endpoint, Outcome outcome) {
  const auto lookup = under_way_.extract(endpoint).mapped();
  lookup->outcome = std::move(outcome);
  lookup->over.notify_all();
}

}  // namespace postern::net

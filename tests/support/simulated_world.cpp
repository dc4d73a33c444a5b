#include "support/simulated_world.hpp"

#include <asio/error.hpp>
#include <asio/post.hpp>

namespace postern::test {

using namespace std::chrono;

class SimulatedWorld::SimulatedAlarm final : public net::Alarm {
 public:
  SimulatedAlarm(SimulatedWorld& world, std::function<void()> ring) : world_(world), ring_(std::move(ring)) {}
  ~SimulatedAlarm() override { SimulatedAlarm::clear(); }

  void set(net::TimePoint when) override {
    clear();
    position_ = world_.alarms_.emplace(when, this);
  }
  void clear() override {
    if (position_) world_.alarms_.erase(*position_);
    position_.reset();
  }
  void ring() {
    clear();
    ring_();
  }

 private:
  SimulatedWorld& world_;
  std::function<void()> ring_;
  std::optional<std::multimap<net::TimePoint, SimulatedAlarm*>::iterator> position_;
};

SimulatedWorld::SimulatedWorld(std::uint64_t seed) : random_(seed), serving_(*this) {}

SimulatedWorld::~SimulatedWorld() {
  // Coroutines that a test abandoned hold alarms and streams: let them unwind while all that is still there.
  stop_all();
}

void SimulatedWorld::stop_all() {
  context_.restart();
  serving_.cancel();
  while (context_.poll() > 0) context_.restart();
}

net::WallTime SimulatedWorld::wall_time() const {
  constexpr auto start = sys_days{2026y / May / 1} + 10h;
  return start + duration_cast<system_clock::duration>(now_.time_since_epoch() - hours(1));
}

std::unique_ptr<net::Alarm> SimulatedWorld::make_alarm(std::function<void()> ring) {
  return std::make_unique<SimulatedAlarm>(*this, std::move(ring));
}

asio::awaitable<std::unique_ptr<net::Stream>> SimulatedWorld::connect(net::Endpoint endpoint,
                                                                      net::TimePoint deadline) {
  // A real connection takes at least a turn of the loop, too.
  co_await asio::post(context_, asio::use_awaitable);
  if (fault_) {
    if (const auto code = fault_()) throw std::system_error(code);
  }
  const auto service = services_.find(endpoint);
  if (service == services_.end()) throw std::system_error(asio::error::connection_refused);
  const net::Peer server{base::IpAddress::parse(endpoint.host), endpoint.port};
  const net::Peer client{base::IpAddress::v4({127, 0, 0, 1}), 40000};
  auto ends = net::make_memory_stream(*this, server, client, fault_);
  ends.first->set_deadline(deadline);
  serving_.spawn(service->second(std::move(ends.second)));
  co_return std::move(ends.first);
}

asio::awaitable<void> SimulatedWorld::offload(std::function<void()> work) {
  co_await asio::post(context_, asio::use_awaitable);
  work();
}

void SimulatedWorld::serve(const net::Endpoint& endpoint, Service service) {
  services_[endpoint] = std::move(service);
}

bool SimulatedWorld::step() {
  context_.restart();
  if (context_.poll() > 0) return true;
  if (alarms_.empty()) return false;
  const auto first = alarms_.begin();
  now_ = std::max(now_, first->first);
  first->second->ring();
  return true;
}

void SimulatedWorld::run_until_idle() {
  while (step()) {
  }
}

void SimulatedWorld::run_until(const std::function<bool()>& done) {
  while (!done()) {
    if (!step()) throw std::logic_error("the task waits for something that can never happen");
  }
}

}  // namespace postern::test

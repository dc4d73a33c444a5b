#include "upstream/pool.hpp"

#include <algorithm>

// The last one in is the first one out, so that a thread with little to do lets the rest grow old. The alarm
// is set to the end of the one that will be too old first; leaving_ says goodbye to those that are.

namespace postern {

namespace {

asio::awaitable<void> say_goodbye(std::unique_ptr<Upstream> upstream) {
  co_await upstream->quit();
}

}  // namespace

Pool::Pool(net::World& world)
    : world_(world), leaving_(world), alarm_(world.make_alarm([this] { leave_the_old(); })) {}

bool Pool::takes(const Gate& gate) {
  const auto& upstream = gate.config.upstream;
  return upstream.pool > 0 && !upstream.xclient && !upstream.proxy_protocol;
}

std::unique_ptr<Upstream> Pool::take(const Gate& gate) {
  for (auto each = idle_.begin(); each != idle_.end();) {
    if (!each->upstream->follows(gate)) {
      ++each;
      continue;
    }
    auto upstream = std::move(each->upstream);
    each = idle_.erase(each);
    if (upstream->is_in_step()) return upstream;
    upstream->abandon();
  }
  return nullptr;
}

void Pool::put(std::unique_ptr<Upstream> upstream) {
  const auto& gate = *upstream->target().gate;
  const auto is_alike = [&gate](const Idle& idle) { return idle.upstream->follows(gate); };
  const auto alike = static_cast<std::size_t>(std::ranges::count_if(idle_, is_alike));
  if (stopped_ || alike >= gate.config.upstream.pool) return leave(std::move(upstream));
  const auto until = world_.now() + gate.config.upstream.pool_idle;
  idle_.push_front({std::move(upstream), until});
  set_alarm();
}

asio::awaitable<void> Pool::stop() {
  stopped_ = true;
  alarm_->clear();
  for (auto& idle : std::exchange(idle_, {})) leave(std::move(idle.upstream));
  co_await leaving_.join();
}

void Pool::leave(std::unique_ptr<Upstream> upstream) {
  leaving_.spawn(say_goodbye(std::move(upstream)));
}

void Pool::leave_the_old() {
  for (auto each = idle_.begin(); each != idle_.end();) {
    const bool is_old = each->until <= world_.now();
    if (is_old) leave(std::move(each->upstream));
    each = is_old ? idle_.erase(each) : std::next(each);
  }
  set_alarm();
}

void Pool::set_alarm() {
  if (idle_.empty()) return alarm_->clear();
  alarm_->set(std::ranges::min_element(idle_, {}, &Idle::until)->until);
}

}  // namespace postern

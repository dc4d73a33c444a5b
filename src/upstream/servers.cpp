#include "upstream/servers.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

namespace postern {

namespace {

/// Fisher and Yates, with the digits of one random number: enough for 20 servers, nearly so for more.
void shuffle(std::vector<std::size_t>& order, std::uint64_t random) {
  for (std::size_t left = order.size(); left > 1; --left) {
    std::swap(order[left - 1], order[random % left]);
    random /= left;
  }
}

}  // namespace

UpstreamServers::UpstreamServers(const std::vector<UpstreamServer>& servers) {
  for (const auto& server : servers) states_.push_back({.priority = server.priority});
}

std::vector<std::size_t> UpstreamServers::order(net::TimePoint now, std::uint64_t random) const {
  std::vector<std::size_t> drawn(states_.size());
  std::iota(drawn.begin(), drawn.end(), std::size_t{0});
  shuffle(drawn, random);
  const std::scoped_lock lock(mutex_);
  std::multimap<unsigned, std::size_t> ready;  // by priority, equal ones as they were drawn
  std::optional<std::size_t> last_resort;
  for (const auto server : drawn) {
    const auto& state = states_[server];
    if (!state.is_paused(now)) {
      ready.emplace(state.priority, server);
    } else if (!last_resort || state.tried < states_[*last_resort].tried) {
      last_resort = server;
    }
  }
  std::vector<std::size_t> order;
  for (const auto& [priority, server] : ready) order.push_back(server);
  if (last_resort) order.push_back(*last_resort);
  return order;
}

void UpstreamServers::answered(std::size_t server) {
  const std::scoped_lock lock(mutex_);
  states_[server].pause = {};
}

bool UpstreamServers::failed(std::size_t server, net::TimePoint now) {
  const std::scoped_lock lock(mutex_);
  auto& state = states_[server];
  const bool first = state.pause == std::chrono::seconds{0};
  state.pause = first ? first_pause : std::min(state.pause * 2, longest_pause);
  state.tried = now;
  return first;
}

}  // namespace postern

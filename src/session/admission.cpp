#include "session/admission.hpp"

#include <algorithm>
#include <array>

// All counts are behind one lock, taken at the start and the end of a session and once for each block of a
// message: nothing beside the system calls of the same events. A network is in the table as long as it has
// a session, so the table is never larger than the number of sessions.

namespace postern {

namespace {

/// `address` with everything after its first `prefix` bits cleared.
base::IpAddress first_address(const base::IpAddress& address, int prefix) {
  std::array<std::uint8_t, 16> octets{};
  std::ranges::copy(address.octets(), octets.begin());
  for (int bit = prefix; bit < static_cast<int>(octets.size()) * 8; ++bit) {
    octets[static_cast<std::size_t>(bit / 8)] &= static_cast<std::uint8_t>(~(0x80 >> bit % 8));
  }
  if (address.is_v6()) return base::IpAddress::v6(octets);
  return base::IpAddress::v4({octets[0], octets[1], octets[2], octets[3]});
}

bool is_loopback(const base::IpAddress& address) {
  static const auto v4 = *base::Network::parse("127.0.0.0/8");
  static const auto v6 = *base::Network::parse("::1");
  return v4.contains(address) || v6.contains(address);
}

bool speaks_for_others(const base::IpAddress& address, const ListenerConfig& config) {
  const auto contains = [&address](const base::Network& network) { return network.contains(address); };
  return is_loopback(address) || std::ranges::any_of(config.trusted_proxies, contains);
}

}  // namespace

Place::Place(Place&& other) noexcept
    : admission_(std::exchange(other.admission_, nullptr)),
      listener_(std::move(other.listener_)),
      network_(other.network_) {}

Place::~Place() {
  if (admission_) admission_->leave(*this);
}

bool Place::count_for(const std::optional<base::IpAddress>& client, const ListenerConfig& config) {
  auto address = client;
  if (address) address = address->unmapped();
  if (address && speaks_for_others(*address, config)) address.reset();
  return admission_->count_for(*this, address);
}

bool OctetsInFlight::take(std::uint64_t count) {
  if (!admission_.take(place_, count)) return false;
  taken_ += count;
  return true;
}

void OctetsInFlight::give_back() {
  if (taken_ > 0) admission_.give_back(place_, std::exchange(taken_, 0));
}

void Admission::set_limits(const LoadLimits& limits) {
  const std::scoped_lock lock(mutex_);
  limits_ = limits;
}

std::optional<Place> Admission::admit(const ListenerConfig& config) {
  const std::scoped_lock lock(mutex_);
  if (sessions_ >= limits_.sessions) return std::nullopt;
  auto& here = listeners_[config.listen];
  if (config.limits.sessions != 0 && here >= config.limits.sessions) return std::nullopt;
  ++sessions_;
  ++here;
  return Place(*this, config.listen);
}

void Admission::leave(const Place& place) {
  const std::scoped_lock lock(mutex_);
  leave_network(place);
  --sessions_;
  const auto here = listeners_.find(place.listener_);
  if (--here->second == 0) listeners_.erase(here);
}

void Admission::leave_network(const Place& place) {
  if (!place.network_) return;
  const auto share = networks_.find(*place.network_);
  if (--share->second.sessions == 0) networks_.erase(share);
}

bool Admission::count_for(Place& place, const std::optional<base::IpAddress>& client) {
  const std::scoped_lock lock(mutex_);
  std::optional<Place::Network> network;
  if (client) {
    const int prefix = client->is_v4() ? limits_.ipv4_prefix : limits_.ipv6_prefix;
    network.emplace(first_address(*client, prefix), prefix);
    if (network == place.network_) return true;
    const auto known = networks_.find(*network);
    if (known != networks_.end() && known->second.sessions >= limits_.sessions_per_network) return false;
    ++networks_[*network].sessions;
  }
  leave_network(place);
  place.network_ = network;
  return true;
}

bool Admission::take(const Place& place, std::uint64_t count) {
  const std::scoped_lock lock(mutex_);
  if (limits_.octets < octets_ || limits_.octets - octets_ < count) return false;
  if (place.network_) {
    auto& share = networks_.find(*place.network_)->second.octets;
    const auto limit = limits_.octets_per_network;
    if (limit < share || limit - share < count) return false;
    share += count;
  }
  octets_ += count;
  return true;
}

void Admission::give_back(const Place& place, std::uint64_t count) {
  const std::scoped_lock lock(mutex_);
  octets_ -= count;
  if (place.network_) networks_.find(*place.network_)->second.octets -= count;
}

std::size_t Admission::sessions() const {
  const std::scoped_lock lock(mutex_);
  return sessions_;
}

std::uint64_t Admission::octets() const {
  const std::scoped_lock lock(mutex_);
  return octets_;
}

}  // namespace postern

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/ip_address.hpp"
#include "config/listener_config.hpp"

namespace postern {

class Admission;

/// A session's place: held as long as the session lives, given back when it is destroyed. Used by one thread
/// at a time; `Admission` outlives it.
class Place {
 public:
  Place(Place&& other) noexcept;
  Place& operator=(Place&&) = delete;
  ~Place();

  /// From now on the session counts for the network of `client`, and no more for the one before. False when
  /// that network has its share already: then it counts as it did, and the session should end (421). Nobody's
  /// share is used by loopback addresses, by networks of `config.trusted_proxies` (they speak for others) and
  /// by who has no address.
  [[nodiscard]] bool count_for(const std::optional<base::IpAddress>& client, const ListenerConfig& config);

 private:
  friend class Admission;
  /// A network by its first address and prefix length.
  using Network = std::pair<base::IpAddress, int>;

  Place(Admission& admission, net::Endpoint listener)
      : admission_(&admission), listener_(std::move(listener)) {}

  Admission* admission_;  // null: moved from
  net::Endpoint listener_;
  std::optional<Network> network_;
};

/// The octets of one message on its way, from the first received to the end of its transaction.
class OctetsInFlight {
 public:
  /// `place` outlives it, and counts for the same client meanwhile.
  OctetsInFlight(Admission& admission, const Place& place) : admission_(admission), place_(place) {}
  OctetsInFlight(const OctetsInFlight&) = delete;
  OctetsInFlight& operator=(const OctetsInFlight&) = delete;
  ~OctetsInFlight() { give_back(); }

  /// False when these would be too many for the process or for the client's network: then none of them is
  /// counted, and the message must be refused (452 4.3.1) and not be kept.
  [[nodiscard]] bool take(std::uint64_t count);
  /// What was taken so far is in flight no more: of a message that is not kept.
  void give_back();

 private:
  Admission& admission_;
  const Place& place_;
  std::uint64_t taken_ = 0;
};

/// How much the process does at once, and for whom. All threads use it.
///
///     auto place = admission.admit(config);                  // at the start; nothing: 421, and close
///     place->count_for(client, config);                      // when it is known who it is; false: 421
///     OctetsInFlight octets(admission, *place); octets.take(n);         // for each message; false: 452
class Admission {
 public:
  explicit Admission(const LoadLimits& limits) : limits_(limits) {}

  /// Other limits, after a reload: who is in stays in.
  void set_limits(const LoadLimits& limits);
  /// A place for a session at the listener `config.listen`; nothing when there are `LoadLimits::sessions` in
  /// all, or `config.limits.sessions` at this listener.
  [[nodiscard]] std::optional<Place> admit(const ListenerConfig& config);

  std::size_t sessions() const;
  std::uint64_t octets() const;

 private:
  friend class Place;
  friend class OctetsInFlight;

  /// What one network has of everything.
  struct Share {
    std::size_t sessions = 0;
    std::uint64_t octets = 0;
  };

  void leave(const Place& place);
  bool count_for(Place& place, const std::optional<base::IpAddress>& client);
  bool take(const Place& place, std::uint64_t count);
  void give_back(const Place& place, std::uint64_t count);
  void leave_network(const Place& place);

  mutable std::mutex mutex_;
  LoadLimits limits_;
  std::size_t sessions_ = 0;
  std::uint64_t octets_ = 0;
  std::map<net::Endpoint, std::size_t> listeners_;
  std::map<Place::Network, Share> networks_;  // of those who have a session
};

}  // namespace postern

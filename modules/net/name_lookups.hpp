#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "net/addresses.hpp"
#include "net/world.hpp"

namespace postern::net {

/// Looks up the names of servers (those of the configuration, not of the mail) by what blocks, getaddrinfo,
/// on threads of its own: nobody else has to wait because a name server is silent. Belongs to its world's
/// thread.
class NameLookups {
 public:
  /// Blocks; throws std::system_error when there is no address. Called on another thread, perhaps even after
  /// the NameLookups is gone: it must own what it uses.
  using LookUp = std::function<std::vector<SocketAddress>(const Endpoint&)>;

  /// `world` outlives it, and so does what runs on its executor.
  NameLookups(World& world, LookUp look_up);
  NameLookups(const NameLookups&) = delete;
  NameLookups& operator=(const NameLookups&) = delete;
  /// Waits for nothing: look-ups under way end by themselves, unheard.
  ~NameLookups();

  /// The addresses of `endpoint`. Throws what the look-up threw, timed_out at `deadline`, or
  /// operation_aborted.
  asio::awaitable<std::vector<SocketAddress>> find(Endpoint endpoint, TimePoint deadline);

 private:
  struct UnderWay;
  struct Outcome;
  struct Link;

  std::shared_ptr<UnderWay> under_way(const Endpoint& endpoint);
  void start(const Endpoint& endpoint);
  void over(const Endpoint& endpoint, Outcome outcome);

  World& world_;
  LookUp look_up_;
  std::map<Endpoint, std::shared_ptr<UnderWay>> under_way_;
  std::shared_ptr<Link> link_;
};

}  // namespace postern::net

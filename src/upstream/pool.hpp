#pragma once

#include <list>
#include <memory>

#include "net/task_group.hpp"
#include "upstream/upstream.hpp"

namespace postern {

/// Upstream connections of one thread that no session uses, kept for those to come: for a while, and as many
/// as their gate says.
class Pool {
 public:
  /// `world` outlives it.
  explicit Pool(net::World& world);

  /// Whether connections of this gate may go from one session to another: not those that are opened in the
  /// name of a client.
  static bool takes(const Gate& gate);
  /// The connection that was put in last of those that were opened by the rules of this gate and are still in
  /// step; null when there is none.
  std::unique_ptr<Upstream> take(const Gate& gate);
  /// Keeps `upstream`, which has just answered 250 to RSET; when there are enough, it says QUIT.
  void put(std::unique_ptr<Upstream> upstream);
  /// Says QUIT to all, and from now on to whatever is put in. Must be called before it is destroyed.
  asio::awaitable<void> stop();

 private:
  struct Idle {
    std::unique_ptr<Upstream> upstream;
    net::TimePoint until;
  };

  void leave(std::unique_ptr<Upstream> upstream);
  void leave_the_old();
  void set_alarm();

  net::World& world_;
  std::list<Idle> idle_;  // the last one put in first
  net::TaskGroup leaving_;
  std::unique_ptr<net::Alarm> alarm_;
  bool stopped_ = false;
};

}  // namespace postern

#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <vector>

#include "config/listener_config.hpp"
#include "net/stream.hpp"

namespace postern {

/// Which of several servers to go to. One that failed is left alone for some seconds, longer each time, up to
/// a minute. All threads use it.
class UpstreamServers {
 public:
  static constexpr std::chrono::seconds first_pause{2};
  static constexpr std::chrono::seconds longest_pause{60};

  explicit UpstreamServers(const std::vector<UpstreamServer>& servers);

  /// Indices into the configured servers, in the order in which to try them: by priority, equal ones in an
  /// order that `random` draws. Those in their pause are left out, but for the one that was tried longest
  /// ago: it is the last resort.
  std::vector<std::size_t> order(net::TimePoint now, std::uint64_t random) const;
  void answered(std::size_t server);
  /// True when it had not failed before, or not since it answered.
  bool failed(std::size_t server, net::TimePoint now);

 private:
  struct State {
    unsigned priority = 0;
    std::chrono::seconds pause{0};  // none: it answered
    net::TimePoint tried{};         // last, in vain
    bool is_paused(net::TimePoint now) const { return now < tried + pause; }
  };

  mutable std::mutex mutex_;
  std::vector<State> states_;
};

}  // namespace postern

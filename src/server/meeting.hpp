#pragma once

#include <memory>
#include <string>

#include "net/world.hpp"
#include "server/gate.hpp"

namespace postern {

/// Learns what a gate's upstream offers, unless that is known. What it gives is why that failed, empty when
/// it did not; it lasts two seconds at most.
asio::awaitable<std::string> meet_upstream(net::World& world, std::shared_ptr<const Gate> gate);

}  // namespace postern

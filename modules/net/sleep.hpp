#pragma once

#include <asio/awaitable.hpp>

#include "net/world.hpp"

namespace postern::net {

/// Suspends until `when`, by the world's clock. Throws operation_aborted when cancelled.
asio::awaitable<void> sleep_until(World& world, TimePoint when);

}  // namespace postern::net

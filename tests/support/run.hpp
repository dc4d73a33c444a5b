#pragma once

#include <utility>

#include "support/simulated_world.hpp"

namespace postern::test {

/// Runs a coroutine that needs no world of its own, such as a check over a dns::Zone.
template <class T>
T run(asio::awaitable<T> task) {
  SimulatedWorld world;
  return world.run(std::move(task));
}

}  // namespace postern::test

#pragma once

#include <functional>
#include <memory>
#include <system_error>
#include <utility>

#include "net/world.hpp"

namespace postern::net {

/// Asked before each read and write of a memory stream: an error makes that step fail as if the network had.
using StepFault = std::function<std::error_code()>;

/// The two ends of a connection that exists in memory only, with the semantics of a TCP connection of
/// unlimited window: what is written can be read, a close is an end of stream, an abort is connection_reset.
/// `fault` is asked at the first end only. `first_peer` is what the first end says its peer is, and likewise
/// `second_peer`.
struct MemoryStreamEnds {
  std::unique_ptr<Stream> first;
  std::unique_ptr<Stream> second;
  /// Ends the stream from the second end to the first, and not the other way: TCP's half-close.
  std::function<void()> finish_second;
};
MemoryStreamEnds make_memory_stream(World& world, Peer first_peer, Peer second_peer, StepFault fault = {});

}  // namespace postern::net

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "upstream/upstream.hpp"

namespace postern {

/// What came of an attempt to have a connection.
struct Connected {
  /// In the state that `answer` tells; after a refusal it has been abandoned.
  std::unique_ptr<Upstream> upstream;
  UpstreamAnswer answer = UpstreamFailure::unreachable;
  /// What an administrator should know: servers that have begun to fail, mail that goes in the clear.
  std::vector<std::string> troubles;
};

/// A connection to one of the gate's servers, ready for MAIL when conclude(upstream->stage(), answer) is
/// accepted; the gate then learns what it offers. The next server is tried after a failure at connect,
/// greeting or EHLO, never later. Where the gate says that there may be TLS, and it fails, the same server is
/// tried once more in the clear. `world` outlives the connection.
asio::awaitable<Connected> connect_upstream(net::World& world, std::shared_ptr<const Gate> gate,
                                            std::optional<smtp::Xclient> client);

}  // namespace postern

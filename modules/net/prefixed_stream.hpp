#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/stream.hpp"

namespace postern::net {

/// `inner` behind a header that was read from it, such as PROXY's: `octets`, which were read too many, come
/// first, and `peer`, where given, is whom the header named.
std::unique_ptr<Stream> with_prefix(std::unique_ptr<Stream> inner, std::string octets,
                                    std::optional<Peer> peer = std::nullopt);

}  // namespace postern::net

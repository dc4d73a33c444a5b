#pragma once

#include <optional>
#include <string>

#include "base/ip_address.hpp"
#include "verify/trust.hpp"

namespace postern {

/// What rules may ask about a message besides its verdict.
struct Circumstances {
  std::string listener;  ///< as `listen` has it
  Standing standing = Standing::stranger;
  std::optional<base::IpAddress> client;
  std::string helo;
  std::string sender;  ///< the reverse-path without brackets, empty for <>
  bool tls = false;
  std::string id;  ///< of the transaction, for replies
};

}  // namespace postern

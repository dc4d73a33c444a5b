#pragma once

#include <asio/awaitable.hpp>

#include "dns/answer.hpp"

namespace postern::dns {

/// Where every check gets its DNS from: a caching stub resolver in service, a zone file in tests and demos.
class Resolver {
 public:
  virtual ~Resolver() = default;
  /// Answers `question`. DNS trouble of any kind is an Answer, never an exception; the only thing thrown is
  /// std::system_error operation_aborted when the caller is cancelled. The resolver outlives the call.
  virtual asio::awaitable<Answer> resolve(Question question) = 0;
};

}  // namespace postern::dns

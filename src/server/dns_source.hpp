#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dns/cache.hpp"
#include "dns/stub_resolver.hpp"
#include "dns/zone.hpp"

namespace postern {

/// How to ask `servers`; without any, those of /etc/resolv.conf.
dns::StubSettings dns_settings(const std::vector<dns::Server>& servers);

/// Throws std::runtime_error with a sentence when the file cannot be read or is no zone.
dns::Zone read_zone_file(const std::string& path);

/// Where a command gets its DNS from: a zone file, or name servers; behind a cache, as in service. Must be
/// stopped before it is destroyed.
class DnsSource {
 public:
  /// A `zone` that is not empty is the path of a zone file, and no server is asked then. Throws what
  /// read_zone_file() throws. `world` outlives it.
  DnsSource(net::World& world, const std::vector<dns::Server>& servers, const std::string& zone);

  dns::Resolver& resolver() { return cache_; }
  asio::awaitable<void> stop() { co_await cache_.stop(); }

 private:
  std::optional<dns::Zone> zone_;
  dns::StubResolver stub_;
  dns::Cache cache_;
};

}  // namespace postern

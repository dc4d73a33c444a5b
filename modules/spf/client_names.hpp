#pragma once

#include <asio/awaitable.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "dns/resolver.hpp"

namespace postern::spf {

/// The names of the client's PTR records, each validated (it has the client's address) when that is first
/// asked. For the ptr mechanism (RFC 7208 §5.5) and the macro %{p} (§7.3). DNS trouble here is never an
/// error: a name that cannot be looked up is not validated.
class ClientNames {
 public:
  /// Names beyond `limit` are ignored. `resolver` must outlive this.
  ClientNames(const base::IpAddress& client, dns::Resolver& resolver, std::size_t limit)
      : client_(client), resolver_(resolver), limit_(limit) {}

  /// Asks for the PTR records, the first time.
  asio::awaitable<void> look_up();
  bool are_looked_up() const { return reverse_.has_value(); }
  /// The DNS says that there are none. Only after look_up.
  bool are_absent() const { return reverse_->is_absent(); }

  /// A validated name is `domain` or below it.
  asio::awaitable<bool> is_within(dns::Name domain);
  /// %{p}: a validated name, `domain` itself before those below it before others; "unknown" when there is
  /// none.
  asio::awaitable<std::string> best_for(dns::Name domain);

 private:
  struct ClientName {
    dns::Name name;
    std::optional<bool> is_valid;
  };

  asio::awaitable<bool> validate(ClientName& candidate);

  base::IpAddress client_;
  dns::Resolver& resolver_;
  std::size_t limit_;
  std::optional<dns::Answer> reverse_;
  std::vector<ClientName> candidates_;  // in the order they came
};

}  // namespace postern::spf

#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/ip_address.hpp"
#include "dns/packet.hpp"
#include "dns/resolver.hpp"
#include "net/world.hpp"

namespace postern::dns {

/// A recursive name server.
struct Server {
  base::IpAddress address;
  std::uint16_t port = 53;
  bool operator==(const Server&) const = default;
};

struct StubSettings {
  std::vector<Server> servers;                  ///< in order of preference; without any, all is SERVFAIL
  std::chrono::milliseconds try_timeout{2000};  ///< how long one server has for one packet
  int attempts = 2;                             ///< how often a server that keeps silent is asked
  std::chrono::milliseconds budget{8000};       ///< how long a question may take in all, chain included
};

/// Asks recursive name servers, over UDP and, when an answer does not fit, over TCP. Keeps nothing but which
/// server answered last: that one is asked first. A silent server is passed over for the next and asked again
/// later; one that answers with an error, refuses the port or makes no sense is passed over for good. The
/// question ends as a time-out only when every server was silent, else as a server failure.
///
/// Forged answers are kept out by a fresh socket (the kernel draws its port) and a random id for each packet,
/// and by a connected socket; what does not match is ignored, and the wait goes on (RFC 5452 §9).
class StubResolver final : public Resolver {
 public:
  /// `world` must outlive it, and it every question.
  StubResolver(net::World& world, StubSettings settings);

  asio::awaitable<Answer> resolve(Question question) override;

 private:
  asio::awaitable<Response> ask_servers(Question question, net::TimePoint deadline);
  asio::awaitable<Response> ask_server(Server server, Question question, net::TimePoint deadline);
  asio::awaitable<Response> ask_udp(Server server, Question question);
  asio::awaitable<Response> ask_tcp(Server server, Question question, net::TimePoint deadline);
  Query new_query(Question question);
  net::TimePoint end_of_try(net::TimePoint deadline) const;

  net::World& world_;
  StubSettings settings_;
  std::size_t preferred_ = 0;
};

}  // namespace postern::dns

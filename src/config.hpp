#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "net/endpoint.hpp"

namespace postern {

/// How large things may get. Past a limit the client hears a reply that says so.
struct Limits {
  std::size_t recipients = 1000;                        ///< per message; RFC 5321 §4.5.3.1.8 asks for 100
  std::uint64_t message_octets = 100ull * 1024 * 1024;  ///< offered as SIZE
  std::size_t header_octets = 1024 * 1024;              ///< the header is in memory whole
  std::size_t received_fields = 100;                    ///< more are a loop (RFC 5321 §6.3)
  std::size_t commands = 10'000;                        ///< per session
  std::size_t errors = 20;                              ///< refused commands per session
  std::size_t spool_memory = 1024 * 1024;               ///< of a body; what is over goes to an unlinked file
};

/// How long each wait may last: RFC 5321 §4.5.3.2 where it says.
struct TimeLimits {
  std::chrono::seconds command{300};          ///< for the client's next command (§4.5.3.2.7)
  std::chrono::seconds data_block{180};       ///< for the client's next octets of a message (§4.5.3.2.5)
  std::chrono::seconds upstream_connect{30};  ///< for the connection to be made
  std::chrono::seconds upstream_greeting{300};
  std::chrono::seconds upstream_command{300};  ///< MAIL, RCPT and the rest (§4.5.3.2.2, .3)
  std::chrono::seconds upstream_data{120};     ///< for 354 (§4.5.3.2.4)
  std::chrono::seconds upstream_block{180};    ///< for each write of a message (§4.5.3.2.5)
  std::chrono::seconds upstream_final{600};    ///< for the reply to the final dot (§4.5.3.2.6)
  std::chrono::seconds checks{30};  ///< from the client's final dot until what is unknown is temperror
  std::chrono::seconds spf{20};     ///< for one SPF identity (RFC 7208 §4.6.4)
};

/// Where in the MTA's flow Postern stands: before the queue its replies reach the sender, after it they come
/// back to an MTA that would bounce.
enum class Queue : std::uint8_t { before, after };

/// Everything the administrator decides. Immutable once the program serves.
struct Config {
  std::vector<net::Endpoint> listen;
  net::Endpoint upstream;
  std::string hostname;
  std::string authserv_id;
  Queue queue = Queue::before;
  /// Who may send XFORWARD.
  std::vector<base::Network> trusted_proxies;
  std::string spool_directory = "/tmp";
  Limits limits;
  TimeLimits time;
};

}  // namespace postern

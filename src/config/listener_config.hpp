#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "net/endpoint.hpp"
#include "net/socket_file.hpp"
#include "policy/config.hpp"
#include "smtp/transaction.hpp"
#include "stamp/sanitise_config.hpp"
#include "verify/check_config.hpp"
#include "verify/trust.hpp"

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
  std::size_t sessions = 0;                             ///< at this listener; 0: no limit of its own
};

/// How much the process does at once, whoever asks. Past a limit the client hears 421 or 452 at once.
struct LoadLimits {
  std::size_t sessions = 2000;
  std::size_t sessions_per_network = 50;  ///< of one client network
  int ipv4_prefix = 32;                   ///< what a client network is, in bits
  int ipv6_prefix = 64;                   ///< one subscriber has at least this much (RFC 6177 §2)
  /// Of all messages on their way, wherever they are: past the spool's memory they are on disk.
  std::uint64_t octets = 2ull * 1024 * 1024 * 1024;
  std::uint64_t octets_per_network = 512ull * 1024 * 1024;
  bool operator==(const LoadLimits&) const = default;
};

/// How long each wait may last: RFC 5321 §4.5.3.2 where it says.
struct TimeLimits {
  std::chrono::seconds command{300};          ///< for the client's next command (§4.5.3.2.7)
  std::chrono::seconds handshake{30};         ///< for a PROXY header, and for the client's side of TLS
  std::chrono::seconds data_block{180};       ///< for the client's next octets of a message (§4.5.3.2.5)
  std::chrono::seconds transaction{3600};     ///< from MAIL to the client's final dot, however busy it seems
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

/// What becomes of bare CR and NUL in a message; bare LF is always refused.
enum class StrayBytes : std::uint8_t {
  refuse,
  pass,  ///< unchanged, to an upstream that the administrator vouches for
};

/// TLS with the client.
enum class ListenerTls : std::uint8_t {
  off,
  may,       ///< STARTTLS is offered (RFC 3207)
  require,   ///< and MAIL is refused without it
  implicit,  ///< from the first octet (RFC 8314 §3)
};

/// A certificate chain and its key, PEM files.
struct CertificateFiles {
  std::string chain;
  std::string key;
  bool operator==(const CertificateFiles&) const = default;
};

/// TLS with the upstream.
enum class UpstreamTls : std::uint8_t {
  off,
  may,      ///< where it is offered; an upstream whose handshake fails is spoken to in the clear
  require,  ///< or the mail waits; the certificate is not looked at
  verify,   ///< and the certificate must be good and bear the upstream's name
};

/// One of several servers: the lowest priority first, equal ones in turn.
struct UpstreamServer {
  net::Endpoint endpoint;
  unsigned priority = 0;
  bool operator==(const UpstreamServer&) const = default;
};

/// Where the mail goes.
struct UpstreamConfig {
  std::vector<UpstreamServer> servers;  ///< never empty
  smtp::Protocol protocol = smtp::Protocol::smtp;
  UpstreamTls tls = UpstreamTls::off;
  bool implicit_tls = false;    ///< TLS from the first octet, without STARTTLS; not with UpstreamTls::off
  std::string ca_file;          ///< whom to believe; empty: the system's authorities
  std::string tls_name;         ///< the name the certificate must bear; empty: the server's host
  bool xclient = false;         ///< tell it who the client is by XCLIENT, where offered
  bool proxy_protocol = false;  ///< tell it who the client is by a PROXY header (v2)
  std::size_t pool = 0;         ///< idle connections kept for other sessions, per thread
  std::chrono::seconds pool_idle{30};
  bool operator==(const UpstreamConfig&) const = default;
};

/// What the administrator decides for one listener. Immutable; a transaction keeps the one it began with.
struct ListenerConfig {
  net::Endpoint listen;
  smtp::Protocol protocol = smtp::Protocol::smtp;
  UpstreamConfig upstream;
  std::string hostname;
  std::string authserv_id;
  Queue queue = Queue::before;
  /// Who may send PROXY, XCLIENT and XFORWARD.
  std::vector<base::Network> trusted_proxies;
  bool proxy_protocol = false;  ///< a PROXY header is required from everyone; otherwise it is no SMTP
  bool xclient = false;         ///< trusted proxies may send XCLIENT
  ListenerTls tls = ListenerTls::off;
  std::vector<CertificateFiles> certificates;    ///< the first for clients that name no server
  std::vector<std::string> disabled_extensions;  ///< EHLO keywords not to offer, upper case
  StrayBytes stray_bytes = StrayBytes::refuse;
  net::SocketFileOptions socket_file;  ///< of a unix socket
  std::string spool_directory = "/tmp";
  CheckConfig checks;
  TrustConfig trust;
  SanitiseConfig sanitise;
  PolicyConfig policy;
  Limits limits;
  TimeLimits time;
};

}  // namespace postern

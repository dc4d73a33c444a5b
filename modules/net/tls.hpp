#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <string>
#include <system_error>

#include "net/tls_client.hpp"
#include "net/tls_facts.hpp"
#include "net/tls_server.hpp"
#include "net/world.hpp"

// TLS over any stream. The stream that comes back has the semantics of every stream, with these particulars:
//
// * read_some gives 0 for close_notify, and for an end of the transport without it; TlsFacts::truncated tells
// which.
// * has_unread is about octets of the application: what TLS says among itself does not count.
// * peer_state is `finished` also once close_notify is the next thing to read.
// * close says close_notify if that can be done without waiting; abort says nothing.
// * One reader and one writer at a time, as on every stream: a read never waits to write.
// * No early data, no resumption, no renegotiation, no compression.
//
// Both functions take over `inner`. What was read from it before must have been consumed: commands that were
// pipelined in plain text in front of the handshake must never be obeyed behind it (CVE-2011-0411).

namespace postern::net {

/// Does the server's side of the handshake, under the deadline that `inner` has. Throws std::system_error: an
/// error of tls_category(), or what `inner` threw; `inner` is closed then.
asio::awaitable<std::unique_ptr<Stream>> accept_tls(World& world, std::unique_ptr<Stream> inner,
                                                    std::shared_ptr<const TlsServer> server);

/// Does the client's side of the handshake, likewise. `server_name` is what the certificate must name when
/// `client` verifies, and what SNI asks for: a host name, an address, or empty when there is none, which
/// never verifies. Certificates are judged by the world's wall time.
asio::awaitable<std::unique_ptr<Stream>> connect_tls(World& world, std::unique_ptr<Stream> inner,
                                                     std::shared_ptr<const TlsClient> client,
                                                     std::string server_name);

/// Errors of TLS itself, each in words for a log: who refused what.
const std::error_category& tls_category();

}  // namespace postern::net

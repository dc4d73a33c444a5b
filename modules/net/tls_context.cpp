#include "net/tls_context.hpp"

#include <new>

namespace postern::net {

SslContext make_ssl_context(const SSL_METHOD* method) {
  SslContext context(SSL_CTX_new(method));
  if (!context) throw std::bad_alloc();
  auto* raw = context.get();
  // RFC 8996: TLS 1.0 and 1.1 must not be used. The system's configuration may demand more.
  const auto lowest = SSL_CTX_get_min_proto_version(raw);
  if (lowest < TLS1_2_VERSION) SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  // No resumption: a ticket's key would live as long as the certificate and open every recorded TLS 1.2
  // session, and a cache of sessions costs memory. A full handshake costs under a millisecond.
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(raw, 0);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
  return context;
}

}  // namespace postern::net

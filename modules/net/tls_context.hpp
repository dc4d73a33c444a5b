#pragma once

#include <openssl/ssl.h>

#include <string>
#include <vector>

#include "base/handle.hpp"
#include "net/tls_client.hpp"
#include "net/tls_engine.hpp"
#include "net/tls_server.hpp"

namespace postern::net {

using SslContext = base::Handle<SSL_CTX, SSL_CTX_free>;

/// A context with the rules that both sides share.
SslContext make_ssl_context(const SSL_METHOD* method);

struct TlsServer::Contexts {
  struct Certificate {
    std::string file;
    SslContext context;
    WallTime begins;
    WallTime expires;
  };
  std::vector<Certificate> certificates;  // the default first
};

struct TlsClient::Context {
  SslContext context;
  TlsTrust trust = TlsTrust::none;
};

/// A connection's object, before its handshake.
SslHandle make_ssl(const TlsServer& server);
/// Throws std::system_error when the name cannot be verified because there is none.
SslHandle make_ssl(const TlsClient& client, const std::string& server_name, WallTime now);

}  // namespace postern::net

#include "net/tls_client.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <new>
#include <stdexcept>

#include "base/ip_address.hpp"
#include "net/tls_context.hpp"
#include "net/tls_error.hpp"

namespace postern::net {

namespace {

void load_cas(SSL_CTX* context, const TlsClientSettings& settings) {
  ERR_clear_error();
  switch (settings.trust) {
    case TlsTrust::none:
      return;
    case TlsTrust::system_cas:
      if (SSL_CTX_set_default_verify_paths(context) == 1) return;
      throw std::runtime_error("cannot use the system's CA certificates: " + last_openssl_reason());
    case TlsTrust::ca_file:
      if (SSL_CTX_load_verify_file(context, settings.ca_file.c_str()) == 1) return;
      throw std::runtime_error("cannot use the CA file " + settings.ca_file + ": " + last_openssl_reason());
  }
}

/// Chain, validity and name of the server's certificate are checked, or the handshake fails.
void demand(SSL* ssl, const std::string& name, bool is_address, WallTime now) {
  auto* parameters = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_time(parameters, std::chrono::system_clock::to_time_t(now));
  // RFC 9525 §6.3 and §6.4.1: a wildcard is a whole label; the common name is no identifier.
  constexpr unsigned flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  X509_VERIFY_PARAM_set_hostflags(parameters, flags);
  const int set = is_address ? X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str())
                             : X509_VERIFY_PARAM_set1_host(parameters, name.c_str(), name.size());
  if (name.empty() || set != 1) throw std::system_error(tls_certificate_error(X509_V_ERR_HOSTNAME_MISMATCH));
  SSL_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
}

}  // namespace

TlsClient::TlsClient(const TlsClientSettings& settings) {
  auto context = std::make_unique<Context>();
  context->context = make_ssl_context(TLS_client_method());
  context->trust = settings.trust;
  load_cas(context->context.get(), settings);
  context_ = std::move(context);
}

TlsClient::~TlsClient() = default;

SslHandle make_ssl(const TlsClient& client, const std::string& server_name, WallTime now) {
  SslHandle ssl(SSL_new(client.context().context.get()));
  if (!ssl) throw std::bad_alloc();
  SSL_set_connect_state(ssl.get());
  // RFC 6066 §3: neither an address nor the final dot of a name is sent.
  auto name = server_name;
  if (name.ends_with('.')) name.pop_back();
  const bool is_address = base::IpAddress::parse(name).has_value();
  if (!name.empty() && !is_address) SSL_set_tlsext_host_name(ssl.get(), name.c_str());
  if (client.context().trust != TlsTrust::none) demand(ssl.get(), name, is_address, now);
  return ssl;
}

}  // namespace postern::net

#include "net/tls_server.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <new>
#include <stdexcept>

#include "net/tls_context.hpp"
#include "net/tls_error.hpp"

// Each certificate has a context of its own. A connection begins with the default's; OpenSSL's callback for
// the server's name moves it to another one, which changes the certificate and nothing else.

namespace postern::net {

namespace {

/// There is no terminal to ask for a passphrase at.
int refuse_passphrase(char*, int, int, void* was_asked) {
  *static_cast<bool*>(was_asked) = true;
  return -1;
}

[[noreturn]] void refuse(const std::string& what, const std::string& file, const std::string& reason) {
  throw std::runtime_error("cannot use the " + what + " " + file + ": " + reason);
}

WallTime wall_time(const ASN1_TIME* time) {
  std::tm parts{};
  ASN1_TIME_to_tm(time, &parts);
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

void load_key(SSL_CTX* context, const std::string& file) {
  bool is_encrypted = false;
  SSL_CTX_set_default_passwd_cb(context, refuse_passphrase);
  SSL_CTX_set_default_passwd_cb_userdata(context, &is_encrypted);
  ERR_clear_error();
  const bool loaded = SSL_CTX_use_PrivateKey_file(context, file.c_str(), SSL_FILETYPE_PEM) == 1;
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  if (loaded) return;
  if (is_encrypted) refuse("private key", file, "it is encrypted, and nobody is there to be asked");
  if (ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_X509) {
    refuse("private key", file, "it belongs to another certificate");
  }
  refuse("private key", file, last_openssl_reason());
}

TlsServer::Contexts::Certificate load(const TlsCertificate& files) {
  auto context = make_ssl_context(TLS_server_method());
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.chain_file.c_str()) != 1) {
    refuse("certificate", files.chain_file, last_openssl_reason());
  }
  load_key(context.get(), files.key_file.empty() ? files.chain_file : files.key_file);
  const auto* certificate = SSL_CTX_get0_certificate(context.get());
  const auto begins = wall_time(X509_get0_notBefore(certificate));
  const auto expires = wall_time(X509_get0_notAfter(certificate));
  return {files.chain_file, std::move(context), begins, expires};
}

bool has_name(const TlsServer::Contexts::Certificate& certificate, const char* name) {
  auto* x509 = SSL_CTX_get0_certificate(certificate.context.get());
  return X509_check_host(x509, name, 0, 0, nullptr) == 1;
}

int choose_by_name(SSL* ssl, int*, void* argument) {
  const auto* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (!name) return SSL_TLSEXT_ERR_NOACK;
  const auto& certificates = static_cast<const TlsServer::Contexts*>(argument)->certificates;
  const auto has_this = [name](const auto& certificate) { return has_name(certificate, name); };
  const auto chosen = std::ranges::find_if(certificates, has_this);
  // RFC 6066 §3: a server that does not know the name may go on; a mail client rarely asks for the right one.
  if (chosen != certificates.end()) SSL_set_SSL_CTX(ssl, chosen->context.get());
  return SSL_TLSEXT_ERR_OK;
}

std::string date_of(WallTime time) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

}  // namespace

TlsServer::TlsServer(std::span<const TlsCertificate> certificates) {
  if (certificates.empty()) throw std::runtime_error("TLS needs a certificate");
  auto contexts = std::make_unique<Contexts>();
  for (const auto& files : certificates) contexts->certificates.push_back(load(files));
  auto* first = contexts->certificates.front().context.get();
  SSL_CTX_set_tlsext_servername_callback(first, choose_by_name);
  SSL_CTX_set_tlsext_servername_arg(first, contexts.get());
  contexts_ = std::move(contexts);
}

TlsServer::~TlsServer() = default;

WallTime TlsServer::expires() const {
  const auto& all = contexts_->certificates;
  return std::ranges::min_element(all, {}, &Contexts::Certificate::expires)->expires;
}

std::vector<std::string> TlsServer::warnings(WallTime now, std::chrono::hours ahead) const {
  std::vector<std::string> sentences;
  for (const auto& [file, context, begins, expires] : contexts_->certificates) {
    const auto subject = "the certificate " + file;
    if (now > expires) {
      sentences.push_back(subject + " expired on " + date_of(expires));
    } else if (now < begins) {
      sentences.push_back(subject + " is not valid before " + date_of(begins));
    } else if (now + ahead > expires) {
      sentences.push_back(subject + " expires on " + date_of(expires));
    }
  }
  return sentences;
}

SslHandle make_ssl(const TlsServer& server) {
  SslHandle ssl(SSL_new(server.contexts().certificates.front().context.get()));
  if (!ssl) throw std::bad_alloc();
  SSL_set_accept_state(ssl.get());
  return ssl;
}

}  // namespace postern::net

#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace postern::net {

/// How much a client asks of the server's certificate.
enum class TlsTrust : std::uint8_t {
  none,  ///< any certificate will do: against who listens only, not who answers in the server's place
  /// Signed by a CA that the system trusts, for the server's name. OpenSSL reads the CA's file during the
  /// handshake, the first time it meets it.
  system_cas,
  ca_file,  ///< signed by a CA of a file of ours, for the server's name
};

struct TlsClientSettings {
  TlsTrust trust = TlsTrust::none;
  std::string ca_file;  ///< PEM, one or several; for TlsTrust::ca_file
};

/// A client's rules for TLS, immutable. TLS 1.2 and 1.3. Safe to share between threads.
///
/// The server's name is looked for in the subject alternative names only, as RFC 9525 §6 demands; a wildcard
/// stands for the whole leftmost label.
class TlsClient {
 public:
  /// Throws std::runtime_error with a sentence that names the file when the CAs cannot be read.
  explicit TlsClient(const TlsClientSettings& settings);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  struct Context;
  const Context& context() const { return *context_; }

 private:
  std::unique_ptr<const Context> context_;
};

}  // namespace postern::net

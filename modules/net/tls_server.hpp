#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "net/world.hpp"

namespace postern::net {

/// Two files in PEM: a certificate followed by those that lead from it to the CA, and its private key.
struct TlsCertificate {
  std::string chain_file;
  std::string key_file;  ///< empty: the key is in `chain_file` too
};

/// A server's certificates and rules for TLS, immutable: to reload, make another; connections keep the one
/// they began with. TLS 1.2 and 1.3. Safe to share between threads.
class TlsServer {
 public:
  /// Reads the files. The first certificate is the default; another is taken when the client asks for a name
  /// that this one has, wildcards included, and those before it have not. Throws
  /// std::runtime_error with a sentence that names the file: it cannot be read, is not PEM, the key is
  /// encrypted or belongs to another certificate, there is no certificate at all.
  explicit TlsServer(std::span<const TlsCertificate> certificates);
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  /// When the first of the certificates expires.
  WallTime expires() const;
  /// One sentence for each certificate that has expired, is not valid yet, or expires within `ahead`: reasons
  /// to tell the administrator, none to refuse service.
  std::vector<std::string> warnings(WallTime now,
                                    std::chrono::hours ahead = std::chrono::hours(14 * 24)) const;

  struct Contexts;
  const Contexts& contexts() const { return *contexts_; }

 private:
  std::unique_ptr<const Contexts> contexts_;
};

}  // namespace postern::net

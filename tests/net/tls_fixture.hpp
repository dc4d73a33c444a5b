#pragma once

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <array>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "net/memory_stream.hpp"
#include "net/tls.hpp"
#include "net/tls_stream.hpp"
#include "support/simulated_world.hpp"
#include "support/test_certificates.hpp"

namespace postern::net {

/// Up to the end of the stream, `step` octets at a time.
asio::awaitable<std::string> read_all(Stream& stream, std::size_t step = 300);
/// Exactly that many.
asio::awaitable<std::string> read_exactly(Stream& stream, std::size_t size);
asio::awaitable<void> write_text(Stream& stream, std::string text);

/// `inner`, of which no read gives more than `step` octets, and which takes nothing without waiting.
std::unique_ptr<Stream> in_steps_of(std::size_t step, std::unique_ptr<Stream> inner);

/// One side's handshake: what came of it.
struct Side {
  std::unique_ptr<Stream> stream;
  std::error_code failure;
};
asio::awaitable<void> shake(asio::awaitable<std::unique_ptr<Stream>> hand, Side& side);

class TlsTest : public testing::Test {
 protected:
  std::shared_ptr<const TlsServer> server_for(const std::vector<std::string>& names);
  std::shared_ptr<const TlsClient> client_that_trusts(const test::TestCertificates& whom);
  /// Both handshakes over `ends`, to their end: fills `client` and `server`.
  void connect(const std::shared_ptr<const TlsServer>& server_rules,
               const std::shared_ptr<const TlsClient>& client_rules, const std::string& name);
  /// Likewise, with any two coroutines.
  void connect(asio::awaitable<std::unique_ptr<Stream>> server_hand,
               asio::awaitable<std::unique_ptr<Stream>> client_hand);

  test::TestCertificates authority;
  test::SimulatedWorld world;
  MemoryStreamEnds ends = make_memory_stream(world, {}, {});
  Side client;
  Side server;
  const std::shared_ptr<const TlsClient> careless = std::make_shared<TlsClient>(TlsClientSettings{});
};

/// A peer with OpenSSL's own settings, which a test turns as it likes.
class PlainPeer {
 public:
  explicit PlainPeer(const SSL_METHOD* method) : context_(SSL_CTX_new(method)) {}
  SSL_CTX* context() const { return context_.get(); }
  void use(const TlsCertificate& files);
  void set_versions(int lowest, int highest);
  /// The handshake, as a client or a server; afterwards ssl() is the connection's.
  asio::awaitable<std::unique_ptr<Stream>> connect(World& world, std::unique_ptr<Stream> inner);
  asio::awaitable<std::unique_ptr<Stream>> accept(World& world, std::unique_ptr<Stream> inner);
  SSL* ssl() const { return ssl_; }

 private:
  asio::awaitable<std::unique_ptr<Stream>> shake_hands(World& world, std::unique_ptr<Stream> inner,
                                                       SslHandle ssl);

  base::Handle<SSL_CTX, SSL_CTX_free> context_;
  SSL* ssl_ = nullptr;
};

}  // namespace postern::net

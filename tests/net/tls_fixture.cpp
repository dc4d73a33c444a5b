#include "tls_fixture.hpp"

#include <algorithm>

#include "net/task_group.hpp"

namespace postern::net {

namespace {

class SteppedStream final : public Stream {
 public:
  SteppedStream(std::size_t step, std::unique_ptr<Stream> inner) : step_(step), inner_(std::move(inner)) {}

  asio::awaitable<std::size_t> read_some(std::span<char> into) override {
    return inner_->read_some(into.first(std::min(step_, into.size())));
  }
  asio::awaitable<void> write(std::span<const asio::const_buffer> buffers) override {
    return inner_->write(buffers);
  }
  std::size_t read_ready(std::span<char> into) override {
    return inner_->read_ready(into.first(std::min(step_, into.size())));
  }
  std::size_t write_ready(std::span<const char>) noexcept override { return 0; }
  void set_deadline(TimePoint when) override { inner_->set_deadline(when); }
  PeerState peer_state() override { return inner_->peer_state(); }
  bool has_unread() override { return inner_->has_unread(); }
  const Peer& peer() const override { return inner_->peer(); }
  void close() noexcept override { inner_->close(); }
  void abort() noexcept override { inner_->abort(); }

 private:
  std::size_t step_;
  std::unique_ptr<Stream> inner_;
};

}  // namespace

asio::awaitable<std::string> read_all(Stream& stream, std::size_t step) {
  std::string all;
  std::string buffer(step, '\0');
  for (;;) {
    const auto size = co_await stream.read_some(buffer);
    if (size == 0) co_return all;
    all.append(buffer.data(), size);
  }
}

asio::awaitable<std::string> read_exactly(Stream& stream, std::size_t size) {
  std::string all(size, '\0');
  for (std::size_t at = 0; at < size;) {
    const auto got = co_await stream.read_some(std::span(all).subspan(at));
    if (got == 0) co_return all.substr(0, at);
    at += got;
  }
  co_return all;
}

asio::awaitable<void> write_text(Stream& stream, std::string text) {
  const std::array buffers{asio::const_buffer(asio::buffer(text))};
  co_await stream.write(buffers);
}

std::unique_ptr<Stream> in_steps_of(std::size_t step, std::unique_ptr<Stream> inner) {
  return std::make_unique<SteppedStream>(step, std::move(inner));
}

asio::awaitable<void> shake(asio::awaitable<std::unique_ptr<Stream>> hand, Side& side) {
  try {
    side.stream = co_await std::move(hand);
  } catch (const std::system_error& error) {
    side.failure = error.code();
  }
}

std::shared_ptr<const TlsServer> TlsTest::server_for(const std::vector<std::string>& names) {
  const std::array certificates{authority.issue(names)};
  return std::make_shared<TlsServer>(certificates);
}

std::shared_ptr<const TlsClient> TlsTest::client_that_trusts(const test::TestCertificates& whom) {
  return std::make_shared<TlsClient>(
      TlsClientSettings{.trust = TlsTrust::ca_file, .ca_file = whom.ca_file()});
}

void TlsTest::connect(const std::shared_ptr<const TlsServer>& server_rules,
                      const std::shared_ptr<const TlsClient>& client_rules, const std::string& name) {
  connect(accept_tls(world, std::move(ends.second), server_rules),
          connect_tls(world, std::move(ends.first), client_rules, name));
}

void TlsTest::connect(asio::awaitable<std::unique_ptr<Stream>> server_hand,
                      asio::awaitable<std::unique_ptr<Stream>> client_hand) {
  TaskGroup group(world);
  group.spawn(shake(std::move(server_hand), server));
  group.spawn(shake(std::move(client_hand), client));
  world.run(group.join());
}

void PlainPeer::use(const TlsCertificate& files) {
  ASSERT_EQ(SSL_CTX_use_certificate_chain_file(context(), files.chain_file.c_str()), 1);
  ASSERT_EQ(SSL_CTX_use_PrivateKey_file(context(), files.key_file.c_str(), SSL_FILETYPE_PEM), 1);
}

void PlainPeer::set_versions(int lowest, int highest) {
  // Below security level 1 even SHA-1 signatures are allowed, without which there is no TLS 1.1.
  SSL_CTX_set_security_level(context(), 0);
  SSL_CTX_set_min_proto_version(context(), lowest);
  SSL_CTX_set_max_proto_version(context(), highest);
}

asio::awaitable<std::unique_ptr<Stream>> PlainPeer::connect(World& world, std::unique_ptr<Stream> inner) {
  SslHandle ssl(SSL_new(context()));
  SSL_set_connect_state(ssl.get());
  return shake_hands(world, std::move(inner), std::move(ssl));
}

asio::awaitable<std::unique_ptr<Stream>> PlainPeer::accept(World& world, std::unique_ptr<Stream> inner) {
  SslHandle ssl(SSL_new(context()));
  SSL_set_accept_state(ssl.get());
  return shake_hands(world, std::move(inner), std::move(ssl));
}

asio::awaitable<std::unique_ptr<Stream>> PlainPeer::shake_hands(World& world, std::unique_ptr<Stream> inner,
                                                                SslHandle ssl) {
  ssl_ = ssl.get();
  auto stream = std::make_unique<TlsStream>(world.executor(), std::move(inner), std::move(ssl), nullptr);
  co_await stream->handshake();
  co_return stream;
}

}  // namespace postern::net

#pragma once

#include <memory>
#include <utility>

#include "net/event.hpp"
#include "net/stream.hpp"
#include "net/tls_engine.hpp"

namespace postern::net {

/// A stream under TLS. Made by accept_tls and connect_tls (net/tls.hpp), which say how it behaves.
class TlsStream final : public Stream {
 public:
  /// `rules` are kept alive as long as the stream: the TlsServer or TlsClient that `ssl` was made from.
  TlsStream(const asio::any_io_executor& executor, std::unique_ptr<Stream> inner, SslHandle ssl,
            std::shared_ptr<const void> rules);

  asio::awaitable<void> handshake();

  asio::awaitable<std::size_t> read_some(std::span<char> into) override;
  asio::awaitable<void> write(std::span<const asio::const_buffer> buffers) override;
  std::size_t read_ready(std::span<char> into) override;
  std::size_t write_ready(std::span<const char> octets) noexcept override;
  void set_deadline(TimePoint when) override { inner_->set_deadline(when); }
  PeerState peer_state() override;
  bool has_unread() override;
  const Peer& peer() const override { return inner_->peer(); }
  Peer local() const override { return inner_->local(); }
  const TlsFacts* tls() const override { return &engine_.facts(); }
  void close() noexcept override;
  void abort() noexcept override { inner_->abort(); }

 private:
  asio::awaitable<void> fill(std::span<char> scratch);
  asio::awaitable<void> fill_for_writer();
  asio::awaitable<void> flush();
  void send_ready() noexcept;
  void look_ahead();
  [[noreturn]] void give_up();

  std::shared_ptr<const void> rules_;
  std::unique_ptr<Stream> inner_;
  TlsEngine engine_;
  Event filled_;
  bool filling_ = false;
  bool write_unfinished_ = false;
};

}  // namespace postern::net

#include "net/prefixed_stream.hpp"

#include <algorithm>
#include <utility>

namespace postern::net {

namespace {

class PrefixedStream final : public Stream {
 public:
  PrefixedStream(std::unique_ptr<Stream> inner, std::string octets, Peer peer)
      : inner_(std::move(inner)), prefix_(std::move(octets)), peer_(peer) {}

  asio::awaitable<std::size_t> read_some(std::span<char> into) override {
    const auto early = take_prefix(into);
    if (early > 0) co_return early;
    const auto size = co_await inner_->read_some(into);
    co_return size;
  }
  asio::awaitable<void> write(std::span<const asio::const_buffer> buffers) override {
    return inner_->write(buffers);
  }
  std::size_t read_ready(std::span<char> into) override {
    const auto early = take_prefix(into);
    return early > 0 ? early : inner_->read_ready(into);
  }
  std::size_t write_ready(std::span<const char> octets) noexcept override {
    return inner_->write_ready(octets);
  }
  void set_deadline(TimePoint when) override { inner_->set_deadline(when); }
  PeerState peer_state() override { return inner_->peer_state(); }
  bool has_unread() override { return !prefix_.empty() || inner_->has_unread(); }
  const Peer& peer() const override { return peer_; }
  const TlsFacts* tls() const override { return inner_->tls(); }
  void close() noexcept override { inner_->close(); }
  void abort() noexcept override { inner_->abort(); }

 private:
  std::size_t take_prefix(std::span<char> into) {
    const auto size = std::min(into.size(), prefix_.size());
    std::copy_n(prefix_.begin(), size, into.begin());
    prefix_.erase(0, size);
    return size;
  }

  std::unique_ptr<Stream> inner_;
  std::string prefix_;
  Peer peer_;
};

}  // namespace

std::unique_ptr<Stream> with_prefix(std::unique_ptr<Stream> inner, std::string octets,
                                    std::optional<Peer> peer) {
  const auto shown = peer.value_or(inner->peer());
  return std::make_unique<PrefixedStream>(std::move(inner), std::move(octets), shown);
}

}  // namespace postern::net

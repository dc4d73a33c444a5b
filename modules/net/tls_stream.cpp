#include "net/tls_stream.hpp"

#include <algorithm>
#include <array>
#include <asio/error.hpp>

#include "net/tls.hpp"
#include "net/tls_context.hpp"

// The engine does TLS, this carries its octets.
//
// A read never waits to write: what the engine has to say while it reads (an alert, the refusal of a
// renegotiation) goes out as far as the transport takes it, and the rest in front of the next write. So the
// only one that waits to write is the writer. A write that needs input, which happens in the middle of a
// message of TLS's own only, reads itself or waits for the reader who is at it. Ciphertext lands in the
// reader's own buffer first, so a connection that waits owns no buffer.
//
// A write that was interrupted leaves half a record on the wire; after it nothing can be sent that makes
// sense.

namespace postern::net {

namespace {

/// RFC 8446 §5.1: what one record holds at most.
constexpr std::size_t record_size = 16 * 1024;
/// How much ciphertext is gathered before it is sent.
constexpr std::size_t flush_size = 64 * 1024;
constexpr std::size_t scratch_size = 4096;

/// The octets of several buffers in pieces of a record: many small buffers become one record.
class Records {
 public:
  explicit Records(std::span<const asio::const_buffer> buffers) : rest_(buffers) {}

  /// Empty at the end. Valid until the next call.
  std::string_view next() {
    gathered_.clear();
    for (; !rest_.empty(); rest_ = rest_.subspan(1), at_ = 0) {
      const auto& buffer = rest_.front();
      std::string_view left(static_cast<const char*>(buffer.data()) + at_, buffer.size() - at_);
      if (gathered_.empty() && (left.size() >= record_size || (rest_.size() == 1 && !left.empty()))) {
        at_ += std::min(left.size(), record_size);
        return left.substr(0, record_size);
      }
      left = left.substr(0, record_size - gathered_.size());
      gathered_ += left;
      at_ += left.size();
      if (at_ < buffer.size()) break;
    }
    return gathered_;
  }

 private:
  std::span<const asio::const_buffer> rest_;
  std::size_t at_ = 0;  // in the first of the rest
  std::string gathered_;
};

/// Tells that somebody is reading from the transport, until he is not any more, however that ends.
class Filling {
 public:
  Filling(bool& flag, Event& over) : flag_(flag), over_(over) { flag_ = true; }
  Filling(const Filling&) = delete;
  Filling& operator=(const Filling&) = delete;
  ~Filling() {
    flag_ = false;
    over_.notify_all();
  }

 private:
  bool& flag_;
  Event& over_;
};

}  // namespace

TlsStream::TlsStream(const asio::any_io_executor& executor, std::unique_ptr<Stream> inner, SslHandle ssl,
                     std::shared_ptr<const void> rules)
    : rules_(std::move(rules)), inner_(std::move(inner)), engine_(std::move(ssl)), filled_(executor) {}

asio::awaitable<void> TlsStream::handshake() {
  std::array<char, scratch_size> scratch;
  for (;;) {
    const auto step = engine_.handshake();
    if (step == TlsEngine::Step::failed) give_up();
    co_await flush();
    if (step == TlsEngine::Step::done) co_return;
    co_await fill(scratch);
  }
}

asio::awaitable<std::size_t> TlsStream::read_some(std::span<char> into) {
  for (;;) {
    const auto read = engine_.read(into);
    if (read.step == TlsEngine::Step::failed) give_up();
    if (read.step != TlsEngine::Step::need_input) co_return read.size;
    co_await fill(into);
  }
}

asio::awaitable<void> TlsStream::write(std::span<const asio::const_buffer> buffers) {
  if (write_unfinished_) throw std::system_error(asio::error::broken_pipe);
  Records records(buffers);
  for (auto record = records.next(); !record.empty(); record = records.next()) {
    auto step = engine_.write(record);
    while (step == TlsEngine::Step::need_input) {
      co_await fill_for_writer();
      step = engine_.write(record);
    }
    if (step == TlsEngine::Step::failed) give_up();
    if (engine_.output().size() >= flush_size) co_await flush();
  }
  co_await flush();
}

asio::awaitable<void> TlsStream::fill(std::span<char> scratch) {
  if (filling_) {
    co_await filled_.wait();
    co_return;
  }
  send_ready();
  const Filling filling(filling_, filled_);
  const auto size = co_await inner_->read_some(scratch);
  if (size == 0) engine_.finish_input();
  engine_.feed({scratch.data(), size});
}

asio::awaitable<void> TlsStream::fill_for_writer() {
  // Apart from write, so that an ordinary write does not carry the buffer.
  std::array<char, scratch_size> scratch;
  co_await fill(scratch);
}

asio::awaitable<void> TlsStream::flush() {
  while (!engine_.output().empty()) {
    const std::string octets = engine_.take_output();
    const std::array buffers{asio::const_buffer(octets.data(), octets.size())};
    write_unfinished_ = true;
    co_await inner_->write(buffers);
    write_unfinished_ = false;
  }
}

void TlsStream::send_ready() noexcept {
  if (write_unfinished_) return;
  const auto output = engine_.output();
  if (!output.empty()) engine_.drop_output(inner_->write_ready(output));
}

void TlsStream::give_up() {
  // The alert tells the peer why; without it he would only see that we have gone.
  send_ready();
  inner_->close();
  throw std::system_error(engine_.failure());
}

void TlsStream::look_ahead() {
  // Whoever is reading gets what comes: taking it away here would leave him waiting.
  if (filling_) return;
  constexpr int enough = 16;
  std::array<char, scratch_size> scratch;
  for (int round = 0; round < enough && !engine_.has_plain() && inner_->has_unread(); ++round) {
    const auto size = inner_->read_ready(scratch);
    engine_.feed({scratch.data(), size});
  }
}

bool TlsStream::has_unread() {
  look_ahead();
  return engine_.has_plain();
}

PeerState TlsStream::peer_state() {
  const auto state = inner_->peer_state();
  if (state == PeerState::gone) return state;
  look_ahead();
  if (engine_.failure()) return PeerState::gone;
  return engine_.is_ended() ? PeerState::finished : state;
}

std::size_t TlsStream::read_ready(std::span<char> into) {
  if (!has_unread()) return 0;
  return engine_.read(into).size;
}

std::size_t TlsStream::write_ready(std::span<const char> octets) noexcept {
  if (write_unfinished_ || octets.empty()) return 0;
  const auto record = octets.first(std::min(octets.size(), record_size));
  if (engine_.write({record.data(), record.size()}) != TlsEngine::Step::done) return 0;
  send_ready();
  return record.size();
}

void TlsStream::close() noexcept {
  engine_.close();
  send_ready();
  inner_->close();
}

asio::awaitable<std::unique_ptr<Stream>> accept_tls(World& world, std::unique_ptr<Stream> inner,
                                                    std::shared_ptr<const TlsServer> server) {
  auto ssl = make_ssl(*server);
  auto stream =
      std::make_unique<TlsStream>(world.executor(), std::move(inner), std::move(ssl), std::move(server));
  co_await stream->handshake();
  co_return stream;
}

asio::awaitable<std::unique_ptr<Stream>> connect_tls(World& world, std::unique_ptr<Stream> inner,
                                                     std::shared_ptr<const TlsClient> client,
                                                     std::string server_name) {
  auto ssl = make_ssl(*client, server_name, world.wall_time());
  auto stream =
      std::make_unique<TlsStream>(world.executor(), std::move(inner), std::move(ssl), std::move(client));
  co_await stream->handshake();
  co_return stream;
}

}  // namespace postern::net

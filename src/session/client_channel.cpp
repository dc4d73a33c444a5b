#include "session/client_channel.hpp"

#include <algorithm>
#include <array>
#include <asio/error.hpp>

#include "base/ascii.hpp"

namespace postern {

namespace {

constexpr std::size_t message_block = 64 * 1024;
constexpr std::chrono::seconds write_limit{300};

/// A complete line that says QUIT, anywhere among pipelined commands.
bool holds_quit(std::string_view commands) {
  for (auto line : base::split(commands, '\n')) {
    if (line.ends_with('\r') && base::iequals(base::trim(line), "QUIT")) return true;
  }
  return false;
}

}  // namespace

asio::awaitable<base::Result<smtp::ProxyHeader, smtp::ProxyError>> ClientChannel::proxy_header(
    std::chrono::seconds limit) {
  const auto deadline = world_.now() + limit;
  smtp::ProxyHeaderParser parser;
  std::array<char, 512> buffer;
  for (;;) {
    auto header = parser.next();
    if (!header) co_return base::Unexpected{header.error()};
    if (*header) co_return std::move(**header);
    const std::span into(buffer.data(), std::min(buffer.size(), parser.wanted()));
    const auto size = co_await read(into, deadline);
    parser.feed({buffer.data(), size});
  }
}

asio::awaitable<std::string> ClientChannel::start_tls(std::shared_ptr<const net::TlsServer> server,
                                                      std::chrono::seconds limit) {
  co_await flush();
  framer_ = smtp::LineFramer();
  stream_->set_deadline(world_.now() + limit);
  std::error_code code;
  try {
    stream_ = co_await net::accept_tls(world_, std::move(stream_), std::move(server));
  } catch (const std::system_error& error) {
    code = error.code();
  }
  if (code == asio::error::operation_aborted) throw std::system_error(code);
  co_return code ? code.message() : "";
}

asio::awaitable<smtp::LineFramer::Event> ClientChannel::next_line(std::chrono::seconds limit) {
  block_.reset();
  // For the whole line: an octet now and then is no progress.
  const auto deadline = world_.now() + limit;
  for (;;) {
    auto event = framer_.next();
    if (!std::holds_alternative<smtp::LineFramer::NeedMore>(event)) co_return event;
    co_await flush();
    if (interrupted_) throw std::system_error(asio::error::timed_out);
    std::array<char, 2048> buffer;
    idle_ = true;
    const auto size = co_await read(buffer, deadline);
    idle_ = false;
    framer_.feed({buffer.data(), size});
  }
}

asio::awaitable<std::string_view> ClientChannel::next_octets(std::chrono::seconds limit) {
  early_ = framer_.take_buffered();
  if (!early_.empty()) co_return early_;
  co_await flush();
  if (!block_) block_ = std::make_unique_for_overwrite<char[]>(message_block);
  const std::span into(block_.get(), message_block);
  const auto size = co_await read(into, world_.now() + limit);
  co_return std::string_view(block_.get(), size);
}

asio::awaitable<std::size_t> ClientChannel::read(std::span<char> into, net::TimePoint deadline) {
  stream_->set_deadline(std::min(deadline, last_moment_));
  const auto size = co_await stream_->read_some(into);
  if (size == 0) throw std::system_error(asio::error::eof);
  co_return size;
}

asio::awaitable<void> ClientChannel::flush() {
  if (pending_.empty()) co_return;
  const std::string octets = std::exchange(pending_, {});
  const std::array buffers{asio::const_buffer(octets.data(), octets.size())};
  stream_->set_deadline(world_.now() + write_limit);
  co_await stream_->write(buffers);
}

asio::awaitable<void> ClientChannel::close_with(smtp::Reply last) {
  if (!stream_) co_return;
  reply(last);
  const std::string octets = std::exchange(pending_, {});
  const std::array buffers{asio::const_buffer(octets.data(), octets.size())};
  std::error_code code;
  try {
    stream_->set_deadline(world_.now() + std::chrono::seconds(5));
    co_await stream_->write(buffers);
  } catch (const std::system_error& error) {
    code = error.code();
  }
  stream_->close();
  if (code == asio::error::operation_aborted) throw std::system_error(code);
}

asio::awaitable<bool> ClientChannel::is_waiting() {
  const auto state = stream_->peer_state();
  if (state != net::PeerState::finished) co_return state == net::PeerState::open;
  // All that the client will ever send is here already: reading it does not wait, and it is commands.
  constexpr std::size_t enough = 64 * 1024;
  std::array<char, 2048> buffer;
  stream_->set_deadline(world_.now() + std::chrono::seconds(1));
  while (framer_.buffered().size() < enough) {
    const auto size = co_await stream_->read_some(buffer);
    if (size == 0) break;
    framer_.feed({buffer.data(), size});
  }
  co_return holds_quit(framer_.buffered());
}

void ClientChannel::close() {
  if (stream_) stream_->close();
}

void ClientChannel::interrupt_idle() {
  interrupted_ = true;
  if (idle_) stream_->set_deadline(world_.now());
}

}  // namespace postern

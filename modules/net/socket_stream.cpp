#include "net/socket_stream.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <asio/experimental/as_tuple.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <limits>
#include <system_error>

// Reads and writes are Asio's; the deadline cancels whatever is in progress, and the operation that finds
// itself cancelled asks the deadline whether that was why.

namespace postern::net {

namespace {

constexpr auto use_tuple = asio::experimental::as_tuple(asio::use_awaitable);

std::optional<Credentials> credentials_of(Socket& socket) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
    return std::nullopt;
  return Credentials{.uid = credentials.uid, .pid = credentials.pid};
}

Peer address_of(const Socket::endpoint_type& end) {
  Peer peer;
  if (end.protocol().family() == AF_INET) {
    const auto* address = reinterpret_cast<const sockaddr_in*>(end.data());
    std::array<std::uint8_t, 4> octets{};
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&address->sin_addr), octets.size(), octets.begin());
    peer.address = base::IpAddress::v4(octets);
    peer.port = ntohs(address->sin_port);
  } else if (end.protocol().family() == AF_INET6) {
    const auto* address = reinterpret_cast<const sockaddr_in6*>(end.data());
    std::array<std::uint8_t, 16> octets{};
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&address->sin6_addr), octets.size(), octets.begin());
    // A dual-stack listener sees IPv4 clients as mapped addresses; every check wants the IPv4 address.
    peer.address = base::IpAddress::v6(octets).unmapped();
    peer.port = ntohs(address->sin6_port);
  }
  return peer;
}

Peer peer_of(Socket& socket) {
  std::error_code ignored;
  auto peer = address_of(socket.remote_endpoint(ignored));
  // What kind of socket it is, our own end tells even when the other one is gone.
  peer.is_unix = socket.local_endpoint(ignored).protocol().family() == AF_UNIX;
  if (peer.is_unix) peer.credentials = credentials_of(socket);
  return peer;
}

}  // namespace

SocketStream::SocketStream(World& world, Socket socket)
    : socket_(std::move(socket)), deadline_(world, [this] {
        std::error_code ignored;
        socket_.cancel(ignored);
      }) {
  if (socket_.is_open()) adopt_connected();
}

asio::awaitable<std::error_code> SocketStream::connect(asio::generic::stream_protocol::endpoint remote) {
  const auto [code] = co_await socket_.async_connect(remote, use_tuple);
  if (code) co_return explained(code);
  adopt_connected();
  co_return code;
}

void SocketStream::adopt_connected() {
  peer_ = peer_of(socket_);
  // A dialogue of small writes that wait for replies: Nagle's algorithm would add 40 ms to each.
  const int on = 1;
  if (peer_.address) setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Peer SocketStream::local() const {
  std::error_code ignored;
  return address_of(socket_.local_endpoint(ignored));
}

asio::awaitable<std::size_t> SocketStream::read_some(std::span<char> into) {
  if (deadline_.expired()) throw_on(asio::error::operation_aborted);
  const auto [code, size] =
      co_await socket_.async_read_some(asio::buffer(into.data(), into.size()), use_tuple);
  if (code == asio::error::eof) co_return 0;
  throw_on(code);
  co_return size;
}

asio::awaitable<void> SocketStream::write(std::span<const asio::const_buffer> buffers) {
  if (deadline_.expired()) throw_on(asio::error::operation_aborted);
  // The deadline may come between two of the writes that this is made of, when there is nothing to cancel.
  const auto until_deadline = [this](std::error_code code, std::size_t) -> std::size_t {
    return code || deadline_.expired() ? 0 : std::numeric_limits<std::size_t>::max();
  };
  const auto [code, size] = co_await asio::async_write(socket_, buffers, until_deadline, use_tuple);
  throw_on(code);
  if (size < asio::buffer_size(buffers)) throw_on(asio::error::operation_aborted);
}

std::size_t SocketStream::read_ready(std::span<char> into) {
  const auto size = recv(socket_.native_handle(), into.data(), into.size(), MSG_DONTWAIT);
  return size > 0 ? static_cast<std::size_t>(size) : 0;
}

std::size_t SocketStream::write_ready(std::span<const char> octets) noexcept {
  const auto size = send(socket_.native_handle(), octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  return size > 0 ? static_cast<std::size_t>(size) : 0;
}

std::error_code SocketStream::explained(std::error_code code) const {
  if (code == asio::error::operation_aborted && deadline_.expired()) return asio::error::timed_out;
  return code;
}

void SocketStream::throw_on(std::error_code code) const {
  if (code) throw std::system_error(explained(code));
}

PeerState SocketStream::peer_state() {
  pollfd look{.fd = socket_.native_handle(), .events = POLLRDHUP, .revents = 0};
  if (poll(&look, 1, 0) < 0) return PeerState::open;
  // A reset is an error of the socket; POLLHUP without one is a unix peer that closed in good order.
  if (look.revents & (POLLERR | POLLNVAL)) return PeerState::gone;
  return look.revents & (POLLRDHUP | POLLHUP) ? PeerState::finished : PeerState::open;
}

bool SocketStream::has_unread() {
  std::error_code ignored;
  return socket_.available(ignored) > 0;
}

void SocketStream::close() noexcept {
  std::error_code ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
}

void SocketStream::abort() noexcept {
  std::error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

}  // namespace postern::net

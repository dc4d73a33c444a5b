#include "net/listener.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <asio/error.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/use_awaitable.hpp>

#include "net/addresses.hpp"

namespace postern::net {

namespace {

SocketAddress address_to_bind(Endpoint endpoint) {
  if (endpoint.host == "*") endpoint.host = "::";
  if (endpoint.host == "localhost") endpoint.host = "127.0.0.1";
  const auto address = socket_address(endpoint);
  if (!address) throw std::system_error(std::make_error_code(std::errc::invalid_argument));
  return *address;
}

/// A socket file on which nobody listens is left over from a process that was killed; one in use is not ours.
void remove_stale_socket(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  asio::io_context context;
  asio::local::stream_protocol::socket probe(context);
  std::error_code refused;
  probe.connect(asio::local::stream_protocol::endpoint(path), refused);
  if (refused == asio::error::connection_refused) unlink(path.c_str());
}

}  // namespace

Listener::Listener(asio::io_context& context, const Endpoint& endpoint)
    : endpoint_(endpoint), acceptor_(context) {
  const auto address = address_to_bind(endpoint);
  if (endpoint.is_unix()) remove_stale_socket(endpoint.path);
  acceptor_.open(address.protocol());
  if (!endpoint.is_unix()) acceptor_.set_option(asio::socket_base::reuse_address(true));
  acceptor_.bind(address);
  acceptor_.listen();
}

Listener::~Listener() {
  close();
}

asio::awaitable<Socket> Listener::accept(asio::io_context& context) {
  auto socket = co_await acceptor_.async_accept(context, asio::use_awaitable);
  co_return socket;
}

void Listener::close() {
  if (!acceptor_.is_open()) return;
  std::error_code ignored;
  acceptor_.close(ignored);
  if (endpoint_.is_unix()) unlink(endpoint_.path.c_str());
}

std::uint16_t Listener::port() const {
  const auto local = acceptor_.local_endpoint();
  const auto* address = local.data();
  if (address->sa_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(address)->sin_port);
  if (address->sa_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6*>(address)->sin6_port);
  return 0;
}

}  // namespace postern::net

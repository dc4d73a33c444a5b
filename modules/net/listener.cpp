#include "net/listener.hpp"

#include <netinet/in.h>

#include <asio/error.hpp>
#include <asio/ip/v6_only.hpp>
#include <asio/use_awaitable.hpp>
#include <system_error>

#include "net/addresses.hpp"

namespace postern::net {

namespace {

SocketAddress address_to_bind(Endpoint endpoint) {
  if (endpoint.host == "localhost") endpoint.host = "127.0.0.1";
  const auto address = socket_address(endpoint);
  if (!address) throw std::system_error(std::make_error_code(std::errc::invalid_argument));
  return *address;
}

}  // namespace

Listener::Listener(asio::io_context& context, const Endpoint& endpoint, const ListenOptions& options)
    : acceptor_(context) {
  const bool has_file = endpoint.is_unix() && !endpoint.is_abstract();
  if (has_file) remove_stale_socket(endpoint.path);
  bind(endpoint);
  if (has_file) {
    // Nobody can connect before listen: by then the file has its owner and mode.
    file_.emplace(endpoint.path);
    file_->apply(options.file);
  }
  acceptor_.listen(options.backlog);
}

Listener::~Listener() {
  close();
}

void Listener::bind(const Endpoint& endpoint) {
  std::error_code code;
  if (endpoint.host == "*") {
    code = try_bind({.host = "::", .port = endpoint.port}, Families::both);
    const bool lacks_ipv6 = code == asio::error::address_family_not_supported;
    if (lacks_ipv6) code = try_bind({.host = "0.0.0.0", .port = endpoint.port}, Families::one);
  } else {
    code = try_bind(endpoint, Families::one);
  }
  if (code) throw std::system_error(code);
}

std::error_code Listener::try_bind(const Endpoint& endpoint, Families families) {
  const auto address = address_to_bind(endpoint);
  std::error_code code;
  acceptor_.close(code);
  acceptor_.open(address.protocol(), code);
  if (code) return code;
  if (!endpoint.is_unix()) acceptor_.set_option(asio::socket_base::reuse_address(true));
  if (address.protocol().family() == AF_INET6) {
    acceptor_.set_option(asio::ip::v6_only(families == Families::one));
  }
  acceptor_.bind(address, code);
  return code;
}

asio::awaitable<Socket> Listener::accept(asio::io_context& context) {
  auto socket = co_await acceptor_.async_accept(context, asio::use_awaitable);
  co_return socket;
}

void Listener::close() {
  std::error_code ignored;
  acceptor_.close(ignored);
  file_.reset();
}

std::uint16_t Listener::port() const {
  const auto local = acceptor_.local_endpoint();
  const auto* address = local.data();
  if (address->sa_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(address)->sin_port);
  if (address->sa_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6*>(address)->sin6_port);
  return 0;
}

}  // namespace postern::net

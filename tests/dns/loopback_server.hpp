#pragma once

#include <array>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>
#include <asio/read.hpp>
#include <asio/thread_pool.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dns/stub_resolver.hpp"
#include "net/real_world.hpp"
#include "net/task_group.hpp"
#include "packet_bytes.hpp"

namespace postern::dns::test {

/// The real world, for a test that needs sockets.
struct RealThread {
  ~RealThread() { helpers.join(); }

  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> busy{context.get_executor()};
  asio::thread_pool helpers{1};
  net::RealWorld world{context, helpers};
};

/// A DNS server on 127.0.0.1, UDP and TCP on one port of the kernel's choice, that says what a test tells it
/// to.
class LoopbackServer {
 public:
  enum class Transport : std::uint8_t { udp, tcp };
  /// The packets to send for a query, perhaps none.
  using Behaviour = std::function<std::vector<std::string>(std::string_view query, Transport transport)>;

  LoopbackServer(RealThread& thread, Behaviour behaviour)
      : thread_(thread), behaviour_(std::move(behaviour)), tasks_(thread.world) {
    const auto loopback = asio::ip::make_address("127.0.0.1");
    udp_.open(asio::ip::udp::v4());
    for (bool bound = false; !bound;) {
      acceptor_ = asio::ip::tcp::acceptor(thread.context, {loopback, 0});
      asio::error_code in_use;
      udp_.bind({loopback, port()}, in_use);
      bound = !in_use;
    }
    tasks_.spawn(serve_udp());
    tasks_.spawn(serve_tcp());
  }
  ~LoopbackServer() {
    tasks_.cancel();
    while (tasks_.size() > 0) thread_.context.run_one();
  }

  Server address() const { return {base::IpAddress::v4({127, 0, 0, 1}), port()}; }
  int udp_queries() const { return udp_queries_; }
  int tcp_queries() const { return tcp_queries_; }

 private:
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  asio::awaitable<void> serve_udp() {
    for (;;) {
      std::array<char, 512> query;
      asio::ip::udp::endpoint client;
      const auto size = co_await udp_.async_receive_from(asio::buffer(query), client, asio::use_awaitable);
      ++udp_queries_;
      const auto packets = behaviour_({query.data(), size}, Transport::udp);
      for (const auto& packet : packets) {
        co_await udp_.async_send_to(asio::buffer(packet), client, asio::use_awaitable);
      }
    }
  }

  asio::awaitable<void> serve_tcp() {
    for (;;) {
      auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
      std::array<unsigned char, 2> length;
      co_await asio::async_read(socket, asio::buffer(length), asio::use_awaitable);
      std::string query(static_cast<std::size_t>(length[0] << 8 | length[1]), '\0');
      co_await asio::async_read(socket, asio::buffer(query), asio::use_awaitable);
      ++tcp_queries_;
      const auto packets = behaviour_(query, Transport::tcp);
      for (const auto& packet : packets) {
        const auto framed = u16(static_cast<unsigned>(packet.size())) + packet;
        co_await asio::async_write(socket, asio::buffer(framed), asio::use_awaitable);
      }
    }
  }

  RealThread& thread_;
  Behaviour behaviour_;
  asio::ip::udp::socket udp_{thread_.context};
  asio::ip::tcp::acceptor acceptor_{thread_.context};
  int udp_queries_ = 0;
  int tcp_queries_ = 0;
  net::TaskGroup tasks_;
};

}  // namespace postern::dns::test

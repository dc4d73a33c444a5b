#include <gmock/gmock.h>

#include <array>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <cstdio>
#include <string>
#include <thread>

#include "net/listener.hpp"
#include "net/real_world.hpp"
#include "net/tls.hpp"
#include "support/test_certificates.hpp"

// The same TLS over sockets, and OpenSSL's own programs at the other end of it.

namespace postern::net {
namespace {

using namespace std::chrono_literals;

/// What a command of the shell prints, while the test's event loop runs on another thread.
std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  std::array<char, 4096> buffer;
  while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) {
    output.append(buffer.data(), size);
  }
  return output;
}

asio::awaitable<void> write_text(Stream& stream, std::string text) {
  const std::array buffers{asio::const_buffer(asio::buffer(text))};
  co_await stream.write(buffers);
}

asio::awaitable<std::string> read_all(Stream& stream) {
  std::string all;
  std::array<char, 300> buffer;
  for (;;) {
    const auto size = co_await stream.read_some(buffer);
    if (size == 0) co_return all;
    all.append(buffer.data(), size);
  }
}

class TlsSocketTest : public testing::Test {
 protected:
  ~TlsSocketTest() override { helpers.join(); }

  template <class Task>
  void start(Task task) {
    asio::co_spawn(context, std::move(task), [](const std::exception_ptr& failure) {
      if (failure) std::rethrow_exception(failure);
    });
  }

  asio::awaitable<void> greet(Listener& listener) {
    std::unique_ptr<Stream> plain = std::make_unique<SocketStream>(world, co_await listener.accept(context));
    plain->set_deadline(world.now() + 20s);
    auto stream = co_await accept_tls(world, std::move(plain), server);
    co_await write_text(*stream, "220 mx.example\r\n");
    heard = co_await read_all(*stream);
    facts = *stream->tls();
    stream->close();
  }

  asio::awaitable<void> visit(Endpoint endpoint) {
    auto plain = co_await world.connect(endpoint, world.now() + 20s);
    auto stream = co_await connect_tls(world, std::move(plain), client, "mx.example");
    std::array<char, 64> buffer;
    const auto size = co_await stream->read_some(buffer);
    greeting.assign(buffer.data(), size);
    co_await write_text(*stream, std::string(1 << 20, 'x'));
    stream->close();
  }

  test::TestCertificates authority;
  const std::array<TlsCertificate, 1> certificates{authority.issue({"mx.example"})};
  const std::shared_ptr<const TlsServer> server = std::make_shared<TlsServer>(certificates);
  const std::shared_ptr<const TlsClient> client = std::make_shared<TlsClient>(
      TlsClientSettings{.trust = TlsTrust::ca_file, .ca_file = authority.ca_file()});
  asio::io_context context;
  asio::thread_pool helpers{1};
  RealWorld world{context, helpers};
  std::string greeting;
  std::string heard;
  TlsFacts facts;
};

TEST_F(TlsSocketTest, ConversesOverTcp) {
  Listener listener(context, {.host = "127.0.0.1", .port = 0});
  start(greet(listener));
  start(visit({.host = "127.0.0.1", .port = listener.port()}));
  context.run();
  EXPECT_EQ(greeting, "220 mx.example\r\n");
  EXPECT_EQ(heard.size(), 1U << 20);
  EXPECT_FALSE(facts.truncated);
}

TEST_F(TlsSocketTest, OpensslsClientConverses) {
  for (const std::string version : {"-tls1_2", "-tls1_3"}) {
    Listener listener(context, {.host = "127.0.0.1", .port = 0});
    start(greet(listener));
    std::string output;
    std::thread program([&] {
      output = output_of("printf 'NOOP\\r\\n' | openssl s_client -quiet -no_ign_eof " + version +
                         " -servername MX.example -verify_return_error -CAfile " + authority.ca_file() +
                         " -connect 127.0.0.1:" + std::to_string(listener.port()) + " 2>/dev/null");
    });
    context.restart();
    context.run();
    program.join();
    EXPECT_EQ(heard, "NOOP\r\n") << version;
    EXPECT_EQ(facts.server_name, "mx.example");
  }
}

}  // namespace
}  // namespace postern::net

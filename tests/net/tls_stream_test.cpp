#include <gtest/gtest.h>

#include <array>
#include <asio/error.hpp>

#include "net/memory_stream.hpp"
#include "net/tls.hpp"
#include "support/simulated_world.hpp"
#include "support/test_certificates.hpp"

namespace postern::net {
namespace {

using namespace std::chrono_literals;

asio::awaitable<std::string> read_all(Stream& stream) {
  std::string all;
  std::array<char, 300> buffer;
  for (;;) {
    const auto size = co_await stream.read_some(buffer);
    if (size == 0) co_return all;
    all.append(buffer.data(), size);
  }
}

asio::awaitable<void> write_text(Stream& stream, std::string text) {
  const std::array buffers{asio::const_buffer(asio::buffer(text))};
  co_await stream.write(buffers);
}

asio::awaitable<void> echo(World& world, std::unique_ptr<Stream> inner,
                           std::shared_ptr<const TlsServer> server) {
  auto stream = co_await accept_tls(world, std::move(inner), server);
  co_await write_text(*stream, "220 hello\r\n");
  const auto heard = co_await read_all(*stream);
  co_await write_text(*stream, heard);
  stream->close();
}

class TlsStreamTest : public testing::Test {
 protected:
  test::TestCertificates authority;
  test::SimulatedWorld world;
};

asio::awaitable<std::string> converse(World& world, std::unique_ptr<Stream> inner,
                                      std::shared_ptr<const TlsClient> client) {
  auto stream = co_await connect_tls(world, std::move(inner), client, "mx.example");
  std::array<char, 300> buffer;
  const auto size = co_await stream->read_some(buffer);
  std::string heard(buffer.data(), size);
  heard +=
      stream->tls()->version + " " + stream->tls()->cipher + (stream->tls()->verified ? " verified" : "");
  heard += stream->tls()->peer_subject;
  co_return heard;
}

TEST_F(TlsStreamTest, Converses) {
  const std::array certificates{authority.issue({"mx.example"})};
  auto server = std::make_shared<const TlsServer>(certificates);
  auto client = std::make_shared<const TlsClient>(
      TlsClientSettings{.trust = TlsTrust::ca_file, .ca_file = authority.ca_file()});
  auto ends = make_memory_stream(world, {}, {});
  TaskGroup group(world);
  group.spawn(echo(world, std::move(ends.second), server));
  EXPECT_EQ(world.run(converse(world, std::move(ends.first), client)),
            "220 hello\r\nTLSv1.3 TLS_AES_256_GCM_SHA384 verifiedCN=mx.example");
}

}  // namespace
}  // namespace postern::net

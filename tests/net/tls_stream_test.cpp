#include <gmock/gmock.h>

#include <asio/error.hpp>

#include "net/task_group.hpp"
#include "tls_fixture.hpp"

namespace postern::net {
namespace {

using namespace std::chrono_literals;

/// Two sides under TLS whose octets the test carries between them.
class TlsStreamTest : public TlsTest {
 protected:
  void SetUp() override {
    connect_over_wire(accept_tls(world, std::move(at_server.first), server_for({"mx.example"})),
                      connect_tls(world, std::move(at_client.first), careless, "mx.example"));
  }

  void connect_over_wire(asio::awaitable<std::unique_ptr<Stream>> server_hand,
                         asio::awaitable<std::unique_ptr<Stream>> client_hand) {
    TaskGroup group(world);
    group.spawn(shake(std::move(server_hand), server));
    group.spawn(shake(std::move(client_hand), client));
    do {
      world.run_until_idle();
    } while (carry_all());
    world.run(group.join());
    ASSERT_FALSE(client.failure) << client.failure.message();
    ASSERT_FALSE(server.failure) << server.failure.message();
  }

  /// What one side has sent, at most `limit` octets of it.
  static std::string take(Stream& from, std::size_t limit = 1 << 20) {
    std::string octets(limit, '\0');
    octets.resize(from.read_ready(octets));
    return octets;
  }
  bool carry_all() {
    const auto forth = take(*at_client.second);
    const auto back = take(*at_server.second);
    at_server.second->write_ready(forth);
    at_client.second->write_ready(back);
    return !forth.empty() || !back.empty();
  }
  std::error_code failure_of(asio::awaitable<void> task) {
    try {
      world.run(std::move(task));
    } catch (const std::system_error& error) {
      return error.code();
    }
    return {};
  }
  std::error_code failure_of_read(Stream& stream) {
    const auto read = [](Stream& from) -> asio::awaitable<void> {
      [[maybe_unused]] const auto all = co_await read_all(from);
    };
    return failure_of(read(stream));
  }

  MemoryStreamEnds at_client = make_memory_stream(world, {}, {});
  MemoryStreamEnds at_server = make_memory_stream(world, {}, {});
};

TEST_F(TlsStreamTest, ManySmallBuffersBecomeOneRecord) {
  const std::array buffers{asio::const_buffer("ab", 2), asio::const_buffer("", 0),
                           asio::const_buffer("c", 1)};
  world.run(client.stream->write(buffers));
  const auto octets = take(*at_client.second);
  const auto high = static_cast<unsigned char>(octets[3]);
  const auto low = static_cast<unsigned char>(octets[4]);
  EXPECT_EQ(octets.size(), 5U + high * 256U + low);
  at_server.second->write_ready(octets);
  EXPECT_EQ(world.run(read_exactly(*server.stream, 3)), "abc");
}

TEST_F(TlsStreamTest, NothingIsWrittenForNothing) {
  world.run(client.stream->write({}));
  EXPECT_EQ(take(*at_client.second), "");
}

TEST_F(TlsStreamTest, ReadsInPiecesOfAnySize) {
  for (const std::size_t step : {1U, 2U, 7U, 300U}) {
    world.run(write_text(*client.stream, "hello, gate"));
    carry_all();
    std::string heard;
    std::string buffer(step, '\0');
    while (heard.size() < 11) heard.append(buffer, 0, world.run(server.stream->read_some(buffer)));
    EXPECT_EQ(heard, "hello, gate");
  }
}

TEST_F(TlsStreamTest, ACloseIsAnEndOfStream) {
  world.run(write_text(*client.stream, "QUIT\r\n"));
  client.stream->close();
  carry_all();
  EXPECT_EQ(world.run(read_all(*server.stream)), "QUIT\r\n");
  EXPECT_FALSE(server.stream->tls()->truncated);
  EXPECT_EQ(world.run(read_all(*server.stream)), "") << "and stays one";
}

TEST_F(TlsStreamTest, AnEndOfTheTransportIsATruncation) {
  world.run(write_text(*client.stream, "DATA"));
  carry_all();
  at_server.second->close();
  EXPECT_EQ(world.run(read_all(*server.stream)), "DATA");
  EXPECT_TRUE(server.stream->tls()->truncated);
}

TEST_F(TlsStreamTest, HalfARecordIsNeverRead) {
  world.run(write_text(*client.stream, "250 ok"));
  at_server.second->write_ready(take(*at_client.second, 20));
  EXPECT_FALSE(server.stream->has_unread());
  at_server.second->close();
  EXPECT_EQ(world.run(read_all(*server.stream)), "");
  EXPECT_TRUE(server.stream->tls()->truncated);
}

TEST_F(TlsStreamTest, ARecordThatWasAlteredFailsAndThePeerIsTold) {
  world.run(write_text(*client.stream, "250 ok"));
  auto octets = take(*at_client.second);
  octets.back() = static_cast<char>(octets.back() ^ 1);
  at_server.second->write_ready(octets);
  const auto failure = failure_of_read(*server.stream);
  EXPECT_EQ(failure.message(), "a TLS record was altered on its way");
  EXPECT_EQ(failure_of_read(*server.stream), failure) << "and goes on failing";
  EXPECT_EQ(failure_of(write_text(*server.stream, "x")), failure);
  carry_all();
  EXPECT_EQ(failure_of_read(*client.stream).category(), tls_category()) << "an alert";
}

TEST_F(TlsStreamTest, ThePeerIsSeenToFinishWithoutWaiting) {
  EXPECT_EQ(server.stream->peer_state(), PeerState::open);
  client.stream->close();
  carry_all();
  EXPECT_EQ(server.stream->peer_state(), PeerState::finished) << "close_notify, though the transport is open";
}

TEST_F(TlsStreamTest, ThePeerIsSeenToFinishTheTransport) {
  at_server.second->close();
  EXPECT_EQ(server.stream->peer_state(), PeerState::finished);
}

TEST_F(TlsStreamTest, ThePeerIsSeenToReset) {
  at_server.second->abort();
  EXPECT_EQ(server.stream->peer_state(), PeerState::gone);
  EXPECT_EQ(failure_of_read(*server.stream), asio::error::connection_reset);
}

TEST_F(TlsStreamTest, LookingConsumesNothing) {
  EXPECT_FALSE(server.stream->has_unread());
  world.run(write_text(*client.stream, "QUIT\r\n"));
  carry_all();
  EXPECT_TRUE(server.stream->has_unread());
  EXPECT_EQ(server.stream->peer_state(), PeerState::open);
  EXPECT_EQ(world.run(read_exactly(*server.stream, 1)), "Q");
  EXPECT_TRUE(server.stream->has_unread()) << "decrypted, and in nobody's hands";
  EXPECT_EQ(take(*server.stream), "UIT\r\n");
  EXPECT_FALSE(server.stream->has_unread());
}

asio::awaitable<void> read_into(Stream& stream, std::size_t size, std::string& into) {
  into = co_await read_exactly(stream, size);
}

TEST_F(TlsStreamTest, LookingTakesNothingFromAReaderWhoWaits) {
  TaskGroup group(world);
  std::string heard;
  group.spawn(read_into(*server.stream, 3, heard));
  world.run_until_idle();
  world.run(write_text(*client.stream, "abc"));
  carry_all();
  server.stream->has_unread();
  server.stream->peer_state();
  world.run(group.join());
  EXPECT_EQ(heard, "abc");
}

TEST_F(TlsStreamTest, AnAbortSaysNothing) {
  client.stream->abort();
  EXPECT_EQ(at_client.second->peer_state(), PeerState::gone);
  EXPECT_EQ(take(*at_client.second), "");
}

TEST_F(TlsStreamTest, LastWordsGoWithoutWaiting) {
  EXPECT_EQ(client.stream->write_ready(std::string("bye")), 3U);
  client.stream->close();
  carry_all();
  EXPECT_EQ(world.run(read_all(*server.stream)), "bye");
}

TEST_F(TlsStreamTest, ADeadlineIsTheTransports) {
  const auto start = world.now();
  server.stream->set_deadline(start + 5min);
  EXPECT_EQ(failure_of_read(*server.stream), asio::error::timed_out);
  EXPECT_EQ(world.now() - start, 5min);
  server.stream->set_deadline(world.now() + 5min);
  world.run(write_text(*server.stream, "421 bye"));
  carry_all();
  EXPECT_EQ(world.run(read_exactly(*client.stream, 7)), "421 bye") << "a read that timed out harms nothing";
}

TEST_F(TlsStreamTest, AfterAWriteThatFailedNothingIsWritten) {
  client.stream->set_deadline(world.now() + 1s);
  EXPECT_EQ(failure_of_read(*client.stream), asio::error::timed_out);
  EXPECT_EQ(failure_of(write_text(*client.stream, "lost")), asio::error::timed_out);
  client.stream->set_deadline(world.now() + 1h);
  EXPECT_EQ(failure_of(write_text(*client.stream, "more")), asio::error::broken_pipe);
  client.stream->close();
  EXPECT_EQ(take(*at_client.second), "");
}

std::string pattern(std::size_t size, unsigned factor) {
  std::string text(size, '\0');
  for (std::size_t at = 0; at < size; ++at) text[at] = static_cast<char>(at * factor >> 8);
  return text;
}

class TlsTransfer : public TlsTest {};

TEST_F(TlsTransfer, BothWaysAtOnce) {
  connect(server_for({"mx.example"}), careless, "mx.example");
  const auto forth = pattern(3'000'001, 7);
  const auto back = pattern(2'000'003, 11);
  std::string heard_by_server;
  std::string heard_by_client(back.size(), '\0');
  TaskGroup group(world);
  group.spawn(write_text(*client.stream, forth));
  group.spawn(write_text(*server.stream, back));
  group.spawn(read_into(*client.stream, back.size(), heard_by_client));
  group.spawn(read_into(*server.stream, forth.size(), heard_by_server));
  world.run(group.join());
  EXPECT_TRUE(heard_by_server == forth);
  EXPECT_TRUE(heard_by_client == back);
}

/// What OpenSSL does behind the application's back, done by a peer on purpose.
class TlsBackstage : public TlsStreamTest {
 protected:
  void SetUp() override {}
  void connect_client(int version, const std::shared_ptr<const TlsServer>& rules) {
    plain_client.set_versions(version, version);
    connect_over_wire(accept_tls(world, std::move(at_server.first), rules),
                      plain_client.connect(world, std::move(at_client.first)));
  }
  void connect_server(int version) {
    plain_server.use(authority.issue({"mx.example"}));
    plain_server.set_versions(version, version);
    connect_over_wire(plain_server.accept(world, std::move(at_server.first)),
                      connect_tls(world, std::move(at_client.first), careless, "mx.example"));
  }

  PlainPeer plain_client{TLS_client_method()};
  PlainPeer plain_server{TLS_server_method()};
};

/// Makes a ticket of more than one record.
int fill_ticket(SSL* ssl, void*) {
  const std::string much(2000, 'x');
  return SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), much.data(), much.size());
}

asio::awaitable<void> read_one(Stream& stream) {
  std::array<char, 1> buffer;
  [[maybe_unused]] const auto size = co_await stream.read_some(buffer);
}

TEST_F(TlsBackstage, AKeyUpdateIsAnsweredInFrontOfTheNextWrite) {
  connect_client(TLS1_3_VERSION, server_for({"mx.example"}));
  ASSERT_EQ(SSL_key_update(plain_client.ssl(), SSL_KEY_UPDATE_REQUESTED), 1);
  world.run(write_text(*client.stream, "NOOP"));
  carry_all();
  EXPECT_EQ(world.run(read_exactly(*server.stream, 4)), "NOOP");
  EXPECT_EQ(take(*at_server.second), "");
  world.run(write_text(*server.stream, "250 ok"));
  carry_all();
  EXPECT_EQ(world.run(read_exactly(*client.stream, 6)), "250 ok");
}

TEST_F(TlsBackstage, TicketsAreNothingUnread) {
  connect_server(TLS1_3_VERSION);
  EXPECT_FALSE(client.stream->has_unread());
  EXPECT_EQ(client.stream->peer_state(), PeerState::open);
}

TEST_F(TlsBackstage, WeGiveNoTickets) {
  connect_client(TLS1_3_VERSION, server_for({"mx.example"}));
  world.run(write_text(*server.stream, "220 mx"));
  carry_all();
  EXPECT_EQ(world.run(read_exactly(*client.stream, 6)), "220 mx");
  EXPECT_FALSE(SSL_SESSION_is_resumable(SSL_get_session(plain_client.ssl())));
}

asio::awaitable<void> write_and_note(Stream& stream, std::string text, std::error_code& failure) {
  try {
    co_await write_text(stream, std::move(text));
  } catch (const std::system_error& error) {
    failure = error.code();
  }
}

TEST_F(TlsBackstage, ARenegotiationIsRefusedAtOnce) {
  connect_client(TLS1_2_VERSION, server_for({"mx.example"}));
  std::error_code refusal;
  TaskGroup group(world);
  group.spawn(read_one(*server.stream));
  SSL_renegotiate(plain_client.ssl());
  group.spawn(write_and_note(*client.stream, "again", refusal));
  world.run_until_idle();
  while (carry_all()) world.run_until_idle();
  EXPECT_EQ(refusal.message(), "no renegotiation");
  world.run(group.cancel_and_join());
}

TEST_F(TlsBackstage, APeerThatAsksAgainAndAgainIsLeft) {
  at_client.first = in_steps_of(100, std::move(at_client.first));
  connect_server(TLS1_2_VERSION);
  std::error_code failure;
  for (int round = 0; round < 2000 && !failure; ++round) {
    SSL_renegotiate(plain_server.ssl());
    SSL_do_handshake(plain_server.ssl());
    world.run(write_text(*server.stream, "."));
    at_client.second->write_ready(take(*at_server.second));
    failure = failure_of(read_one(*client.stream));
  }
  EXPECT_EQ(failure.message(), "the peer asks for what was refused, over and over");
}

TEST_F(TlsBackstage, AWriteInTheMiddleOfATicketWaitsForTheRestOfIt) {
  SSL_CTX_set_max_send_fragment(plain_server.context(), 512);
  SSL_CTX_set_session_ticket_cb(plain_server.context(), fill_ticket, nullptr, nullptr);
  connect_server(TLS1_3_VERSION);
  SSL_new_session_ticket(plain_server.ssl());
  SSL_do_handshake(plain_server.ssl());
  world.run(write_text(*server.stream, "250 ok"));
  at_client.second->write_ready(take(*at_server.second, 600));
  EXPECT_FALSE(client.stream->has_unread());

  std::string heard;
  TaskGroup group(world);
  group.spawn(read_into(*client.stream, 6, heard));
  group.spawn(write_text(*client.stream, "EHLO"));
  world.run_until_idle();
  EXPECT_EQ(take(*at_client.second), "") << "half a message of TLS's own has come";
  carry_all();
  world.run(group.join());
  EXPECT_EQ(heard, "250 ok");
  carry_all();
  EXPECT_EQ(world.run(read_exactly(*server.stream, 4)), "EHLO");
}

}  // namespace
}  // namespace postern::net

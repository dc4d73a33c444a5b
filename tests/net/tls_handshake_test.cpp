#include <gmock/gmock.h>

#include <asio/error.hpp>

#include "net/task_group.hpp"
#include "tls_fixture.hpp"

namespace postern::net {
namespace {

using namespace std::chrono_literals;

class TlsHandshake : public TlsTest {};

TEST_F(TlsHandshake, BothSidesKnowWhatTheyAgreedOn) {
  connect(server_for({"mx.example"}), client_that_trusts(authority), "MX.example.");
  const auto& at_client = *client.stream->tls();
  EXPECT_EQ(at_client.version, "TLSv1.3");
  EXPECT_EQ(at_client.cipher, "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(at_client.bits, 256);
  EXPECT_TRUE(at_client.verified);
  EXPECT_EQ(at_client.peer_subject, "CN=mx.example");
  const auto& at_server = *server.stream->tls();
  EXPECT_EQ(at_server.version, "TLSv1.3");
  EXPECT_EQ(at_server.server_name, "mx.example");
  EXPECT_FALSE(at_server.verified);
  EXPECT_EQ(at_server.peer_subject, "");
}

TEST_F(TlsHandshake, AStreamWithoutTlsHasNoFacts) {
  EXPECT_EQ(ends.first->tls(), nullptr);
}

TEST_F(TlsHandshake, Tls12IsAccepted) {
  PlainPeer peer(TLS_client_method());
  peer.set_versions(TLS1_2_VERSION, TLS1_2_VERSION);
  connect(accept_tls(world, std::move(ends.second), server_for({"mx.example"})),
          peer.connect(world, std::move(ends.first)));
  ASSERT_FALSE(server.failure) << server.failure.message();
  EXPECT_EQ(server.stream->tls()->version, "TLSv1.2");
}

TEST_F(TlsHandshake, AClientWithTls11OnlyIsRefusedInWords) {
  PlainPeer peer(TLS_client_method());
  peer.set_versions(TLS1_VERSION, TLS1_1_VERSION);
  connect(accept_tls(world, std::move(ends.second), server_for({"mx.example"})),
          peer.connect(world, std::move(ends.first)));
  EXPECT_EQ(server.failure.message(), "the peer offers no TLS version later than 1.1");
  EXPECT_EQ(client.failure.message(), "the peer accepts none of our TLS versions");
}

TEST_F(TlsHandshake, AServerWithTls11OnlyIsRefused) {
  PlainPeer peer(TLS_server_method());
  peer.set_versions(TLS1_VERSION, TLS1_1_VERSION);
  peer.use(authority.issue({"mx.example"}));
  connect(peer.accept(world, std::move(ends.second)),
          connect_tls(world, std::move(ends.first), careless, "mx.example"));
  EXPECT_EQ(client.failure.message(), "the peer accepts none of our TLS versions");
}

struct NameCase {
  std::vector<std::string> in_certificate;
  std::string asked;
  bool accepted;
};

class TlsName : public TlsTest, public testing::WithParamInterface<NameCase> {};

TEST_P(TlsName, IsVerifiedAgainstTheAlternativeNames) {
  const auto& [names, asked, accepted] = GetParam();
  connect(server_for(names), client_that_trusts(authority), asked);
  EXPECT_EQ(!client.failure, accepted) << client.failure.message();
  if (accepted) {
    EXPECT_TRUE(client.stream->tls()->verified);
  } else {
    EXPECT_EQ(client.failure.category(), tls_category());
    EXPECT_THAT(client.failure.message(), testing::HasSubstr("mismatch"));
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, TlsName,
                         testing::Values(NameCase{{"mx.example"}, "mx.example", true},
                                         NameCase{{"a.example", "b.example"}, "b.example", true},
                                         NameCase{{"*.example.org"}, "mx.example.org", true},
                                         NameCase{{"*.example.org"}, "example.org", false},
                                         NameCase{{"*.example.org"}, "a.mx.example.org", false},
                                         NameCase{{"m*.example.org"}, "mx.example.org", false},
                                         NameCase{{"mx.example"}, "other.example", false},
                                         NameCase{{"192.0.2.9"}, "192.0.2.9", true},
                                         NameCase{{"192.0.2.9"}, "192.0.2.10", false},
                                         NameCase{{"2001:db8::9"}, "2001:db8:0::9", true},
                                         NameCase{{"mx.example"}, "192.0.2.9", false},
                                         NameCase{{"mx.example"}, "", false}));

TEST_F(TlsHandshake, AnUnknownAuthorityIsRefusedAndTheServerIsTold) {
  const test::TestCertificates other;
  connect(server_for({"mx.example"}), client_that_trusts(other), "mx.example");
  EXPECT_EQ(client.failure.message(), "the peer's certificate: unable to get local issuer certificate");
  EXPECT_EQ(server.failure.message(), "the peer does not know the CA of our certificate");
}

TEST_F(TlsHandshake, TheSystemsAuthoritiesAreThoseOpensslFinds) {
  setenv("SSL_CERT_FILE", authority.ca_file().c_str(), 1);
  connect(server_for({"mx.example"}),
          std::make_shared<TlsClient>(TlsClientSettings{TlsTrust::system_cas, {}}), "mx.example");
  unsetenv("SSL_CERT_FILE");
  ASSERT_FALSE(client.failure) << client.failure.message();
  EXPECT_TRUE(client.stream->tls()->verified);
}

TEST_F(TlsHandshake, TheSystemsAuthoritiesDoNotSignForEverybody) {
  connect(server_for({"mx.example"}),
          std::make_shared<TlsClient>(TlsClientSettings{TlsTrust::system_cas, {}}), "mx.example");
  EXPECT_EQ(client.failure.message(), "the peer's certificate: unable to get local issuer certificate");
}

TEST_F(TlsHandshake, AnExpiredCertificateIsRefusedByTheWorldsTime) {
  const std::array expired{authority.issue_expired({"mx.example"})};
  connect(std::make_shared<TlsServer>(expired), client_that_trusts(authority), "mx.example");
  EXPECT_EQ(client.failure.message(), "the peer's certificate: certificate has expired");
}

TEST_F(TlsHandshake, AClientThatTrustsAnybodyTakesAnExpiredCertificateUnverified) {
  const std::array expired{authority.issue_expired({"other.example"})};
  connect(std::make_shared<TlsServer>(expired), careless, "mx.example");
  ASSERT_FALSE(client.failure) << client.failure.message();
  EXPECT_FALSE(client.stream->tls()->verified);
  EXPECT_EQ(client.stream->tls()->peer_subject, "CN=other.example");
}

struct ChoiceCase {
  std::string asked;
  std::string subject;
};

class TlsChoice : public TlsTest, public testing::WithParamInterface<ChoiceCase> {};

TEST_P(TlsChoice, TheCertificateFollowsTheNameAskedFor) {
  const std::array certificates{authority.issue({"mx.example"}), authority.issue({"mail.example.org"}),
                                authority.issue({"*.example.net", "example.net"})};
  connect(std::make_shared<TlsServer>(certificates), careless, GetParam().asked);
  ASSERT_FALSE(client.failure) << client.failure.message();
  EXPECT_EQ(client.stream->tls()->peer_subject, GetParam().subject);
}

INSTANTIATE_TEST_SUITE_P(Cases, TlsChoice,
                         testing::Values(ChoiceCase{"mx.example", "CN=mx.example"},
                                         ChoiceCase{"MAIL.example.org", "CN=mail.example.org"},
                                         ChoiceCase{"example.net", "CN=*.example.net"},
                                         ChoiceCase{"a.example.net", "CN=*.example.net"},
                                         ChoiceCase{"a.b.example.net", "CN=mx.example"},
                                         ChoiceCase{"unknown.example", "CN=mx.example"},
                                         ChoiceCase{"192.0.2.1", "CN=mx.example"},
                                         ChoiceCase{"", "CN=mx.example"}));

asio::awaitable<std::unique_ptr<Stream>> say(std::unique_ptr<Stream> stream, std::string octets) {
  co_await write_text(*stream, octets);
  co_return stream;
}

TEST_F(TlsHandshake, WhatIsNotTlsIsSaidToBeNotTls) {
  connect(accept_tls(world, std::move(ends.second), server_for({"mx.example"})),
          say(std::move(ends.first), "EHLO mail.example\r\n"));
  EXPECT_EQ(server.failure.message(), "what the peer says is not TLS");
}

TEST_F(TlsHandshake, APeerThatLeavesIsSaidToHaveLeft) {
  ends.first->close();
  world.run(shake(accept_tls(world, std::move(ends.second), server_for({"mx.example"})), server));
  EXPECT_EQ(server.failure.message(), "the peer closed the connection inside the TLS handshake");
}

TEST_F(TlsHandshake, ADeadlineEndsIt) {
  const auto start = world.now();
  ends.second->set_deadline(start + 30s);
  world.run(shake(accept_tls(world, std::move(ends.second), server_for({"mx.example"})), server));
  EXPECT_EQ(server.failure, asio::error::timed_out);
  EXPECT_EQ(world.now() - start, 30s);
  EXPECT_EQ(ends.first->peer_state(), PeerState::finished) << "the transport is closed";
}

TEST_F(TlsHandshake, ACancellationEndsIt) {
  TaskGroup group(world);
  group.spawn(shake(accept_tls(world, std::move(ends.second), server_for({"mx.example"})), server));
  world.run_until_idle();
  world.run(group.cancel_and_join());
  EXPECT_EQ(server.failure, asio::error::operation_aborted);
  EXPECT_EQ(ends.first->peer_state(), PeerState::finished) << "the transport is closed";
}

TEST_F(TlsHandshake, DoesNotDependOnWhereTheOctetsAreCut) {
  const auto rules = server_for({"mx.example"});
  for (const std::size_t step : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 16U, 100U, 1000U}) {
    auto cut = make_memory_stream(world, {}, {});
    connect(accept_tls(world, in_steps_of(step, std::move(cut.second)), rules),
            connect_tls(world, in_steps_of(step, std::move(cut.first)), careless, "mx.example"));
    ASSERT_FALSE(client.failure) << client.failure.message();
    world.run(write_text(*client.stream, "EHLO mail.example\r\n"));
    EXPECT_EQ(world.run(read_exactly(*server.stream, 19)), "EHLO mail.example\r\n");
  }
}

}  // namespace
}  // namespace postern::net

#include "dns/stub_resolver.hpp"

#include <gmock/gmock.h>

#include <asio/co_spawn.hpp>
#include <optional>

#include "loopback_server.hpp"

// Time-outs are short only where a test is about silence; where one server is silent and another answers,
// there are so many attempts that a slow machine finds the answer, too.

namespace postern::dns {
namespace {

using namespace test;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using Transport = LoopbackServer::Transport;

/// The id and question of a query, as the beginning of a response.
PacketParts reply_to(std::string_view query) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(query[i]); };
  const auto end_of_name = query.find('\0', 12) + 1;
  return {.id = static_cast<unsigned>(at(0) << 8 | at(1)),
          .question_name = std::string(query.substr(12, end_of_name - 12)),
          .question_type = Type(at(end_of_name) << 8 | at(end_of_name + 1))};
}

std::string hello_to(std::string_view query) {
  auto reply = reply_to(query);
  reply.answers = {resource_record(u16(0xc00c), 16, 60, counted("hello"))};
  return packet_bytes(reply);
}

std::string code_to(std::string_view query, unsigned code) {
  auto reply = reply_to(query);
  reply.flags |= code;
  return packet_bytes(reply);
}

std::vector<std::string> say_hello(std::string_view query, Transport) {
  return {hello_to(query)};
}
std::vector<std::string> keep_silent(std::string_view, Transport) {
  return {};
}

struct StubResolverTest : testing::Test {
  Answer ask(StubSettings settings, std::string_view name = "example.org") {
    StubResolver resolver(thread.world, std::move(settings));
    return ask(resolver, name);
  }
  Answer ask(StubResolver& resolver, std::string_view name) {
    std::optional<Answer> answer;
    asio::co_spawn(thread.context, resolver.resolve({*Name::parse(name), Type::TXT}),
                   [&](const std::exception_ptr& failure, Answer result) {
                     EXPECT_FALSE(failure);
                     answer = std::move(result);
                   });
    while (!answer) thread.context.run_one();
    return *answer;
  }
  static StubSettings patient(std::vector<Server> servers) {
    return {.servers = std::move(servers), .try_timeout = seconds(20), .budget = seconds(60)};
  }
  static StubSettings persistent(std::vector<Server> servers) {
    return {.servers = std::move(servers),
            .try_timeout = milliseconds(100),
            .attempts = 100,
            .budget = seconds(60)};
  }
  // A port of 127.0.0.1 on which nobody listens.
  Server closed_port() {
    asio::ip::udp::socket socket(thread.context, {asio::ip::make_address("127.0.0.1"), 0});
    return {base::IpAddress::v4({127, 0, 0, 1}), socket.local_endpoint().port()};
  }

  RealThread thread;
};

TEST_F(StubResolverTest, AsksOverUdp) {
  LoopbackServer server(thread, say_hello);
  const auto answer = ask(patient({server.address()}));
  EXPECT_EQ(answer.status, Status::ok);
  EXPECT_THAT(answer.texts, ElementsAre("hello"));
  EXPECT_EQ(answer.ttl, seconds(60));
  EXPECT_FALSE(answer.from_cache);
  EXPECT_EQ(server.udp_queries(), 1);
}

TEST_F(StubResolverTest, AsksOverTcpWhenTruncated) {
  LoopbackServer server(thread, [](std::string_view query, Transport transport) {
    if (transport == Transport::udp) return std::vector{code_to(query, with_tc)};
    auto reply = reply_to(query);
    std::string strings;
    for (int i = 0; i < 100; ++i) strings += counted(std::string(200, 'x'));
    reply.answers = {resource_record(u16(0xc00c), 16, 60, strings)};
    return std::vector{packet_bytes(reply)};
  });
  const auto answer = ask(patient({server.address()}));
  ASSERT_EQ(answer.status, Status::ok);
  EXPECT_EQ(answer.texts.front().size(), 20'000U);
  EXPECT_EQ(server.tcp_queries(), 1);
}

TEST_F(StubResolverTest, TruncationOverTcpIsAFailure) {
  LoopbackServer server(
      thread, [](std::string_view query, Transport) { return std::vector{code_to(query, with_tc)}; });
  EXPECT_EQ(ask(patient({server.address()})).status, Status::server_failure);
}

TEST_F(StubResolverTest, ConnectionThatEndsEarlyIsAFailure) {
  LoopbackServer server(thread, [](std::string_view query, Transport transport) {
    if (transport == Transport::udp) return std::vector{code_to(query, with_tc)};
    return std::vector<std::string>{};
  });
  EXPECT_EQ(ask(patient({server.address()})).status, Status::server_failure);
}

TEST_F(StubResolverTest, WaitsOnAfterForgedAnswers) {
  LoopbackServer server(thread, [](std::string_view query, Transport) {
    auto wrong_id = code_to(query, nxdomain);
    wrong_id[0] = static_cast<char>(wrong_id[0] ^ 1);
    auto wrong_question = code_to(query, nxdomain);
    wrong_question[13] = static_cast<char>(wrong_question[13] ^ 1);
    return std::vector<std::string>{"?", wrong_id, wrong_question, hello_to(query)};
  });
  EXPECT_EQ(ask(patient({server.address()})).status, Status::ok);
  EXPECT_EQ(server.udp_queries(), 1);
}

TEST_F(StubResolverTest, EachQueryHasItsOwnId) {
  std::vector<unsigned> ids;
  LoopbackServer server(thread, [&](std::string_view query, Transport) {
    ids.push_back(reply_to(query).id);
    return std::vector{hello_to(query)};
  });
  StubResolver resolver(thread.world, patient({server.address()}));
  for (int i = 0; i < 4; ++i) ask(resolver, "example.org");
  ASSERT_EQ(ids.size(), 4U);
  EXPECT_FALSE(ids[0] == ids[1] && ids[1] == ids[2] && ids[2] == ids[3]);
}

TEST_F(StubResolverTest, KeepsAbsencesApart) {
  LoopbackServer server(thread, [](std::string_view query, Transport) {
    return std::vector{code_to(query, reply_to(query).question_name[0] == 4 ? nxdomain : 0)};
  });
  EXPECT_EQ(ask(patient({server.address()}), "gone.example").status, Status::nx_domain);
  EXPECT_EQ(ask(patient({server.address()}), "empty.example").status, Status::no_data);
}

TEST_F(StubResolverTest, GoesPastServersThatFail) {
  for (const unsigned code : {servfail, refused}) {
    LoopbackServer broken(
        thread, [code](std::string_view query, Transport) { return std::vector{code_to(query, code)}; });
    LoopbackServer good(thread, say_hello);
    EXPECT_EQ(ask(patient({broken.address(), good.address()})).status, Status::ok);
    EXPECT_EQ(broken.udp_queries(), 1);
  }
}

TEST_F(StubResolverTest, GoesPastNonsense) {
  LoopbackServer broken(thread, [](std::string_view query, Transport) {
    return std::vector{hello_to(query).substr(0, query.size())};
  });
  LoopbackServer good(thread, say_hello);
  EXPECT_EQ(ask(patient({broken.address(), good.address()})).status, Status::ok);
}

TEST_F(StubResolverTest, AnAbsenceIsAnAnswerAndNotAskedOn) {
  LoopbackServer first(
      thread, [](std::string_view query, Transport) { return std::vector{code_to(query, nxdomain)}; });
  LoopbackServer second(thread, say_hello);
  EXPECT_EQ(ask(patient({first.address(), second.address()})).status, Status::nx_domain);
  EXPECT_EQ(second.udp_queries(), 0);
}

TEST_F(StubResolverTest, ServersThatAllFailAreAskedOnce) {
  LoopbackServer server(
      thread, [](std::string_view query, Transport) { return std::vector{code_to(query, servfail)}; });
  EXPECT_EQ(ask(patient({server.address()})).status, Status::server_failure);
  EXPECT_EQ(server.udp_queries(), 1);
}

TEST_F(StubResolverTest, GoesPastASilentServerAndRemembersWhoAnswered) {
  LoopbackServer silent(thread, keep_silent);
  LoopbackServer good(thread, say_hello);
  StubResolver resolver(thread.world, persistent({silent.address(), good.address()}));
  EXPECT_EQ(ask(resolver, "example.org").status, Status::ok);
  EXPECT_GE(silent.udp_queries(), 1);
  const auto asked_before = good.udp_queries();
  EXPECT_EQ(ask(resolver, "example.net").status, Status::ok);
  EXPECT_GT(good.udp_queries(), asked_before);
}

TEST_F(StubResolverTest, AsksASilentServerAgain) {
  int queries = 0;
  LoopbackServer server(thread, [&](std::string_view query, Transport) {
    return ++queries == 1 ? std::vector<std::string>{} : std::vector{hello_to(query)};
  });
  EXPECT_EQ(ask(persistent({server.address()})).status, Status::ok);
  EXPECT_GE(queries, 2);
}

TEST_F(StubResolverTest, HearsThatAPortIsClosed) {
  LoopbackServer good(thread, say_hello);
  // The time-outs are longer than any test may take.
  const auto closed = closed_port();
  EXPECT_EQ(ask(patient({closed, good.address()})).status, Status::ok);
  EXPECT_EQ(ask(patient({closed})).status, Status::server_failure);
}

TEST_F(StubResolverTest, SilenceOfAllIsATimeOut) {
  LoopbackServer first(thread, keep_silent);
  LoopbackServer second(thread, keep_silent);
  const auto answer = ask({.servers = {first.address(), second.address()},
                           .try_timeout = milliseconds(20),
                           .attempts = 2,
                           .budget = seconds(60)});
  EXPECT_EQ(answer.status, Status::timeout);
  EXPECT_EQ(answer.owner, *Name::parse("example.org"));
  EXPECT_EQ(first.udp_queries() + second.udp_queries(), 4);
}

TEST_F(StubResolverTest, TheBudgetEndsAllAttempts) {
  LoopbackServer server(thread, keep_silent);
  const auto answer = ask({.servers = {server.address()},
                           .try_timeout = seconds(60),
                           .attempts = 1'000'000,
                           .budget = milliseconds(30)});
  EXPECT_EQ(answer.status, Status::timeout);
  EXPECT_EQ(server.udp_queries(), 1);
}

TEST_F(StubResolverTest, WithoutServersEverythingFails) {
  EXPECT_EQ(ask(StubSettings{}).status, Status::server_failure);
}

TEST_F(StubResolverTest, FollowsAChainFromPacketToPacket) {
  LoopbackServer server(thread, [](std::string_view query, Transport) {
    auto reply = reply_to(query);
    if (reply.question_name == wire_name("end.example")) return std::vector{hello_to(query)};
    reply.flags |= with_ad;
    reply.answers = {resource_record(u16(0xc00c), 5, 10, wire_name("end.example"))};
    return std::vector{packet_bytes(reply)};
  });
  const auto answer = ask(patient({server.address()}));
  EXPECT_THAT(answer.texts, ElementsAre("hello"));
  EXPECT_EQ(answer.owner, *Name::parse("end.example"));
  EXPECT_EQ(answer.ttl, seconds(10));
  EXPECT_FALSE(answer.authenticated) << "one link of the chain was not";
}

TEST_F(StubResolverTest, AChainWithoutEndIsAFailure) {
  LoopbackServer server(thread, [](std::string_view query, Transport) {
    auto reply = reply_to(query);
    reply.answers = {resource_record(u16(0xc00c), 5, 10, counted("x") + u16(0xc00c))};
    return std::vector{packet_bytes(reply)};
  });
  EXPECT_EQ(ask(patient({server.address()})).status, Status::server_failure);
  EXPECT_EQ(server.udp_queries(), 9);
}

}  // namespace
}  // namespace postern::dns

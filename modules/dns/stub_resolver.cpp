#include "dns/stub_resolver.hpp"

#include <algorithm>
#include <array>
#include <asio/ip/udp.hpp>
#include <asio/use_awaitable.hpp>
#include <system_error>
#include <utility>

#include "net/task_group.hpp"

// From the outside in: resolve follows CNAMEs from packet to packet; ask_servers goes through the servers
// until one knows; ask_server bounds one server's try and changes to TCP; ask_udp and ask_tcp carry one
// packet each way. A wire that breaks throws, and is caught at one place, where a try ends.

namespace postern::dns {

namespace {

constexpr int most_continuations = 8;

Response failed(Status status) {
  return {.answer = {.status = status}};
}

asio::ip::udp::endpoint udp_endpoint(const Server& server) {
  const auto octets = server.address.octets();
  if (server.address.is_v4()) {
    asio::ip::address_v4::bytes_type bytes{};
    std::ranges::copy(octets, bytes.begin());
    return {asio::ip::address_v4(bytes), server.port};
  }
  asio::ip::address_v6::bytes_type bytes{};
  std::ranges::copy(octets, bytes.begin());
  return {asio::ip::address_v6(bytes), server.port};
}

asio::awaitable<void> read_exactly(net::Stream& stream, std::span<std::uint8_t> into) {
  while (!into.empty()) {
    const std::span<char> rest(reinterpret_cast<char*>(into.data()), into.size());
    const auto count = co_await stream.read_some(rest);
    if (count == 0) throw std::system_error(asio::error::eof);
    into = into.subspan(count);
  }
}

// Any failure of the network but our own cancellation is the server's failure.
asio::awaitable<Response> without_throwing(asio::awaitable<Response> exchange) {
  try {
    auto response = co_await std::move(exchange);
    co_return response;
  } catch (const std::system_error& error) {
    if (error.code() == asio::error::operation_aborted) throw;
    co_return failed(Status::server_failure);
  }
}

}  // namespace

StubResolver::StubResolver(net::World& world, StubSettings settings)
    : world_(world), settings_(std::move(settings)) {}

asio::awaitable<Answer> StubResolver::resolve(Question question) {
  const auto deadline = world_.now() + settings_.budget;
  auto chain_ttl = std::chrono::seconds::max();
  bool authenticated = true;
  for (int packets = 0; packets <= most_continuations; ++packets) {
    auto response = co_await ask_servers(question, deadline);
    auto& answer = response.answer;
    chain_ttl = std::min(chain_ttl, answer.ttl);
    authenticated = authenticated && answer.authenticated;
    if (response.continue_at) {
      question.name = std::move(*response.continue_at);
      continue;
    }
    answer.ttl = chain_ttl;
    answer.authenticated = authenticated;
    co_return std::move(answer);
  }
  co_return Answer{.status = Status::server_failure, .owner = question.name};
}

asio::awaitable<Response> StubResolver::ask_servers(Question question, net::TimePoint deadline) {
  const auto count = settings_.servers.size();
  const auto first = preferred_;
  std::vector<bool> useless(count, false);
  for (int attempt = 0; attempt < settings_.attempts; ++attempt) {
    for (std::size_t i = 0; i < count && world_.now() < deadline; ++i) {
      const auto index = (first + i) % count;
      if (useless[index]) continue;
      auto response = co_await ask_server(settings_.servers[index], question, deadline);
      const auto status = response.answer.status;
      if (status == Status::timeout) continue;
      if (status != Status::server_failure) {
        preferred_ = index;
        co_return response;
      }
      useless[index] = true;
    }
  }
  const bool all_silent = count > 0 && std::ranges::count(useless, true) == 0;
  auto response = failed(all_silent ? Status::timeout : Status::server_failure);
  response.answer.owner = question.name;
  co_return response;
}

asio::awaitable<Response> StubResolver::ask_server(Server server, Question question,
                                                   net::TimePoint deadline) {
  auto over_udp = without_throwing(ask_udp(server, question));
  auto response = co_await net::within(world_, end_of_try(deadline), std::move(over_udp));
  if (!response) co_return failed(Status::timeout);
  if (!response->truncated) co_return std::move(*response);

  const auto end = end_of_try(deadline);
  auto over_tcp = without_throwing(ask_tcp(server, question, end));
  response = co_await net::within(world_, end, std::move(over_tcp));
  if (!response) co_return failed(Status::timeout);
  // Over TCP there is room for everything.
  if (response->truncated) co_return failed(Status::server_failure);
  co_return std::move(*response);
}

asio::awaitable<Response> StubResolver::ask_udp(Server server, Question question) {
  const auto query = new_query(std::move(question));
  const auto packet = write_query(query);
  const auto endpoint = udp_endpoint(server);
  asio::ip::udp::socket socket(world_.executor(), endpoint.protocol());
  // Connected, it hears this server only, and of a closed port at once.
  socket.connect(endpoint);
  co_await socket.async_send(asio::buffer(packet), asio::use_awaitable);
  std::array<std::uint8_t, 4096> buffer;
  for (;;) {
    const auto size = co_await socket.async_receive(asio::buffer(buffer), asio::use_awaitable);
    auto response = parse_response(std::span(buffer).first(size), query);
    if (response) co_return std::move(*response);
    if (response.error() == PacketError::malformed) co_return failed(Status::server_failure);
  }
}

asio::awaitable<Response> StubResolver::ask_tcp(Server server, Question question, net::TimePoint deadline) {
  const auto query = new_query(std::move(question));
  const auto packet = write_query(query);
  net::Endpoint endpoint{.host = base::format(server.address), .port = server.port};
  auto stream = co_await world_.connect(std::move(endpoint), deadline);
  // RFC 1035 §4.2.2: two octets of length before the message.
  const std::array<std::uint8_t, 2> length{static_cast<std::uint8_t>(packet.size() >> 8),
                                           static_cast<std::uint8_t>(packet.size() & 0xff)};
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(length), asio::buffer(packet)};
  co_await stream->write(buffers);
  std::array<std::uint8_t, 2> answer_length;
  co_await read_exactly(*stream, answer_length);
  std::vector<std::uint8_t> answer(static_cast<std::size_t>(answer_length[0] << 8 | answer_length[1]));
  co_await read_exactly(*stream, answer);
  auto response = parse_response(answer, query);
  if (!response) co_return failed(Status::server_failure);
  co_return std::move(*response);
}

Query StubResolver::new_query(Question question) {
  return {.id = static_cast<std::uint16_t>(world_.random()), .question = std::move(question)};
}

net::TimePoint StubResolver::end_of_try(net::TimePoint deadline) const {
  return std::min<net::TimePoint>(deadline, world_.now() + settings_.try_timeout);
}

}  // namespace postern::dns

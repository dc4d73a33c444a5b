#include "upstream/connect.hpp"

#include <algorithm>
#include <iterator>

namespace postern {

namespace {

asio::awaitable<Connected> try_target(net::World& world, UpstreamTarget target) {
  Connected connected;
  connected.upstream = std::make_unique<Upstream>(world, std::move(target));
  connected.answer = co_await connected.upstream->open();
  co_return connected;
}

bool is_ready(const Connected& connected) {
  return conclude(connected.upstream->stage(), connected.answer).accepted;
}

bool may_go_on_in_the_clear(const Connected& connected) {
  const auto& upstream = *connected.upstream;
  const auto& config = upstream.target().gate->config.upstream;
  return upstream.stage() == Stage::tls && upstream.target().tls && config.tls == UpstreamTls::may &&
         !config.implicit_tls;
}

std::string cleartext_warning(const Connected& connected) {
  const auto& upstream = *connected.upstream;
  auto why = describe(upstream.stage(), connected.answer);
  if (!upstream.trouble().empty()) why += ": " + upstream.trouble();
  return "no TLS with the upstream " + format(upstream.endpoint()) + " (" + why +
         "); the mail goes to it in the clear";
}

/// The server, with TLS as the gate says.
asio::awaitable<Connected> try_server(net::World& world, UpstreamTarget target) {
  auto connected = co_await try_target(world, target);
  if (!is_ready(connected) && may_go_on_in_the_clear(connected)) {
    auto warning = cleartext_warning(connected);
    connected.upstream->abandon();
    target.tls = false;
    connected = co_await try_target(world, target);
    connected.troubles.push_back(std::move(warning));
  }
  if (!is_ready(connected)) connected.upstream->abandon();
  co_return connected;
}

/// Counts a server as failed when the attempt ends without a word: it let us wait until the caller gave up.
class Attempt {
 public:
  Attempt(net::World& world, UpstreamServers& servers, std::size_t server)
      : world_(world), servers_(servers), server_(server) {}
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;
  ~Attempt() {
    if (!over_) servers_.failed(server_, world_.now());
  }
  void over() { over_ = true; }

 private:
  net::World& world_;
  UpstreamServers& servers_;
  std::size_t server_;
  bool over_ = false;
};

}  // namespace

asio::awaitable<Connected> connect_upstream(net::World& world, std::shared_ptr<const Gate> gate,
                                            std::optional<smtp::Xclient> client) {
  auto& servers = *gate->servers;
  std::vector<std::string> troubles;
  Connected connected;
  for (const auto server : servers.order(world.now(), world.random())) {
    UpstreamTarget target{.gate = gate, .server = server, .client = client};
    Attempt attempt(world, servers, server);
    connected = co_await try_server(world, std::move(target));
    attempt.over();
    std::ranges::move(connected.troubles, std::back_inserter(troubles));
    const auto& upstream = *connected.upstream;
    if (is_ready(connected)) {
      servers.answered(server);
      gate->learnt->set(upstream.extensions());
      break;
    }
    if (upstream.stage() > Stage::hello) break;
    const bool is_news = servers.failed(server, world.now());
    if (is_news && gate->config.upstream.servers.size() > 1) {
      troubles.push_back("the upstream " + format(upstream.endpoint()) + " fails (" +
                         describe(upstream.stage(), connected.answer) + "); others are tried for a while");
    }
  }
  connected.troubles = std::move(troubles);
  co_return connected;
}

}  // namespace postern

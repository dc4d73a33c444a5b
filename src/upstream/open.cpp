#include <vector>

#include "base/ascii.hpp"
#include "net/tls.hpp"
#include "smtp/proxy_header.hpp"
#include "upstream/upstream.hpp"

// All that is said before the first MAIL, in its order: PROXY header, implicit TLS, greeting, EHLO, STARTTLS
// and EHLO again, XCLIENT and EHLO again. The answer that ends it is the first one that is not what was hoped
// for, or the last EHLO's.

namespace postern {

namespace {

smtp::ProxyHeader proxy_header(const std::optional<smtp::Xclient>& client) {
  smtp::ProxyHeader header;
  if (!client) {
    header.client = smtp::ProxyHeader::Local{};
  } else if (client->addr) {
    const auto& source = *client->addr;
    const auto nowhere = source.is_v4() ? base::IpAddress::v4({}) : base::IpAddress::v6({});
    header.client = smtp::ProxyHeader::Inet{.source = source,
                                            .source_port = client->port.value_or(0),
                                            .destination = client->destaddr.value_or(nowhere),
                                            .destination_port = client->destport.value_or(0)};
  }
  return header;
}

}  // namespace

asio::awaitable<UpstreamAnswer> Upstream::open() {
  stage_ = Stage::connect;
  return guarded(open_dialogue());
}

asio::awaitable<smtp::Reply> Upstream::open_dialogue() {
  stream_ = co_await world_.connect(endpoint(), world_.now() + time_.upstream_connect);
  if (config().proxy_protocol) co_await send(smtp::format_proxy_header(proxy_header(target_.client)));
  const bool has_tls = config().tls != UpstreamTls::off && target_.tls;
  if (has_tls && config().implicit_tls) co_await shake_hands();
  auto reply = co_await greet();
  if (is_hoped_for(stage_, reply)) reply = co_await hello();
  const bool wants_starttls = has_tls && !config().implicit_tls;
  if (wants_starttls && is_hoped_for(stage_, reply)) reply = co_await start_tls(std::move(reply));
  if (is_hoped_for(stage_, reply)) reply = co_await name_client(std::move(reply));
  co_return reply;
}

asio::awaitable<smtp::Reply> Upstream::greet() {
  stage_ = Stage::greeting;
  allow(time_.upstream_greeting);
  auto greeting = co_await expect();
  co_return greeting;
}

asio::awaitable<smtp::Reply> Upstream::hello() {
  stage_ = Stage::hello;
  const auto& name = target_.gate->config.hostname;
  const bool is_lmtp = config().protocol == smtp::Protocol::lmtp;
  auto reply = co_await exchange_dialogue((is_lmtp ? "LHLO " : "EHLO ") + name);
  extensions_ = {};
  if (is_hoped_for(stage_, reply)) learn(reply);
  // RFC 5321 §3.2: a server that does not know EHLO is asked again in the old way. 421 is another matter.
  if (is_lmtp || !reply.is_permanent()) co_return reply;
  reply = co_await exchange_dialogue("HELO " + name);
  co_return reply;
}

void Upstream::learn(smtp::Reply hello) {
  const bool verified = stream_->tls() && stream_->tls()->verified;
  // RFC 8689 §4.2.1: what is not verified must not carry a message that requires TLS.
  const auto is_promise_of_tls = [](std::string_view line) { return base::iequals(line, "REQUIRETLS"); };
  if (!verified) std::erase_if(hello.lines, is_promise_of_tls);
  extensions_ = smtp::parse_extensions(hello);
}

asio::awaitable<smtp::Reply> Upstream::start_tls(smtp::Reply hello_in_the_clear) {
  const bool offered = extensions_.offers("STARTTLS");
  if (!offered && config().tls == UpstreamTls::may) co_return hello_in_the_clear;
  stage_ = Stage::tls;
  if (!offered) throw NoReply{UpstreamFailure::no_tls};
  auto reply = co_await exchange_dialogue("STARTTLS");
  if (!is_hoped_for(stage_, reply)) co_return reply;
  // What was said in the clear must not be taken for what is said under TLS.
  if (has_unread()) throw NoReply{UpstreamFailure::unreadable};
  co_await shake_hands();
  reply = co_await hello();
  co_return reply;
}

asio::awaitable<void> Upstream::shake_hands() {
  stage_ = Stage::tls;
  allow(time_.upstream_command);
  auto name = config().tls_name.empty() ? endpoint().host : config().tls_name;
  stream_ =
      co_await net::connect_tls(world_, std::move(stream_), target_.gate->upstream_tls, std::move(name));
}

asio::awaitable<smtp::Reply> Upstream::name_client(smtp::Reply hello_to_us) {
  if (!config().xclient || !target_.client) co_return hello_to_us;
  const auto lines = smtp::format_xclient(*target_.client, extensions_.argument("XCLIENT"));
  if (lines.empty()) co_return hello_to_us;
  for (const auto& line : lines) {
    stage_ = Stage::xclient;
    auto reply = co_await exchange_dialogue(line);
    if (!is_hoped_for(stage_, reply)) co_return reply;
  }
  // XCLIENT_README: the session is where it began, greeting and all.
  auto reply = co_await hello();
  co_return reply;
}

}  // namespace postern

#include <unistd.h>

#include <algorithm>

#include "session/session.hpp"
#include "smtp/replies.hpp"

// What comes before and between transactions: EHLO and its kin, STARTTLS, and the commands by which a proxy
// tells who its client is.

namespace postern {

namespace replies = smtp::replies;

asio::awaitable<void> Session::on_hello(const smtp::Command& command) {
  // RFC 5321 §4.1.4: a new EHLO clears everything, as RSET does.
  co_await begin_anew();
  client_.helo = command.argument;
  client_.esmtp = command.verb != smtp::Verb::helo;
  usable_ = {};
  if (!client_.esmtp) co_return answer(command.verb, replies::helo(config().hostname));
  const auto offer = what_we_offer();
  usable_ = smtp::usable(offer);
  answer(command.verb, replies::ehlo(config().hostname, smtp::advertise(offer)));
}

smtp::Offer Session::what_we_offer() const {
  smtp::Offer offer{.upstream = gate_->learnt->get().value_or(smtp::Extensions{}),
                    .size_limit = config().limits.message_octets,
                    .room_for_our_fields = room_for_our_fields};
  // Before the queue there is no queue id to tell.
  using enum smtp::Offer::Xforward;
  if (may_forward()) offer.xforward = config().queue == Queue::before ? without_ident : with_ident;
  offer.xclient = may_forward() && config().xclient;
  offer.chunking = true;
  if (gate_->tls) offer.tls = channel_.tls() ? smtp::Offer::Tls::active : smtp::Offer::Tls::available;
  offer.limits.rcpt_max = is_one_by_one() ? 1U : static_cast<std::uint32_t>(config().limits.recipients);
  offer.switched_off = config().disabled_extensions;
  return offer;
}

asio::awaitable<void> Session::begin_anew() {
  co_await end_mail(Ending::reset);
  co_await relay_.reset();
  client_.xforward.reset();
}

asio::awaitable<void> Session::on_starttls() {
  if (channel_.tls()) co_return answer(smtp::Verb::starttls, replies::tls_already_active());
  if (!usable_.offers("STARTTLS")) co_return answer(smtp::Verb::starttls, replies::not_implemented());
  // The listener may have lost its certificate since EHLO.
  if (!gate_->tls) co_return answer(smtp::Verb::starttls, replies::tls_not_available());
  answer(smtp::Verb::starttls, replies::ready_for_tls());
  // RFC 3207 §4.2: all that the client has said is forgotten.
  client_.helo.clear();
  client_.esmtp = false;
  client_.xclient.reset();
  client_.xforward.reset();
  usable_ = {};
  co_await start_tls();
}

asio::awaitable<void> Session::start_tls() {
  const auto trouble = co_await channel_.start_tls(gate_->tls, config().time.handshake);
  if (trouble.empty()) co_return;
  over_ = true;
  services_.log.info("", "no TLS with the client " + format(client_.peer()) + ": " + trouble);
}

asio::awaitable<void> Session::learn_proxied_client() {
  const auto who = format(client_.tcp);
  over_ = true;
  if (!is_trusted(client_.tcp)) {
    services_.log.warning("", who + " must send a PROXY header here, and is no trusted proxy");
    co_return;
  }
  const auto header = co_await channel_.proxy_header(config().time.handshake);
  if (!header) {
    services_.log.warning("",
                          who + ": " + std::string(to_string(header.error())) + ", which is required here");
    co_return;
  }
  over_ = false;
  const auto* told = std::get_if<smtp::ProxyHeader::Inet>(&header->client);
  if (told) client_.proxied = net::Peer{told->source, told->source_port};
  // A client that the proxy knows by no address is nobody; only LOCAL is the proxy itself.
  const bool is_local = std::holds_alternative<smtp::ProxyHeader::Local>(header->client);
  if (!told && !is_local) client_.proxied = net::Peer{};
  if (!is_local)
    client_.destination = told ? net::Peer{told->destination, told->destination_port} : net::Peer{};
}

bool Session::is_trusted(const net::Peer& peer) const {
  // A unix socket's permissions say who may connect; an abstract one has none, and anyone may.
  if (peer.is_unix && !config().listen.is_abstract()) return true;
  if (peer.is_unix)
    return peer.credentials && (peer.credentials->uid == 0 || peer.credentials->uid == geteuid());
  const auto trusts = [&peer](const base::Network& network) {
    return peer.address && network.contains(*peer.address);
  };
  return std::ranges::any_of(config().trusted_proxies, trusts);
}

bool Session::may_say(std::string_view extension) const {
  return smtp::usable(what_we_offer()).offers(extension);
}

asio::awaitable<void> Session::on_xclient(const smtp::Command& command) {
  if (!may_say("XCLIENT")) co_return answer(command.verb, replies::xclient_denied());
  auto told = smtp::parse_xclient(command.argument, client_.xclient.value_or(smtp::Xclient{}));
  if (!told) co_return answer(command.verb, told.error());
  co_await begin_anew();
  client_.xclient = std::move(*told);
  client_.helo.clear();
  client_.esmtp = false;
  usable_ = {};
  // The session counts for whom it is spoken for.
  const bool has_room = place_->count_for(client_.identity().address, config());
  if (!has_room) {
    farewell_ = replies::too_many_connections_from_you();
    co_return;
  }
  // XCLIENT_README: the session begins again, with the greeting.
  answer(command.verb, greeting());
}

void Session::on_xforward(const smtp::Command& command) {
  if (!may_say("XFORWARD")) return answer(command.verb, replies::xforward_denied());
  // The first XFORWARD of a transaction makes every attribute unknown; what is not sent stays so.
  auto told = smtp::parse_xforward(command.argument, client_.xforward.value_or(smtp::Xforward{}));
  if (!told) return answer(command.verb, told.error());
  client_.xforward = std::move(*told);
  answer(command.verb, replies::ok());
}

}  // namespace postern

#include "session/client.hpp"

namespace postern {

namespace {

/// What XFORWARD would say of a client that no XFORWARD has named.
smtp::Xforward facts_of(const Client& client, const ClientIdentity& identity) {
  smtp::Xforward told;
  told.addr = identity.address;
  told.helo = identity.helo;
  told.proto = client.esmtp ? "ESMTP" : "SMTP";
  if (client.xclient) {
    told.name = client.xclient->name;
    told.port = client.xclient->port;
    if (client.xclient->proto) told.proto = client.xclient->proto;
  } else if (told.addr) {
    told.port = client.peer().port;
  }
  return told;
}

}  // namespace

ClientIdentity Client::identity() const {
  // Authenticated is who authenticated with the proxy, whatever the message's own origin is said to be.
  const std::string login = xclient ? xclient->login.value_or("") : "";
  if (xforward) {
    return {.address = xforward->addr,
            .helo = xforward->helo,
            .local = xforward->source == smtp::Xforward::Source::local,
            .login = login,
            .source = "xforward"};
  }
  if (xclient) {
    return {.address = xclient->addr,
            .helo = xclient->helo ? xclient->helo : helo,
            .login = login,
            .source = "xclient"};
  }
  return {.address = peer().address, .helo = helo, .login = "", .source = proxied ? "proxy" : "tcp"};
}

UpstreamClient Client::to_forward() const {
  const auto client = identity();
  const auto port = destination.address ? destination.port : std::uint16_t{0};
  UpstreamClient told{
      .facts = {}, .login = client.login, .destination = destination.address, .destination_port = port};
  if (xclient && xclient->destaddr) {
    told.destination = xclient->destaddr;
    told.destination_port = xclient->destport.value_or(0);
  }
  told.facts = xforward ? *xforward : facts_of(*this, client);
  return told;
}

}  // namespace postern

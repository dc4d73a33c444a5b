#include "client.hpp"

namespace postern {

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

smtp::Xforward Client::to_forward() const {
  if (xforward) return *xforward;
  smtp::Xforward told;
  const auto client = identity();
  told.addr = client.address;
  told.helo = client.helo;
  told.proto = esmtp ? "ESMTP" : "SMTP";
  if (xclient) {
    told.name = xclient->name;
    told.port = xclient->port;
    if (xclient->proto) told.proto = xclient->proto;
  } else if (told.addr) {
    told.port = peer().port;
  }
  return told;
}

}  // namespace postern

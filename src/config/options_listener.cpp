#include "config/setting.hpp"

namespace postern {

namespace {

Form<smtp::Protocol> protocol_form() {
  using smtp::Protocol;
  return choice_form<Protocol>({{"smtp", Protocol::smtp}, {"lmtp", Protocol::lmtp}});
}

}  // namespace

std::vector<Option> place_options() {
  return {
      setting("listen", "where to accept mail; `*` is every address", listen_form(), &Draft::listen)
          .by_default("none: it must be given")
          .never_empty(),
      setting("protocol", "what clients speak: SMTP, or LMTP for those that deliver to a mail store",
              protocol_form(), &ListenerConfig::protocol),
      setting("queue", "on which side of the MTA's queue we stand",
              choice_form<Queue>({{"before", Queue::before}, {"after", Queue::after}}),
              &ListenerConfig::queue),
      setting("unix-mode", "permissions of a unix socket", file_mode_form(), &ListenerConfig::socket_file,
              &net::SocketFileOptions::mode)
          .by_default("what the umask leaves")
          .until_restart(),
      setting("unix-user", "owner of a unix socket", name_form("a user, by name or number"),
              &ListenerConfig::socket_file, &net::SocketFileOptions::user)
          .by_default("our own")
          .until_restart(),
      setting("unix-group", "group of a unix socket", name_form("a group, by name or number"),
              &ListenerConfig::socket_file, &net::SocketFileOptions::group)
          .by_default("our own")
          .until_restart(),
      setting("proxy-protocol",
              "every client begins with a PROXY header (version 1 or 2); others are not served",
              boolean_form(), &ListenerConfig::proxy_protocol),
      setting("xclient", "trusted proxies may send XCLIENT", boolean_form(), &ListenerConfig::xclient),
      setting("trusted-proxy", "networks that may send PROXY, XCLIENT and XFORWARD", network_form(),
              &ListenerConfig::trusted_proxies)
          .or_none(),
      setting("disable-extension", "what EHLO does not offer, though it could", extension_form(),
              &ListenerConfig::disabled_extensions),
      setting("stray-bytes",
              "what becomes of messages with bare CR or NUL: refused, or passed unchanged to an upstream "
              "that you "
              "vouch for; bare LF is always refused",
              choice_form<StrayBytes>({{"refuse", StrayBytes::refuse}, {"pass", StrayBytes::pass}}),
              &ListenerConfig::stray_bytes),
  };
}

std::vector<Option> identity_options() {
  const auto host = name_form("a host name, such as mx.example.org");
  return {
      setting("hostname", "our name in greetings and `Received`", host, &ListenerConfig::hostname)
          .by_default("this machine's name"),
      setting("authserv-id", "our name in `Authentication-Results`", host, &ListenerConfig::authserv_id)
          .by_default("the hostname"),
  };
}

std::vector<Option> tls_options() {
  return {
      setting("tls",
              "TLS with clients: STARTTLS offered, or MAIL refused without it, or TLS from the first octet",
              choice_form<ListenerTls>({{"off", ListenerTls::off},
                                        {"may", ListenerTls::may},
                                        {"require", ListenerTls::require},
                                        {"implicit", ListenerTls::implicit}}),
              &ListenerConfig::tls),
      setting("certificate", "certificate chain and key in PEM; the first is for clients that name no server",
              certificate_form(), &ListenerConfig::certificates),
  };
}

std::vector<Option> upstream_options() {
  return {
      setting("upstream", "the next server, which gets the mail; of several, the lowest priority first",
              upstream_form(), &ListenerConfig::upstream, &UpstreamConfig::servers)
          .by_default("none: it must be given")
          .never_empty(),
      setting("upstream-protocol", "what the next server speaks", protocol_form(), &ListenerConfig::upstream,
              &UpstreamConfig::protocol),
      setting("upstream-tls",
              "TLS with the next server: `verify` wants a good certificate that bears its name",
              choice_form<UpstreamTls>({{"off", UpstreamTls::off},
                                        {"may", UpstreamTls::may},
                                        {"require", UpstreamTls::require},
                                        {"verify", UpstreamTls::verify}}),
              &ListenerConfig::upstream, &UpstreamConfig::tls),
      setting("upstream-implicit-tls", "TLS from the first octet, without STARTTLS", boolean_form(),
              &ListenerConfig::upstream, &UpstreamConfig::implicit_tls),
      setting("upstream-ca-file", "certificate authorities to believe, in PEM", path_form(),
              &ListenerConfig::upstream, &UpstreamConfig::ca_file)
          .by_default("the system's"),
      setting("upstream-tls-name", "the name its certificate must bear", name_form("a host name"),
              &ListenerConfig::upstream, &UpstreamConfig::tls_name)
          .by_default("the upstream's host"),
      setting("upstream-xclient", "tell it who the client is by XCLIENT, where it offers that",
              boolean_form(), &ListenerConfig::upstream, &UpstreamConfig::xclient),
      setting("upstream-proxy-protocol",
              "tell it who the client is by a PROXY header, version 2; a client without an address hears 451",
              boolean_form(), &ListenerConfig::upstream, &UpstreamConfig::proxy_protocol),
      setting("upstream-pool", "idle connections that each thread keeps for other sessions",
              number_form(0, 1000), &ListenerConfig::upstream, &UpstreamConfig::pool),
      setting("upstream-pool-idle", "how long they are kept",
              duration_form(std::chrono::seconds(1), std::chrono::hours(1)), &ListenerConfig::upstream,
              &UpstreamConfig::pool_idle),
  };
}

}  // namespace postern

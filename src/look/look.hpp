#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>
#include <variant>

#include "base/ip_address.hpp"
#include "dmarc/public_suffix.hpp"
#include "dns/resolver.hpp"
#include "look/report.hpp"
#include "net/world.hpp"

namespace postern {

// What a domain publishes for mail authentication, asked for by hand and judged. Each look asks a bounded
// number of questions, whatever the answers are.

/// `postern dns`: one question.
struct DnsLook {
  dns::Question question;
};

/// `postern spf`: the record, all it may come to ask, and with a client what it says of it.
struct SpfLook {
  dns::Name domain;
  std::optional<base::IpAddress> client;
  std::string helo;       ///< empty: the domain
  std::string mail_from;  ///< empty: postmaster at the domain
};

/// `postern dmarc`: the tree walk, the record that applies, what it asks for.
struct DmarcLook {
  dns::Name domain;
};

/// `postern dkim`: a key.
struct DkimLook {
  dns::Name key;  ///< "s1._domainkey.example.com"
};

using Look = std::variant<DnsLook, SpfLook, DmarcLook, DkimLook>;

/// What looking takes; all of it outlives the look.
struct LookTools {
  net::World& world;
  dns::Resolver& resolver;
  const dmarc::PublicSuffixes& suffixes;
};

asio::awaitable<LookReport> look_at(DnsLook look, LookTools tools);
asio::awaitable<LookReport> look_at(SpfLook look, LookTools tools);
asio::awaitable<LookReport> look_at(DmarcLook look, LookTools tools);
asio::awaitable<LookReport> look_at(DkimLook look, LookTools tools);

/// "example.com TXT: 2 records, 300 s to live, at www.example.com, validated (AD)", or how it ended without
/// any.
std::string describe(const dns::Question& question, const dns::Answer& answer);

}  // namespace postern

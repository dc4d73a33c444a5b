#pragma once

#include <stdexcept>
#include <string_view>
#include <utility>

#include "dns/zone.hpp"
#include "spf/evaluate.hpp"
#include "support/run.hpp"

namespace postern::spf {

/// A zone from master-file text; a mistake in it ends the test program.
inline dns::Zone zone_of(std::string_view text) {
  auto zone = dns::Zone::parse(text);
  if (!zone) throw std::invalid_argument(format(zone.error()));
  return std::move(*zone);
}

/// MAIL FROM:<mail_from> of `client`, whose HELO is mail.example.com.
inline Outcome check(dns::Resolver& resolver, std::string_view client, std::string_view mail_from) {
  auto request = mail_from_identity(*base::IpAddress::parse(client), "mail.example.com", mail_from);
  return test::run(evaluate(request, resolver));
}

}  // namespace postern::spf

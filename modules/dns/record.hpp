#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>

#include "base/ip_address.hpp"
#include "dns/answer.hpp"
#include "dns/name.hpp"

namespace postern::dns {

/// One resource record of a type we ask for.
struct Record {
  Name owner;
  Type type = Type::TXT;
  std::chrono::seconds ttl{0};
  /// A, AAAA: an address; NS, CNAME, PTR: a name; MX: an Mx; TXT, SPF: its character-strings, joined.
  std::variant<base::IpAddress, Name, Mx, std::string> data;
};

/// Adds what `record` says to the list of `answer` that is meant for it, and lowers the answer's TTL to the
/// record's.
void append(const Record& record, Answer& answer);

}  // namespace postern::dns

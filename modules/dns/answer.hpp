#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.hpp"
#include "dns/name.hpp"

namespace postern::dns {

/// The record types mail authentication asks for; the values are those of the wire (RFC 1035 §3.2.2). SPF is
/// asked for only to say that nobody else does (RFC 7208 §3.1).
enum class Type : std::uint16_t {
  A = 1,
  NS = 2,
  CNAME = 5,
  PTR = 12,
  MX = 15,
  TXT = 16,
  AAAA = 28,
  SPF = 99
};

inline constexpr std::array all_types{Type::A,  Type::NS,  Type::CNAME, Type::PTR,
                                      Type::MX, Type::TXT, Type::AAAA,  Type::SPF};

/// "A", "MX"...
std::string_view format(Type type);
/// In any case; nothing for a type that is not among them.
std::optional<Type> parse_type(std::string_view text);

struct Question {
  Name name;
  Type type = Type::TXT;
  auto operator<=>(const Question&) const = default;
};

/// How a question ended. The kinds are kept apart because every standard of mail authentication treats
/// "there is no such record" and "I could not find out" differently.
enum class Status : std::uint8_t {
  ok,              ///< there are records of the type asked for
  no_data,         ///< the name exists, with no record of this type (RFC 2308 §2.2)
  nx_domain,       ///< the name does not exist (RFC 2308 §2.1)
  server_failure,  ///< every server answered SERVFAIL, REFUSED or nonsense
  timeout,         ///< no server answered in time
};

/// "ok", "NODATA", "NXDOMAIN", "SERVFAIL", "time-out".
std::string_view format(Status status);

struct Mx {
  std::uint16_t preference = 0;
  Name exchange;  ///< the root for a null MX (RFC 7505)
  auto operator<=>(const Mx&) const = default;
};

/// What is known about a question. Only the list that belongs to the question's type is filled, and only
/// with status ok. CNAMEs have been followed: `owner` is where the chain ended.
struct Answer {
  Status status = Status::timeout;
  Name owner;
  std::vector<base::IpAddress> addresses;  ///< A, AAAA
  std::vector<Name> names;                 ///< PTR, NS, CNAME
  std::vector<Mx> exchanges;               ///< MX, as they came
  std::vector<std::string> texts;          ///< TXT, SPF: the character-strings of each record, joined
  std::chrono::seconds ttl{0};  ///< how long it may be kept, negative answers included (RFC 2308 §5)
  bool authenticated = false;   ///< the AD bit: the resolver says it validated this (RFC 4035 §3.2.3)
  bool from_cache = false;

  /// Nothing is known: neither presence nor absence may be concluded from this answer.
  bool is_temporary_failure() const { return status == Status::server_failure || status == Status::timeout; }
  /// The absence is known: NODATA or NXDOMAIN.
  bool is_absent() const { return status == Status::no_data || status == Status::nx_domain; }
};

}  // namespace postern::dns

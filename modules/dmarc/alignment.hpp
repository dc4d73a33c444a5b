#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dmarc/discovery.hpp"
#include "dmarc/public_suffix.hpp"
#include "dmarc/record.hpp"
#include "dns/name.hpp"

namespace postern::dmarc {

enum class Method : std::uint8_t { spf, dkim };

/// A domain that SPF or DKIM looked at: of SPF the MAIL FROM identity only (for `<>` postmaster@HELO, RFC
/// 7208 §2.4), of DKIM one d= for each signature.
struct Identifier {
  enum class Status : std::uint8_t { pass, temperror, other };

  Method method = Method::spf;
  Status status = Status::other;
  std::string domain;  ///< as the message has it; U-labels are understood
  bool operator==(const Identifier&) const = default;
};

/// The organizational domain of an identifier, or nothing when DNS trouble hides it.
struct Organization {
  std::optional<dns::Name> domain;
  std::vector<Publication> asked;  ///< of the walk, in order; empty with the Public Suffix List
  bool operator==(const Organization&) const = default;
};
/// Those that are known so far.
using Organizations = std::map<dns::Name, Organization>;

/// Whether an identifier speaks for the author domain (RFC 9989 §4.4).
enum class Aligned : std::uint8_t {
  yes,
  no,
  unknown,        ///< DNS trouble hides it
  not_evaluated,  ///< the organizational domain of the identifier has not been asked for
};

/// An identifier, looked at from an author domain.
struct IdentifierAlignment {
  Identifier identifier;
  AlignmentMode mode = AlignmentMode::relaxed;
  Aligned aligned = Aligned::no;
  std::optional<Organization> organization = {};  ///< nothing when it was not asked for
  bool operator==(const IdentifierAlignment&) const = default;
};

/// The name of an identifier; nothing for what is none.
std::optional<dns::Name> name_of(const Identifier& identifier);

/// Compares an identifier with the author domain of a discovery that found a record. The organizational
/// domain of the identifier is looked up in `organizations` only when it decides: the names differ,
/// alignment is relaxed, and the identifier lies within the author's organization, without which no two
/// organizational domains can be equal.
IdentifierAlignment align(const Identifier& identifier, const Discovery& discovery,
                          const Organizations& organizations);

}  // namespace postern::dmarc

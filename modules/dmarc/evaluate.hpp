#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dmarc/discovery.hpp"
#include "dmarc/public_suffix.hpp"
#include "dmarc/record.hpp"

namespace postern::dmarc {

/// The words of RFC 7489 §11.2, in order of severity.
enum class Result : std::uint8_t {
  pass,       ///< an aligned identifier passed
  none,       ///< no policy is published
  temperror,  ///< not known now: DNS trouble in discovery, or in a check that could have aligned
  permerror,  ///< there is no author domain to evaluate
  fail,       ///< a policy is published, and nothing aligned passed
};
/// "none", "pass"...
std::string_view format(Result result);

enum class Method : std::uint8_t { spf, dkim };

/// A domain that SPF or DKIM looked at: of SPF the MAIL FROM identity only (for `<>` postmaster@HELO, RFC
/// 7208 §2.4), of DKIM one d= for each signature.
struct Identifier {
  enum class Status : std::uint8_t { pass, temperror, other };

  Method method = Method::spf;
  Status status = Status::other;
  std::string domain;
};

/// What DMARC says of one author domain.
struct Outcome {
  Result result = Result::none;
  std::string author_domain;            ///< `header.from`
  Policy record_policy = Policy::none;  ///< p= as published
  Policy policy = Policy::none;       ///< what is asked for this domain after sp=, np= and t=: `policy.dmarc`
  Policy disposition = Policy::none;  ///< what is to be done: `policy` on fail, none otherwise
  std::string aligned_by;             ///< on pass: "dkim d=example.com" or "spf example.com"
  std::string reason;                 ///< a remark, such as why there is no result; may be empty
  bool operator==(const Outcome&) const = default;
};

/// Evaluates one author domain; pure, the questions have been asked. One aligned pass is a pass, whatever
/// else failed. Without one, a temporary error in discovery, or in an identifier that would align, is
/// temperror. With no record the result is none.
Outcome evaluate(const Discovery& discovery, const std::vector<Identifier>& identifiers,
                 const PublicSuffixes& suffixes);

/// The outcome for an author domain that cannot be asked for: a domain literal, or no domain name. It is
/// none, and says why.
Outcome unevaluable(std::string author_domain);

/// One outcome for all author domains of a message (RFC 9989 §11.5): each was evaluated; the strictest
/// failing policy wins, then the most severe result: it is a pass only when every one passed. With no author
/// domain at all it is permerror: RFC 5322 §3.6 demands one.
Outcome combine(std::vector<Outcome> outcomes);

}  // namespace postern::dmarc

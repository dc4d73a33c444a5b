#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dmarc/alignment.hpp"
#include "dmarc/discovery.hpp"
#include "dmarc/policy.hpp"
#include "dmarc/result.hpp"

namespace postern::dmarc {

/// One thing that the two ways of discovery see differently, in words: {"result", "fail", "pass"}.
struct Difference {
  std::string what;
  std::string treewalk;
  std::string psl;
  bool operator==(const Difference&) const = default;
};

/// What DMARC says of one author domain, and by combine() of a whole message.
struct Outcome {
  Result result = Result::none;
  std::string author_domain;            ///< `header.from`
  Policy record_policy = Policy::none;  ///< p= as published
  Policy policy = Policy::none;       ///< what is asked for this domain after sp=, np= and t=: `policy.dmarc`
  Policy disposition = Policy::none;  ///< what is to be done: `policy` on fail, none otherwise
  std::string aligned_by = {};        ///< on pass: "dkim d=example.com" or "spf example.com"
  std::string reason = {};            ///< a remark, such as why there is no result; may be empty

  PolicyTag policy_tag = PolicyTag::p;                ///< where `policy` comes from
  std::string organizational_domain = {};             ///< of the author domain; empty when not known
  std::string record_domain = {};                     ///< whose record applies; empty without one
  std::optional<Record> record = {};                  ///< that record
  std::vector<IdentifierAlignment> identifiers = {};  ///< each, in the order given; empty without a record
  std::vector<Publication> asked = {};                ///< what policy discovery asked for, in order
  std::vector<Difference> differences = {};      ///< when both ways of discovery were gone, and did not agree
  std::vector<std::string> author_domains = {};  ///< all of the message, as From has them

  bool operator==(const Outcome&) const = default;
};

}  // namespace postern::dmarc

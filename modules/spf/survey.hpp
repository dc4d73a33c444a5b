#pragma once

#include <asio/awaitable.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "base/finding.hpp"
#include "dns/name.hpp"
#include "dns/resolver.hpp"
#include "spf/limits.hpp"

namespace postern::spf {

/// A policy, or a term that asks the DNS, with what it costs a message for which nothing before it matched.
struct SurveyStep {
  std::size_t depth = 0;           ///< 0: the domain's own policy; a term is one deeper than its policy
  std::string term;                ///< as it stands in the record; empty for the domain's own policy
  std::string domain;              ///< whose policy the term stands in, or that this is
  std::string target;              ///< the name that is asked for; empty when it depends on the message
  std::string record;              ///< the policy that was read, if one was
  std::size_t above = 0;           ///< the step whose record the term stands in
  int lookups = 0;                 ///< terms that ask the DNS, this and those inside it (RFC 7208 §4.6.4)
  base::Findings findings;         ///< about this term; places are in the record above
  base::Findings record_findings;  ///< about `record`, where it is another domain's
};

/// All that an SPF evaluation may come to ask, as if nothing matched.
struct Survey {
  std::vector<SurveyStep> steps;  ///< an include before what is inside it
  int lookups = 0;                ///< terms that ask the DNS, in all
  int void_lookups = 0;           ///< of these, the ones whose names are not there, whatever the client
  bool is_complete = true;        ///< false: there is more than a survey looks at
  bool has_trouble = false;       ///< some of it is not known: DNS trouble
  base::Findings findings;        ///< about the whole: more lookups than the limits allow
};

/// A survey asks no more questions, and has no more steps, than these: the tree may be hostile.
inline constexpr int max_survey_questions = 60;
inline constexpr std::size_t max_survey_steps = 200;

/// Goes through the policy of `domain` and all it includes and redirects to. Terms behind `all` are left out,
/// and of those whose name depends on the message only the cost is known. `record` is the domain's own policy
/// and is_record(). `resolver` outlives the call.
asio::awaitable<Survey> survey(dns::Name domain, std::string record, dns::Resolver& resolver,
                               Limits limits = {});

}  // namespace postern::spf

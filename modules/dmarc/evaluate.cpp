#include "dmarc/evaluate.hpp"

#include <algorithm>
#include <utility>

namespace postern::dmarc {
namespace {

// RFC 7489 §3.1; RFC 9989 §4.4.
bool is_aligned(const Identifier& identifier, const Discovery& discovery, const PublicSuffixes& suffixes) {
  const auto name = dns::Name::parse(identifier.domain);
  if (!name || name->is_root()) return false;
  if (*name == discovery.author_domain) return true;
  const auto mode =
      identifier.method == Method::spf ? discovery.record->spf_alignment : discovery.record->dkim_alignment;
  if (mode == Alignment::strict) return false;
  return suffixes.organizational_domain(*name) == discovery.organizational_domain;
}

// RFC 9989 §4.10.1: p= speaks of the domain whose record it is, sp= and np= of those below.
Policy requested_policy(const Record& record, const Discovery& discovery) {
  if (discovery.record_domain == discovery.author_domain) return record.policy;
  const auto below = record.subdomain_policy.value_or(record.policy);
  return discovery.author_domain_exists ? below : record.nonexistent_policy.value_or(below);
}

// RFC 9989 §4.7, t=: in testing, quarantine stands for reject, and nothing for quarantine.
Policy lowered(Policy policy) {
  return policy == Policy::reject ? Policy::quarantine : Policy::none;
}

std::string describe(const Identifier& identifier) {
  return (identifier.method == Method::spf ? "spf " : "dkim d=") + identifier.domain;
}

Outcome evaluate_record(const Discovery& discovery, std::vector<Identifier> identifiers,
                        const PublicSuffixes& suffixes) {
  std::erase_if(identifiers, [&](const Identifier& each) { return !is_aligned(each, discovery, suffixes); });
  const auto& record = *discovery.record;
  const auto requested = requested_policy(record, discovery);
  Outcome outcome{.author_domain = discovery.author_domain.text(),
                  .record_policy = record.policy,
                  .policy = record.testing ? lowered(requested) : requested};

  const auto find = [&](Identifier::Status status) {
    return std::ranges::find(identifiers, status, &Identifier::status);
  };
  if (const auto pass = find(Identifier::Status::pass); pass != identifiers.end()) {
    outcome.result = Result::pass;
    outcome.aligned_by = describe(*pass);
  } else if (const auto error = find(Identifier::Status::temperror); error != identifiers.end()) {
    outcome.result = Result::temperror;
    outcome.reason = "temporary error in " + describe(*error);
  } else {
    outcome.result = Result::fail;
    outcome.disposition = outcome.policy;
  }
  return outcome;
}

}  // namespace

std::string_view format(Result result) {
  using enum Result;
  switch (result) {
    case pass:
      return "pass";
    case none:
      return "none";
    case temperror:
      return "temperror";
    case permerror:
      return "permerror";
    case fail:
      return "fail";
  }
  return "none";
}

Outcome evaluate(const Discovery& discovery, const std::vector<Identifier>& identifiers,
                 const PublicSuffixes& suffixes) {
  switch (discovery.status) {
    case Discovery::Status::found:
      return evaluate_record(discovery, identifiers, suffixes);
    case Discovery::Status::none:
      return {.result = Result::none, .author_domain = discovery.author_domain.text()};
    case Discovery::Status::temporary:
      break;
  }
  return {.result = Result::temperror,
          .author_domain = discovery.author_domain.text(),
          .reason = "temporary error in policy lookup"};
}

Outcome unevaluable(std::string author_domain) {
  return {
      .result = Result::none, .author_domain = std::move(author_domain), .reason = "no domain name in From"};
}

Outcome combine(std::vector<Outcome> outcomes) {
  if (outcomes.empty()) return {.result = Result::permerror, .reason = "no author domain"};
  const auto severity = [](const Outcome& each) { return std::pair(each.disposition, each.result); };
  auto worst = *std::ranges::max_element(outcomes, {}, severity);
  if (outcomes.size() > 1) worst.reason = std::to_string(outcomes.size()) + " author domains";
  return worst;
}

}  // namespace postern::dmarc

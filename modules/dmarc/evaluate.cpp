#include "dmarc/evaluate.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace postern::dmarc {
namespace {

using Status = Identifier::Status;

std::string describe(const Identifier& identifier) {
  return (identifier.method == Method::spf ? "spf " : "dkim d=") + identifier.domain;
}

bool is_aligned_pass(const IdentifierAlignment& each) {
  return each.identifier.status == Status::pass && each.aligned == Aligned::yes;
}

// Had the DNS answered, this could be an aligned pass.
bool hides_a_pass(const IdentifierAlignment& each) {
  return each.identifier.status != Status::other && each.aligned != Aligned::no;
}

std::vector<IdentifierAlignment> align_all(const std::vector<Identifier>& identifiers,
                                           const Discovery& discovery, const Organizations& organizations) {
  std::vector<IdentifierAlignment> alignments;
  for (const auto& each : identifiers) alignments.push_back(align(each, discovery, organizations));
  return alignments;
}

std::set<dns::Name> not_evaluated(const std::vector<IdentifierAlignment>& alignments, Status status) {
  std::set<dns::Name> names;
  for (const auto& each : alignments) {
    const bool is_wanted = each.aligned == Aligned::not_evaluated && each.identifier.status == status;
    if (is_wanted) names.insert(*name_of(each.identifier));
  }
  return names;
}

Outcome outcome_of(const Discovery& discovery) {
  Outcome outcome{.author_domain = discovery.author_domain.text(), .record = discovery.record};
  if (discovery.organizational_domain)
    outcome.organizational_domain = discovery.organizational_domain->text();
  if (discovery.record) outcome.record_domain = discovery.record_domain.text();
  outcome.asked = discovery.asked;
  return outcome;
}

void judge(Outcome& outcome, bool policy_is_known) {
  const auto& identifiers = outcome.identifiers;
  if (const auto pass = std::ranges::find_if(identifiers, is_aligned_pass); pass != identifiers.end()) {
    outcome.result = Result::pass;
    outcome.aligned_by = describe(pass->identifier);
  } else if (const auto error = std::ranges::find_if(identifiers, hides_a_pass); error != identifiers.end()) {
    outcome.result = Result::temperror;
    outcome.reason = "temporary error in " + describe(error->identifier);
  } else if (!policy_is_known) {
    outcome.result = Result::temperror;
    outcome.reason = "temporary error in the question whether the author domain exists";
  } else {
    outcome.result = Result::fail;
    outcome.disposition = outcome.policy;
  }
}

Outcome evaluate_record(const Discovery& discovery, const std::vector<Identifier>& identifiers,
                        const Organizations& organizations) {
  auto outcome = outcome_of(discovery);
  outcome.record_policy = *discovery.record->policy;
  outcome.identifiers = align_all(identifiers, discovery, organizations);
  const auto requested = requested_policy(discovery);
  // Whether sp= or np= holds may not be known now, and p= is what there is.
  outcome.policy = requested ? requested->policy : outcome.record_policy;
  if (requested) outcome.policy_tag = requested->tag;
  judge(outcome, requested.has_value());
  return outcome;
}

void compare(std::vector<Difference>& found, std::string what, std::pair<std::string, std::string> values) {
  if (values.first == values.second) return;
  found.push_back({std::move(what), std::move(values.first), std::move(values.second)});
}

}  // namespace

Outcome evaluate(const Discovery& discovery, const std::vector<Identifier>& identifiers,
                 const Organizations& organizations) {
  if (discovery.status == Discovery::Status::found) {
    return evaluate_record(discovery, identifiers, organizations);
  }
  auto outcome = outcome_of(discovery);
  if (discovery.status == Discovery::Status::temporary) {
    outcome.result = Result::temperror;
    outcome.reason = "temporary error in policy lookup";
  } else if (discovery.record) {
    outcome.reason = "the record of " + outcome.record_domain + " asks for no known policy";
  }
  return outcome;
}

std::set<dns::Name> unknown_organizations(const Discovery& discovery,
                                          const std::vector<Identifier>& identifiers,
                                          const Organizations& organizations) {
  if (discovery.status != Discovery::Status::found) return {};
  const auto alignments = align_all(identifiers, discovery, organizations);
  auto passed = not_evaluated(alignments, Status::pass);
  if (!passed.empty() || std::ranges::any_of(alignments, is_aligned_pass)) return passed;
  return not_evaluated(alignments, Status::temperror);
}

Outcome unevaluable(std::string author_domain) {
  return {
      .result = Result::none, .author_domain = std::move(author_domain), .reason = "no domain name in From"};
}

std::vector<Difference> differences(const Outcome& treewalk, const Outcome& psl) {
  std::vector<Difference> found;
  compare(found, "result", {std::string(format(treewalk.result)), std::string(format(psl.result))});
  compare(found, "policy", {std::string(format(treewalk.policy)), std::string(format(psl.policy))});
  compare(found, "organizational domain", {treewalk.organizational_domain, psl.organizational_domain});
  compare(found, "record", {treewalk.record_domain, psl.record_domain});
  return found;
}

Outcome combine(const std::vector<Outcome>& outcomes) {
  if (outcomes.empty()) return {.result = Result::permerror, .reason = "no author domain"};
  const auto severity = [](const Outcome& each) { return std::pair(each.disposition, each.result); };
  return *std::ranges::max_element(outcomes, {}, severity);
}

}  // namespace postern::dmarc

#include "check/explain.hpp"

namespace postern {

namespace {

std::string describe(const dmarc::Identifier& identifier) {
  using enum dmarc::Identifier::Status;
  auto text = (identifier.method == dmarc::Method::spf ? "SPF for " : "DKIM d=") + identifier.domain;
  switch (identifier.status) {
    case pass:
      return text + " passed";
    case temperror:
      return text + " is not known";
    case other:
      return text + " did not pass";
  }
  return text;
}

/// Why an identifier speaks for the author or does not.
std::string reason_of(const dmarc::IdentifierAlignment& each, const dmarc::Outcome& outcome) {
  const auto& domain = each.identifier.domain;
  const auto& author = outcome.author_domain;
  const auto organization =
      outcome.organizational_domain.empty() ? "not known" : outcome.organizational_domain;
  switch (each.aligned) {
    case dmarc::Aligned::yes:
      if (domain == author) return "aligned: it is the author's domain";
      return "aligned: both are in the organization " + organization;
    case dmarc::Aligned::no:
      if (each.mode == dmarc::AlignmentMode::strict)
        return "not aligned: the domain wants the very same name (strict)";
      if (each.organization && each.organization->domain) {
        return "not aligned: its organization is " + each.organization->domain->text() +
               ", the author's is " + organization;
      }
      return "not aligned: it is not within the author's organization, " + organization;
    case dmarc::Aligned::unknown:
      return "nobody can say whether it is aligned: the DNS did not answer";
    case dmarc::Aligned::not_evaluated:
      return "whether it is aligned was not asked, since nothing depends on it";
  }
  return "";
}

void explain_identifiers(Story& story, const dmarc::Outcome& outcome) {
  for (const auto& each : outcome.identifiers) {
    const bool makes_a_pass =
        each.identifier.status == dmarc::Identifier::Status::pass && each.aligned == dmarc::Aligned::yes;
    const auto text = describe(each.identifier) + "; " + reason_of(each, outcome);
    if (makes_a_pass) story.good(text);
    if (!makes_a_pass) story.line(text);
    if (!each.organization) continue;
    for (const auto& asked : each.organization->asked) story.line("asked: " + dmarc::describe(asked), 1);
  }
}

void explain_choice(Story& story, const dmarc::Outcome& outcome) {
  const auto& record = *outcome.record;
  auto text = "the policy is " + std::string(dmarc::format(outcome.policy)) + ", by " +
              std::string(dmarc::format(outcome.policy_tag)) + "= of _dmarc." + outcome.record_domain;
  using enum dmarc::PolicyTag;
  if (outcome.policy_tag == p && outcome.record_domain != outcome.author_domain)
    text += ", since it has no other for names below";
  if (outcome.policy_tag == sp) text += ", since the author's domain is below it";
  if (outcome.policy_tag == np) text += ", since the author's domain does not exist";
  if (record.testing) text += ", one step milder than published, since it only tests (t=y)";
  story.line(text);
}

}  // namespace

void explain_dmarc(Story& story, const CheckedMessage& message) {
  story.section("DMARC");
  const auto& verdict = message.verdict();
  if (!message.inspection.is_dmarc_known) return story.line("not known, since SPF is not");
  if (!verdict.dmarc) return story.line("not evaluated");
  const auto& outcome = *verdict.dmarc;
  story.line("author: " + (outcome.author_domain.empty() ? "not clear" : outcome.author_domain));
  if (outcome.author_domains.size() > 1) {
    story.line("of " + std::to_string(outcome.author_domains.size()) + " author domains, this one decides",
               1);
  }
  for (const auto& asked : outcome.asked) story.line("asked: " + dmarc::describe(asked), 1);
  if (outcome.record) {
    explain_choice(story, outcome);
    explain_identifiers(story, outcome);
  }
  for (const auto& [what, walk, list] : outcome.differences) {
    story.line("the two ways of discovery differ in the " + what + ": tree walk " + walk +
               ", public suffix list " + list);
  }
  auto text = "result: " + std::string(dmarc::format(outcome.result));
  if (!outcome.reason.empty()) text += ", " + outcome.reason;
  if (outcome.result == dmarc::Result::pass) return story.good(text + " by " + outcome.aligned_by);
  if (outcome.result == dmarc::Result::fail) return story.bad(text);
  story.line(text);
}

}  // namespace postern

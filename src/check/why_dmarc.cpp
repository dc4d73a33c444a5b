#include <algorithm>

#include "base/ascii.hpp"
#include "check/why.hpp"

// DMARC asks two things of each identifier: did it pass, and does it speak for the author? A failure is told
// by naming those that passed for somebody else, and those that speak for the author and did not pass.

namespace postern {

namespace {

using Status = dmarc::Identifier::Status;

std::string text_of(const dmarc::Identifier& identifier) {
  return (identifier.method == dmarc::Method::spf ? "SPF for " : "the DKIM signature of ") +
         identifier.domain;
}

std::string capitalized(std::string text) {
  if (!text.empty()) text.front() = base::to_upper(text.front());
  return text;
}

/// Whether it would have made a pass, had it passed: one that did not is not always looked at in full.
bool speaks_for_author(const dmarc::IdentifierAlignment& each, const dmarc::Outcome& outcome) {
  if (each.aligned == dmarc::Aligned::yes) return true;
  const auto name = dmarc::name_of(each.identifier);
  const auto organization = dns::Name::parse(outcome.organizational_domain);
  return each.aligned != dmarc::Aligned::no && name && organization && name->is_within(*organization);
}

/// What is wrong with a signature that has not passed.
std::string fault_of(const SignatureStory& story) {
  const auto& reason = story.result.reason;
  if (story.result.result != dkim::Result::fail) {
    return std::string(dkim::format(story.result.result)) + (reason.empty() ? "" : ", " + reason);
  }
  const bool body_differs = story.body && story.body->change != dkim::BodyChange::none;
  if (body_differs) {
    const bool is_only_fault = story.header && story.header->verifies == true;
    return "its body was changed after signing, " + story.body->text +
           (is_only_fault ? "; the header is as it was signed" : "");
  }
  return story.header ? "its header was changed after signing, " + story.header->text : reason;
}

bool has_body_change(const CheckedMessage& message) {
  using enum dkim::BodyChange;
  return std::ranges::any_of(message.signatures, [](const SignatureStory& story) {
    return story.result.result == dkim::Result::fail && story.body &&
           (story.body->change == appended || story.body->change == appended_part);
  });
}

bool has_header_change(const CheckedMessage& message) {
  return std::ranges::any_of(message.signatures, [](const SignatureStory& story) {
    return story.result.result == dkim::Result::fail && story.header && story.header->verifies == false;
  });
}

/// Those that passed for somebody else.
void tell_strangers(const dmarc::Outcome& outcome, Sentences& sentences) {
  std::vector<std::string> strangers;
  for (const auto& each : outcome.identifiers) {
    if (each.identifier.status == Status::pass) strangers.push_back(text_of(each.identifier));
  }
  if (strangers.empty()) {
    sentences.emplace_back("DMARC failed for From: " + outcome.author_domain +
                           " because neither SPF nor a DKIM signature passed.");
    return;
  }
  std::string all;
  for (const auto& each : strangers) all += (all.empty() ? "" : ", ") + each;
  const bool is_one = strangers.size() == 1;
  sentences.emplace_back(
      "DMARC failed because " +
      std::string(is_one ? "the only identifier that passed, " : "the identifiers that passed, ") + all +
      (is_one ? ", is" : ", are") + " not in the organization of From: " + outcome.author_domain + ".");
}

void tell_spf(const CheckedMessage& message, const dmarc::Outcome& outcome, Sentences& sentences) {
  const auto each = std::ranges::find_if(outcome.identifiers, [](const dmarc::IdentifierAlignment& other) {
    return other.identifier.method == dmarc::Method::spf;
  });
  const auto& spf = message.verdict().mail_from;
  if (!spf && each != outcome.identifiers.end()) {
    sentences.emplace_back("SPF was not evaluated, and could not have helped: " + each->identifier.domain +
                           " is not in the organization of " + outcome.author_domain + ".");
    return;
  }
  if (!spf) {
    sentences.emplace_back("SPF was not evaluated, so it could not make a pass.");
    return;
  }
  const bool counts = each != outcome.identifiers.end() && speaks_for_author(*each, outcome);
  if (!counts || spf->outcome.result == spf::Result::pass) return;
  sentences.emplace_back("SPF for " + spf->outcome.domain + " would have made a pass, but is " +
                         std::string(spf::format(spf->outcome.result)) + ": " + spf->outcome.problem +
                         ". Mail that somebody forwards under the old sender comes from a server that the "
                         "domain does not name.");
}

/// The signatures of the author's organization. DMARC's identifiers are the verdict's signatures in their
/// order, with SPF behind them.
void tell_signatures(const CheckedMessage& message, const dmarc::Outcome& outcome, Sentences& sentences) {
  bool is_any = false;
  for (std::size_t index = 0; index < message.signatures.size() && index < outcome.identifiers.size();
       ++index) {
    const auto& each = outcome.identifiers[index];
    if (each.identifier.method != dmarc::Method::dkim || !speaks_for_author(each, outcome)) continue;
    is_any = true;
    if (each.identifier.status == Status::pass) continue;
    sentences.emplace_back(capitalized(text_of(each.identifier)) + " would have made a pass, but did not: " +
                           fault_of(message.signatures[index]) + ".");
  }
  if (!is_any)
    sentences.emplace_back("There is no DKIM signature of " + outcome.author_domain +
                           " or its organization.");
}

void tell_habit(const CheckedMessage& message, Sentences& sentences) {
  const auto& list_id = message.verdict().list_id;
  const std::string list = list_id ? "; List-Id says that it comes from the list " + *list_id : "";
  if (has_body_change(message)) {
    sentences.emplace_back(
        "Text behind a message is typical of a mailing list that adds a footer, and of scanners that add a "
        "notice" +
        list + ".");
  } else if (list_id && has_header_change(message)) {
    sentences.emplace_back("Mailing lists change header fields" + list + ".");
  }
}

void tell_failure(const CheckedMessage& message, const dmarc::Outcome& outcome, Sentences& sentences) {
  tell_strangers(outcome, sentences);
  tell_spf(message, outcome, sentences);
  tell_signatures(message, outcome, sentences);
  tell_habit(message, sentences);
  const auto policy = std::string(dmarc::format(outcome.policy));
  sentences.emplace_back(outcome.record_domain + " asks for " +
                         (policy == "none" ? "nothing to be done (p=none)" : policy) + " in such a case.");
}

}  // namespace

void tell_dmarc(const CheckedMessage& message, Sentences& sentences) {
  using enum dmarc::Result;
  const auto& outcome = *message.verdict().dmarc;
  const auto reason = outcome.reason.empty() ? "" : ": " + outcome.reason;
  switch (outcome.result) {
    case pass:
      sentences.emplace_back("DMARC passed for From: " + outcome.author_domain + " by " + outcome.aligned_by +
                             ".");
      break;
    case none:
      sentences.emplace_back(
          "There is no DMARC result for From: " + outcome.author_domain + ": " +
          (outcome.reason.empty() ? "neither it nor its organization publishes a policy" : outcome.reason) +
          ".");
      break;
    case temperror:
      sentences.emplace_back("DMARC could not be evaluated now, and may be later" + reason + ".");
      break;
    case permerror:
      sentences.emplace_back("DMARC cannot be evaluated, because it is not clear who the author is" + reason +
                             ".");
      break;
    case fail:
      tell_failure(message, outcome, sentences);
      break;
  }
}

}  // namespace postern

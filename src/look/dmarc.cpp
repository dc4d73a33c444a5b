#include <algorithm>
#include <optional>

#include "dmarc/discovery.hpp"
#include "dmarc/lint.hpp"
#include "dmarc/lookups.hpp"
#include "dmarc/report_targets.hpp"
#include "look/look.hpp"

// The walk is made by the code that makes it for a message; what is added is what stands in its way: the
// texts at each name it came by, the policy of names below the domain, for which a walk from a name that has
// no record of its own is imagined, and what older receivers find, who go by the public suffix list.

namespace postern {

namespace {

using Status = dmarc::Discovery::Status;

dns::Question question_for(const dns::Name& domain) {
  return {domain.child("_dmarc").value_or(domain), dns::Type::TXT};
}

std::string name_of(const dns::Name& domain) {
  return question_for(domain).name.text();
}

std::string describe_requested(const dmarc::RequestedPolicy& policy) {
  auto text = std::string(format(policy.policy)) + " (" + std::string(format(policy.tag)) + "=";
  return text + (policy.testing ? ", one step milder: t=y)" : ")");
}

std::string describe_policy(const dmarc::Discovery& discovery) {
  if (discovery.status == Status::temporary) return "not known: DNS trouble";
  if (discovery.status == Status::none) return "none: DMARC does not apply";
  const auto policy = dmarc::requested_policy(discovery);
  return policy ? describe_requested(*policy) : "not known: DNS trouble";
}

/// One look, and what its steps share.
class DmarcLooking {
 public:
  DmarcLooking(dns::Name domain, LookTools tools)
      : domain_(std::move(domain)), tools_(tools), lookups_(tools.resolver) {}

  asio::awaitable<LookReport> run() {
    discovery_ = co_await dmarc::discover_by_tree_walk(domain_, lookups_);
    report_.has_trouble = discovery_.status == Status::temporary || !discovery_.organizational_domain;
    report_walk();
    for (const auto& step : discovery_.asked) {
      judge_suffix(step);
      co_await look_at_texts(step);
    }
    co_await report_result();
    co_await compare_with_suffixes();
    co_await look_at_misplaced();
    co_await look_at_targets();
    co_return std::move(report_);
  }

 private:
  void report_walk() {
    auto& section = report_.section("Tree walk from " + domain_.text());
    for (const auto& step : discovery_.asked)
      section.lines.push_back(dmarc::describe(step) + end_of_walk(step));
  }

  static std::string end_of_walk(const dmarc::Publication& step) {
    if (step.is_temporary_failure()) return "; nothing above it can be known";
    if (!step.record || step.record->public_suffix == dmarc::PublicSuffix::unknown) return "";
    return step.record->public_suffix == dmarc::PublicSuffix::yes
               ? "; a public suffix: the walk ends"
               : "; an organizational domain: the walk ends";
  }

  /// What stands above the organization is not for its owner to mend.
  bool is_of_the_organization(const dns::Name& domain) const {
    return !discovery_.organizational_domain || domain.is_within(*discovery_.organizational_domain);
  }

  asio::awaitable<void> look_at_texts(const dmarc::Publication& step) {
    if (!is_of_the_organization(step.domain) || step.status != dns::Status::ok) co_return;
    const auto question = question_for(step.domain);
    const auto answer = co_await tools_.resolver.resolve(question);
    const auto& owner = question.name.text();
    report_.remark(dmarc::lint_texts(answer.texts), owner, "");
    for (const auto& text : answer.texts) {
      if (dmarc::is_dmarc_record(text)) report_.remark(dmarc::lint_record(text), owner, text);
    }
  }

  /// Of a public suffix each name below is an organization of its own.
  bool is_listed_suffix(const dns::Name& domain) const {
    const auto below = domain.child("x");
    return below && tools_.suffixes.organizational_domain(*below) == *below;
  }

  void judge_suffix(const dmarc::Publication& step) {
    const bool says_so = step.record && step.record->public_suffix == dmarc::PublicSuffix::yes;
    if (!says_so || is_listed_suffix(step.domain)) return;
    report_.remark(
        {base::warning("psd=y says that this is a public suffix, and the public suffix list does not know "
                       "it: each name below is an organization of its own",
                       "Write psd=n, or take it out, unless you register names for others")},
        name_of(step.domain), "");
  }

  asio::awaitable<void> report_result() {
    record_text_ = co_await text_of_record();
    auto& section = report_.section("What applies");
    const auto& organization = discovery_.organizational_domain;
    section.lines.push_back("organizational domain: " + (organization ? organization->text() : "not known"));
    if (discovery_.record) {
      section.lines.push_back("record of " + name_of(discovery_.record_domain) + ": \"" + record_text_ +
                              "\"");
    }
    section.lines.push_back("for " + domain_.text() + ": " + describe_policy(discovery_));
    auto below = co_await discover_below();
    below.existence = dmarc::Existence::exists;
    section.lines.push_back("for a name below it that exists: " + describe_policy(below));
    below.existence = dmarc::Existence::does_not;
    section.lines.push_back("for a name below it that does not exist: " + describe_policy(below));
    if (discovery_.status == Status::none && !discovery_.record) {
      report_.remark(
          {base::warning("there is no DMARC record: receivers learn nothing of what to do with forgeries",
                         "Publish one at " + name_of(domain_) +
                             "; 'v=DMARC1; p=none; rua=mailto:ADDRESS' is a beginning")},
          "", "");
    }
  }

  asio::awaitable<std::string> text_of_record() {
    if (!discovery_.record) co_return "";
    const auto question = question_for(discovery_.record_domain);
    const auto answer = co_await tools_.resolver.resolve(question);
    const auto record = std::ranges::find_if(answer.texts, dmarc::is_dmarc_record);
    co_return record == answer.texts.end() ? "" : *record;
  }

  /// What applies to a name below the domain that publishes nothing of its own.
  asio::awaitable<dmarc::Discovery> discover_below() {
    const auto child = domain_.child("x");
    if (!child) co_return discovery_;
    dmarc::TreeWalk walk(*child);
    walk.feed({.domain = *child, .status = dns::Status::nx_domain, .record_count = 0, .record = {}});
    while (walk.next()) {
      auto publication = co_await lookups_.publication(*walk.next());
      walk.feed(std::move(publication));
    }
    co_return dmarc::choose_record(walk.walk());
  }

  asio::awaitable<void> compare_with_suffixes() {
    const auto listed = co_await dmarc::discover_by_public_suffixes(domain_, tools_.suffixes, lookups_);
    if (discovery_.status == Status::temporary || listed.status == Status::temporary) co_return;
    const bool agree = listed.organizational_domain == discovery_.organizational_domain &&
                       listed.record_domain == discovery_.record_domain && listed.status == discovery_.status;
    auto& section = report_.section("By the public suffix list (RFC 7489)");
    section.lines.push_back("organizational domain: " + listed.organizational_domain->text());
    section.lines.push_back(listed.record ? "record of " + name_of(listed.record_domain) : "no record");
    if (agree || (!listed.record && !discovery_.record)) co_return;
    report_.remark(
        {base::note("receivers that still go by the public suffix list find another organizational "
                    "domain or record",
                    advice_to_agree(*listed.organizational_domain))},
        domain_.text(), "");
  }

  /// The walk ends at psd=n, or takes the record with the fewest labels.
  std::string advice_to_agree(const dns::Name& listed) const {
    const bool is_below = listed.is_within(*discovery_.organizational_domain);
    return is_below ? "Publish a record with psd=n at " + name_of(listed) + ", and both agree"
                    : "Publish a record at " + name_of(listed) + ", and no psd=n below it, and both agree";
  }

  asio::awaitable<void> look_at_misplaced() {
    const dns::Question question{domain_, dns::Type::TXT};
    const auto answer = co_await tools_.resolver.resolve(question);
    if (std::ranges::none_of(answer.texts, dmarc::is_dmarc_record)) co_return;
    report_.remark({base::error("there is a DMARC record at the domain itself, where nobody looks for it",
                                "Move it to " + name_of(domain_))},
                   domain_.text(), "");
  }

  asio::awaitable<void> look_at_targets() {
    if (record_text_.empty() || !is_of_the_organization(discovery_.record_domain)) co_return;
    auto found = co_await dmarc::check_report_targets(discovery_.record_domain, record_text_, lookups_,
                                                      tools_.resolver);
    report_.has_trouble = report_.has_trouble || found.has_trouble;
    report_.remark(std::move(found.findings), name_of(discovery_.record_domain), record_text_);
  }

  dns::Name domain_;
  LookTools tools_;
  dmarc::Lookups lookups_;
  dmarc::Discovery discovery_;
  std::string record_text_;
  LookReport report_;
};

}  // namespace

asio::awaitable<LookReport> look_at(DmarcLook look, LookTools tools) {
  DmarcLooking looking(std::move(look.domain), tools);
  auto report = co_await looking.run();
  co_return report;
}

}  // namespace postern

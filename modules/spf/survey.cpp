#include "spf/survey.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "spf/lint.hpp"
#include "spf/lint_terms.hpp"
#include "spf/macro.hpp"

// The tree of policies is gone through as check_host() would go if no directive ever matched. A policy that
// is included twice costs twice, as it does in an evaluation, but it is asked for once. Two limits end a
// hostile tree: questions and steps; a domain that includes itself is seen by the list of those above it.

namespace postern::spf {
namespace {

using base::error;
using base::warning;

/// Of a record of 64 kB each term may be a mistake; it is not for us to mend them.
constexpr std::size_t most_foreign_findings = 5;

bool asks_dns(const TermView& term) {
  const auto* directive = term.directive();
  return directive != nullptr && !std::holds_alternative<All>(directive->mechanism) &&
         !std::holds_alternative<Ip>(directive->mechanism);
}

/// The terms that are reached when nothing matches: the directives up to all, and the redirect where there is
/// no all, last wherever it stands (RFC 7208 §5.1, §6.1).
std::vector<TermView> reached(const std::vector<TermView>& terms) {
  std::vector<TermView> result;
  for (const auto& term : terms) {
    if (term.mechanism<All>() != nullptr) return result;
    if (asks_dns(term) && !term.is_redirect()) result.push_back(term);
  }
  std::ranges::copy_if(terms, std::back_inserter(result), &TermView::is_redirect);
  return result;
}

/// The name of a term; nothing when it depends on the message.
std::optional<std::string> target_of(const TermView& term, const std::string& domain) {
  const auto* spec = term.target();
  if (spec == nullptr) return domain;
  const bool is_known = std::ranges::all_of(spec->pieces, [](const auto& piece) {
    const auto* macro = std::get_if<Macro>(&piece);
    return macro == nullptr || macro->letter == 'd' || !base::is_alpha(macro->letter);
  });
  if (!is_known) return std::nullopt;
  return expand_domain(*spec, {.client = {}, .sender = {}, .domain = domain, .helo = {}});
}

class Surveyor {
 public:
  Surveyor(dns::Resolver& resolver, Limits limits) : resolver_(resolver), limits_(limits) {}

  asio::awaitable<Survey> run(dns::Name domain, std::string record) {
    survey_.steps.push_back({.domain = domain.text(), .target = domain.text(), .record = record});
    above_.push_back(domain.text());
    const auto cost = co_await policy(domain.text(), std::move(record), 0);
    survey_.steps.front().lookups = cost;
    survey_.lookups = cost;
    judge();
    co_return std::move(survey_);
  }

 private:
  /// What the terms of a policy cost. Its text is kept here: the terms are views.
  asio::awaitable<int> policy(std::string domain, std::string record, std::size_t above) {
    int cost = 0;
    const auto all_terms = split_terms(record);
    const auto terms = reached(all_terms);
    for (const auto& view : terms) {
      if (survey_.steps.size() >= max_survey_steps) {
        survey_.is_complete = false;
        break;
      }
      const auto one = co_await term(view, domain, above);
      cost += one;
    }
    co_return cost;
  }

  asio::awaitable<int> term(const TermView& view, const std::string& domain, std::size_t above) {
    const auto at = survey_.steps.size();
    const auto target = target_of(view, domain);
    survey_.steps.push_back({.depth = survey_.steps[above].depth + 1,
                             .term = std::string(view.text),
                             .domain = domain,
                             .target = target.value_or(""),
                             .record = {},
                             .above = above,
                             .lookups = 1,
                             .findings = {},
                             .record_findings = {}});
    places_.push_back(view.place);
    if (!target) co_return 1;
    const auto name = dns::Name::parse(*target);
    if (!name || name->is_root()) {
      find(at, error("'" + *target + "' is no name that can be asked for", "Mend the name"));
      co_return 1;
    }
    int inside = 0;
    if (view.is_redirect() || view.mechanism<Include>() != nullptr) {
      inside = co_await follow(*name, at);
    } else if (view.mechanism<Mx>() != nullptr) {
      co_await look_at_mx(*name, at);
    } else if (view.mechanism<A>() != nullptr || view.mechanism<Exists>() != nullptr) {
      co_await look_at_addresses(*name, at, view.mechanism<A>() != nullptr);
    }
    survey_.steps[at].lookups += inside;
    co_return survey_.steps[at].lookups;
  }

  /// An include or a redirect: what is inside it.
  asio::awaitable<int> follow(dns::Name name, std::size_t at) {
    if (std::ranges::find(above_, name.text()) != above_.end()) {
      find(at, error("the policy includes itself, without end", "Take one of the terms out of the ring"));
      co_return 0;
    }
    const auto answer = co_await ask({name, dns::Type::TXT}, at);
    if (!answer) co_return 0;
    std::vector<std::string> records;
    std::ranges::copy_if(answer->texts, std::back_inserter(records), is_record);
    if (records.size() != 1) {
      const auto many = records.empty() ? "no SPF record" : "several SPF records";
      find(at, error("'" + name.text() + "' has " + many + ", which is permerror for whoever comes to this",
                     records.empty() ? "Take the term out, or have the record published"
                                     : "Have them joined into one"));
      co_return 0;
    }
    survey_.steps[at].record = records.front();
    judge_foreign(at);
    above_.push_back(name.text());
    const auto inside = co_await policy(name.text(), records.front(), at);
    above_.pop_back();
    co_return inside;
  }

  /// Of what others publish their mistakes matter, not their habits.
  void judge_foreign(std::size_t at) {
    auto& step = survey_.steps[at];
    if (!judged_.insert(step.target).second) return;
    for (auto& finding : lint_record(step.record)) {
      if (step.record_findings.size() == most_foreign_findings) break;
      if (finding.severity == base::Severity::error) step.record_findings.push_back(std::move(finding));
    }
  }

  asio::awaitable<void> look_at_mx(dns::Name name, std::size_t at) {
    const auto answer = co_await ask({name, dns::Type::MX}, at);
    if (!answer) co_return;
    if (answer->exchanges.empty()) {
      lead_nowhere(at, "'" + name.text() + "' has no MX record");
    } else if (answer->exchanges.size() > limits_.mx_names) {
      find(at, error("'" + name.text() + "' has " + std::to_string(answer->exchanges.size()) +
                         " MX records; with more than " + std::to_string(limits_.mx_names) +
                         " this term is permerror",
                     "Name the networks with ip4 and ip6"));
    }
  }

  /// Of exists the A record alone counts (RFC 7208 §5.7), of a the one of the client's family.
  asio::awaitable<void> look_at_addresses(dns::Name name, std::size_t at, bool both_families) {
    const auto v4 = co_await ask({name, dns::Type::A}, at);
    if (!v4 || !v4->addresses.empty()) co_return;
    if (both_families) {
      const auto v6 = co_await ask({name, dns::Type::AAAA}, at);
      if (!v6 || !v6->addresses.empty()) co_return;
    }
    lead_nowhere(at, "'" + name.text() + "' has no address");
  }

  void lead_nowhere(std::size_t at, const std::string& problem) {
    ++survey_.void_lookups;
    find(at, warning(problem + ": this term never matches, and is a void lookup", "Take it out"));
  }

  void find(std::size_t at, base::Finding finding) {
    finding.place = places_[at];
    survey_.steps[at].findings.push_back(std::move(finding));
  }

  /// Nothing when it cannot be known, or there were too many questions.
  asio::awaitable<std::optional<dns::Answer>> ask(dns::Question question, std::size_t at) {
    auto known = answers_.find(question);
    if (known == answers_.end()) {
      if (answers_.size() >= static_cast<std::size_t>(max_survey_questions)) {
        survey_.is_complete = false;
        co_return std::nullopt;
      }
      auto answer = co_await resolver_.resolve(question);
      known = answers_.emplace(std::move(question), std::move(answer)).first;
    }
    if (known->second.is_temporary_failure()) {
      survey_.has_trouble = true;
      const auto& [name, type] = known->first;
      find(at, base::note(std::string(dns::format(type)) + " of '" + name.text() +
                              "' cannot be had: " + std::string(dns::format(known->second.status)),
                          "Try again later; mail that comes to this term is temperror meanwhile"));
      co_return std::nullopt;
    }
    co_return known->second;
  }

  /// RFC 7208 §4.6.4
  void judge() {
    const auto lookups = std::to_string(survey_.lookups);
    if (survey_.lookups > limits_.lookups) {
      survey_.findings.push_back(error(lookups + (survey_.is_complete ? "" : " or more") +
                                           " terms ask the DNS, and " + std::to_string(limits_.lookups) +
                                           " may: a sender who matches late or never gets permerror",
                                       "Replace includes by ip4 and ip6 of the networks that they stand for, "
                                       "or take out what is not used"));
    }
    if (survey_.void_lookups > limits_.void_lookups) {
      survey_.findings.push_back(error(std::to_string(survey_.void_lookups) + " terms lead to nothing, and " +
                                           std::to_string(limits_.void_lookups) + " may",
                                       "Take them out"));
    }
    if (!survey_.is_complete) {
      survey_.findings.push_back(
          warning("there is more behind this policy than was looked at", "Make it smaller"));
    }
  }

  dns::Resolver& resolver_;
  Limits limits_;
  Survey survey_;
  std::map<dns::Question, dns::Answer> answers_;
  std::vector<base::Place> places_{{}};  // of each step's term in the record above
  std::vector<std::string> above_;
  std::set<std::string> judged_;
};

}  // namespace

asio::awaitable<Survey> survey(dns::Name domain, std::string record, dns::Resolver& resolver, Limits limits) {
  Surveyor surveyor(resolver, limits);
  auto result = co_await surveyor.run(std::move(domain), std::move(record));
  co_return result;
}

}  // namespace postern::spf

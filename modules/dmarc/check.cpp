#include "dmarc/check.hpp"

#include <algorithm>
#include <utility>

#include "dmarc/evaluate.hpp"

namespace postern::dmarc {
namespace {

// A domain literal or no name at all: nothing to ask for.
std::optional<dns::Name> askable_name(std::string_view domain) {
  if (domain.starts_with('[')) return std::nullopt;
  const auto name = dns::Name::parse(domain);
  return name && !name->is_root() ? name : std::nullopt;
}

std::string problem_with(const mail::Authors& authors) {
  if (authors.error) return std::string(mail::describe(*authors.error));
  return authors.domains.size() > max_authors ? "From names too many domains" : "";
}

}  // namespace

Check::Check(mail::Authors authors, DiscoveryMode mode, const PublicSuffixes& suffixes,
             dns::Resolver& resolver)
    : mode_(mode),
      suffixes_(suffixes),
      lookups_(resolver),
      author_domains_(authors.domains),
      problem_(problem_with(authors)) {
  authors.domains.resize(std::min(authors.domains.size(), max_authors));
  for (auto& domain : authors.domains) {
    Author author{.domain = domain, .name = askable_name(domain), .by_walk = {}, .by_list = {}};
    author.by_walk.author_domain = author.name.value_or(dns::Name());
    author.by_list.author_domain = author.by_walk.author_domain;
    authors_.push_back(std::move(author));
  }
}

asio::awaitable<void> Check::discover(std::size_t index) {
  auto& author = authors_[index];
  if (!author.name) co_return;
  if (mode_ != DiscoveryMode::psl) {
    author.by_walk = co_await discover_by_tree_walk(*author.name, lookups_);
  }
  if (mode_ != DiscoveryMode::treewalk) {
    author.by_list = co_await discover_by_public_suffixes(*author.name, suffixes_, lookups_);
  }
}

asio::awaitable<void> Check::align(std::size_t index, std::vector<Identifier> identifiers) {
  if (mode_ == DiscoveryMode::psl) co_return;
  const auto& discovery = authors_[index].by_walk;
  for (;;) {
    const auto unknown = unknown_organizations(discovery, identifiers, organizations_);
    if (unknown.empty()) co_return;
    for (const auto& name : unknown) co_await learn_organization(name);
  }
}

asio::awaitable<void> Check::learn_organization(dns::Name identifier) {
  if (organizations_.size() >= max_identifier_walks) {
    organizations_[identifier] = {.domain = identifier, .asked = {}};
    co_return;
  }
  const auto walk = co_await lookups_.walk(identifier);
  organizations_[identifier] = {.domain = organizational_domain(walk), .asked = walk.steps};
}

Organizations Check::listed_organizations(const std::vector<Identifier>& identifiers) const {
  Organizations listed;
  for (const auto& identifier : identifiers) {
    const auto name = name_of(identifier);
    if (name) listed[*name] = {.domain = suffixes_.organizational_domain(*name), .asked = {}};
  }
  return listed;
}

Outcome Check::outcome_of(const Author& author, const std::vector<Identifier>& identifiers) const {
  if (!author.name) return unevaluable(author.domain);
  auto by_walk = evaluate(author.by_walk, identifiers, organizations_);
  if (mode_ == DiscoveryMode::treewalk) return by_walk;
  auto by_list = evaluate(author.by_list, identifiers, listed_organizations(identifiers));
  if (mode_ == DiscoveryMode::psl) return by_list;
  by_walk.differences = differences(by_walk, by_list);
  return by_walk;
}

std::vector<Outcome> Check::outcomes(const std::vector<Identifier>& identifiers) const {
  std::vector<Outcome> outcomes;
  for (const auto& author : authors_) outcomes.push_back(outcome_of(author, identifiers));
  return outcomes;
}

Outcome Check::outcome(const std::vector<Identifier>& identifiers) const {
  auto each = outcomes(identifiers);
  if (!problem_.empty()) each.push_back({.result = Result::permerror});
  auto combined = combine(each);
  if (!problem_.empty()) {
    combined.reason = problem_;
  } else if (each.size() > 1) {
    combined.reason = std::to_string(each.size()) + " author domains";
  }
  combined.author_domains = author_domains_;
  return combined;
}

}  // namespace postern::dmarc

#include "dmarc/discovery.hpp"

#include <utility>

namespace postern::dmarc {
namespace {

using Status = Discovery::Status;

void apply(Discovery& discovery, const Publication& publication) {
  discovery.status = publication.record->policy ? Status::found : Status::none;
  discovery.record = publication.record;
  discovery.record_domain = publication.domain;
}

bool has_record(const Publication* publication) {
  return publication != nullptr && publication->record.has_value();
}

Policy policy_below(const Record& record) {
  return record.subdomain_policy.value_or(*record.policy);
}

bool is_inherited(const Discovery& discovery) {
  return discovery.record_domain != discovery.author_domain;
}

bool existence_matters(const Discovery& discovery) {
  if (discovery.status != Status::found || !is_inherited(discovery)) return false;
  const auto& np = discovery.record->nonexistent_policy;
  return np && *np != policy_below(*discovery.record);
}

asio::awaitable<Discovery> with_existence(Discovery discovery, Lookups& lookups) {
  if (existence_matters(discovery)) {
    discovery.existence = co_await lookups.existence(discovery.author_domain);
  }
  co_return discovery;
}

Policy lowered(Policy policy) {
  return policy == Policy::reject ? Policy::quarantine : Policy::none;
}

}  // namespace

Discovery choose_record(const Walk& walk) {
  Discovery discovery{
      .author_domain = walk.start, .organizational_domain = organizational_domain(walk), .asked = walk.steps};
  const auto* own = walk.at(walk.start);
  if (has_record(own)) {
    apply(discovery, *own);
    return discovery;
  }
  if (!walk.is_complete()) return discovery;
  discovery.status = Status::none;
  const auto* organization = walk.at(*discovery.organizational_domain);
  if (has_record(organization)) {
    apply(discovery, *organization);
  } else if (has_record(&walk.steps.back())) {
    apply(discovery, walk.steps.back());  // the public suffix, at which the walk stopped
  }
  return discovery;
}

asio::awaitable<Discovery> discover_by_tree_walk(dns::Name author_domain, Lookups& lookups) {
  const auto walk = co_await lookups.walk(std::move(author_domain));
  auto chosen = choose_record(walk);
  auto discovery = co_await with_existence(std::move(chosen), lookups);
  co_return discovery;
}

asio::awaitable<Discovery> discover_by_public_suffixes(dns::Name author_domain,
                                                       const PublicSuffixes& suffixes, Lookups& lookups) {
  Discovery discovery{.author_domain = author_domain,
                      .organizational_domain = suffixes.organizational_domain(author_domain)};
  auto publication = co_await lookups.publication(author_domain);
  discovery.asked.push_back(publication);
  const bool goes_on = publication.record_count == 0 && !publication.is_temporary_failure() &&
                       discovery.organizational_domain != author_domain;
  if (goes_on) {
    publication = co_await lookups.publication(*discovery.organizational_domain);
    discovery.asked.push_back(publication);
  }
  if (publication.is_temporary_failure()) co_return discovery;
  discovery.status = Status::none;
  if (publication.record) apply(discovery, publication);
  auto complete = co_await with_existence(std::move(discovery), lookups);
  co_return complete;
}

std::optional<RequestedPolicy> requested_policy(const Discovery& discovery) {
  const auto& record = *discovery.record;
  RequestedPolicy requested{.policy = *record.policy, .testing = record.testing};
  if (is_inherited(discovery)) {
    if (existence_matters(discovery) && discovery.existence == Existence::unknown) return std::nullopt;
    const bool takes_np = record.nonexistent_policy && discovery.existence == Existence::does_not;
    if (record.subdomain_policy) requested.tag = PolicyTag::sp;
    requested.policy = takes_np ? *record.nonexistent_policy : policy_below(record);
    if (takes_np) requested.tag = PolicyTag::np;
  }
  if (record.testing) requested.policy = lowered(requested.policy);
  return requested;
}

}  // namespace postern::dmarc

#include "dmarc/discovery.hpp"

#include <algorithm>
#include <utility>

namespace postern::dmarc {
namespace {

struct Policies {
  bool known = true;  // false: DNS trouble
  std::optional<Record> record;
};

std::optional<Record> single_record(const std::vector<std::string>& texts) {
  if (std::ranges::count_if(texts, is_dmarc_record) != 1) return std::nullopt;
  return parse_record(*std::ranges::find_if(texts, is_dmarc_record));
}

asio::awaitable<Policies> policies_at(dns::Name domain, dns::Resolver& resolver) {
  const auto name = domain.child("_dmarc");
  if (!name) co_return Policies{};  // too long to exist
  dns::Question question{*name, dns::Type::TXT};
  const auto answer = co_await resolver.resolve(std::move(question));
  Policies policies;
  policies.known = !answer.is_temporary_failure();
  policies.record = single_record(answer.texts);
  co_return policies;
}

// np= speaks of names that do not exist at all (RFC 9989 §4.7): NXDOMAIN for whatever is asked. In doubt a
// name exists, so that trouble does not choose another policy.
asio::awaitable<bool> exists(dns::Name domain, dns::Resolver& resolver) {
  dns::Question question{std::move(domain), dns::Type::A};
  const auto answer = co_await resolver.resolve(std::move(question));
  co_return answer.status != dns::Status::nx_domain;
}

}  // namespace

asio::awaitable<Discovery> discover(dns::Name author_domain, const PublicSuffixes& suffixes,
                                    dns::Resolver& resolver) {
  Discovery discovery;
  discovery.author_domain = author_domain;
  discovery.organizational_domain = suffixes.organizational_domain(author_domain);

  for (const auto& domain : {author_domain, discovery.organizational_domain}) {
    auto policies = co_await policies_at(domain, resolver);
    if (!policies.known) {
      discovery.status = Discovery::Status::temporary;
      co_return discovery;
    }
    if (policies.record) {
      discovery.status = Discovery::Status::found;
      discovery.record = std::move(policies.record);
      discovery.record_domain = domain;
      break;
    }
    if (domain == discovery.organizational_domain) break;
  }

  const bool is_inherited = discovery.record && discovery.record_domain != author_domain;
  if (is_inherited && discovery.record->nonexistent_policy) {
    discovery.author_domain_exists = co_await exists(author_domain, resolver);
  }
  co_return discovery;
}

}  // namespace postern::dmarc

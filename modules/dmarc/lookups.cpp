#include "dmarc/lookups.hpp"

#include <utility>

namespace postern::dmarc {

asio::awaitable<Publication> Lookups::publication(dns::Name domain) {
  if (const auto known = publications_.find(domain); known != publications_.end()) co_return known->second;
  auto name = domain.child("_dmarc");
  dns::Answer answer{.status = dns::Status::nx_domain};  // what a name too long to ask for must be
  if (name) {
    dns::Question question{.name = *std::move(name), .type = dns::Type::TXT};
    answer = co_await resolver_.resolve(std::move(question));
  }
  auto publication = read_publication(domain, answer);
  publications_.insert_or_assign(std::move(domain), publication);
  co_return publication;
}

asio::awaitable<Walk> Lookups::walk(dns::Name start) {
  TreeWalk walk(std::move(start));
  while (walk.next()) {
    auto published = co_await publication(*walk.next());
    walk.feed(std::move(published));
  }
  co_return walk.walk();
}

asio::awaitable<Existence> Lookups::existence(dns::Name domain) {
  // RFC 8020: where there is a name below, there is a name.
  const auto below = co_await publication(domain);
  if (below.status == dns::Status::ok || below.status == dns::Status::no_data) co_return Existence::exists;
  dns::Question question{.name = domain, .type = dns::Type::A};
  const auto answer = co_await resolver_.resolve(std::move(question));
  if (answer.is_temporary_failure()) co_return Existence::unknown;
  // An alias to a name that does not exist exists itself: it has a record, the CNAME.
  const bool is_alias = answer.owner != domain && !answer.owner.is_root();
  const bool exists = answer.status != dns::Status::nx_domain || is_alias;
  co_return exists ? Existence::exists : Existence::does_not;
}

}  // namespace postern::dmarc

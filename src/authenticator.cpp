#include "authenticator.hpp"

#include "mail/author.hpp"

// Each result is temperror from the moment its check starts, and is overwritten when the check ends: whatever
// stops a check early, what it leaves behind is the truth.

namespace postern {

namespace {

constexpr auto not_in_time = "the DNS did not answer in time";

spf::Outcome spf_not_in_time(const spf::Request& request) {
  return {.result = spf::Result::temperror, .domain = request.domain, .problem = not_in_time};
}

dmarc::Identifier::Status status_of(spf::Result result) {
  using enum dmarc::Identifier::Status;
  if (result == spf::Result::pass) return pass;
  return result == spf::Result::temperror ? temperror : other;
}

dmarc::Identifier::Status status_of(dkim::Result result) {
  using enum dmarc::Identifier::Status;
  if (result == dkim::Result::pass) return pass;
  return result == dkim::Result::temperror ? temperror : other;
}

}  // namespace

asio::awaitable<dns::Answer> MeteredResolver::resolve(dns::Question question) {
  ++questions_;
  auto answer = co_await inner_.resolve(std::move(question));
  if (answer.from_cache) ++from_cache_;
  co_return answer;
}

Authenticator::Authenticator(const CheckTools& tools, const ListenerConfig& config)
    : tools_(tools), config_(config), resolver_(tools.resolver), verifier_(tools.dkim.make_verifier()), tasks_(tools.world) {}

void Authenticator::sender_known(const ClientIdentity& client, std::string_view sender) {
  if (client.local) not_checked_ = "the proxy says that the message is of its own machine";
  if (!client.local && !client.address) not_checked_ = "the client's address is not known";
  if (!not_checked_.empty()) return;

  const auto address = client.address->unmapped();
  const auto helo = client.helo.value_or("");
  verdict_.client = address;
  verdict_.iprev = iprev::Outcome{.result = iprev::Result::temperror, .name = "", .reason = not_in_time};
  tasks_.spawn(check_iprev(address));
  if (!sender.empty() || !helo.empty()) {
    auto request = spf::mail_from_identity(address, helo, sender);
    verdict_.mail_from = SpfResult{.identity = request.sender, .outcome = spf_not_in_time(request)};
    tasks_.spawn(check_spf(std::move(request), *verdict_.mail_from));
  }
  if (!helo.empty()) {
    auto request = spf::helo_identity(address, helo);
    verdict_.helo = SpfResult{.identity = helo, .outcome = spf_not_in_time(request)};
    tasks_.spawn(check_spf(std::move(request), *verdict_.helo));
  }
}

void Authenticator::header_complete(const mail::HeaderBlock& header) {
  for (const auto& entry : header) {
    if (!entry.field.is_malformed()) verifier_->header(entry.field.raw());
  }
  for (auto& name : verifier_->end_of_header()) tasks_.spawn(fetch_key(std::move(name)));

  dmarc_.emplace(mail::author_domains(header), dmarc::DiscoveryMode::treewalk, tools_.suffixes, resolver_);
  for (std::size_t author = 0; author < dmarc_->author_count(); ++author) tasks_.spawn(discover(author));
}

asio::awaitable<void> Authenticator::check_iprev(base::IpAddress client) {
  verdict_.iprev = co_await iprev::check(client, resolver_);
}

asio::awaitable<void> Authenticator::check_spf(spf::Request request, SpfResult& into) {
  request.receiver = config_.hostname;
  request.now = tools_.world.wall_time();
  const auto deadline = tools_.world.now() + config_.time.spf;
  auto outcome = co_await net::within(tools_.world, deadline, spf::evaluate(std::move(request), resolver_));
  if (outcome) into.outcome = std::move(*outcome);
}

asio::awaitable<void> Authenticator::fetch_key(dns::Name name) {
  auto answer = co_await resolver_.resolve({.name = name, .type = dns::Type::TXT});
  verifier_->set_key(name, std::move(answer));
}

// What is known of SPF by now is aligned at once: the walk for it need not wait for the end of the message.
asio::awaitable<void> Authenticator::discover(std::size_t author) {
  co_await dmarc_->discover(author);
  auto identifiers = dmarc_identifiers();
  co_await dmarc_->align(author, std::move(identifiers));
}

asio::awaitable<Verdict> Authenticator::finish(net::TimePoint deadline) {
  const bool all_known = co_await tasks_.join_until(deadline);
  if (!all_known) co_await tasks_.cancel_and_join();
  verdict_.dkim = verifier_->finish(tools_.world.wall_time());
  if (dmarc_) co_await judge_authors(deadline);
  co_return std::move(verdict_);
}

asio::awaitable<void> Authenticator::stop() {
  co_await tasks_.cancel_and_join();
}

asio::awaitable<void> Authenticator::judge_authors(net::TimePoint deadline) {
  const auto identifiers = dmarc_identifiers();
  for (std::size_t author = 0; author < dmarc_->author_count(); ++author) {
    tasks_.spawn(dmarc_->align(author, identifiers));
  }
  const bool all_known = co_await tasks_.join_until(deadline);
  if (!all_known) co_await tasks_.cancel_and_join();
  verdict_.dmarc = dmarc_->outcome(identifiers);
}

std::vector<dmarc::Identifier> Authenticator::dmarc_identifiers() const {
  std::vector<dmarc::Identifier> identifiers;
  for (const auto& signature : verdict_.dkim) {
    identifiers.push_back({dmarc::Method::dkim, status_of(signature.result), signature.domain});
  }
  if (verdict_.mail_from) {
    const auto& outcome = verdict_.mail_from->outcome;
    identifiers.push_back({dmarc::Method::spf, status_of(outcome.result), outcome.domain});
  }
  return identifiers;
}

}  // namespace postern

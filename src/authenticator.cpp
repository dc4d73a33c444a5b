#include "authenticator.hpp"

#include "mail/author.hpp"

// Each result is temperror from the moment its check starts, and is overwritten when the check ends: whatever
// stops a check early, what it leaves behind is the truth.

namespace postern {

namespace {

/// Each author domain costs up to three questions. Honest mail has one, rarely two.
constexpr std::size_t max_authors = 10;

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

std::string_view explain(mail::AuthorError error) {
  switch (error) {
    case mail::AuthorError::no_from:
      return "the message has no From field";
    case mail::AuthorError::no_mailbox:
      return "From names no mailbox";
    case mail::AuthorError::syntax:
      return "From cannot be read";
  }
  return "";
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

  auto domains = mail::author_domains(header);
  if (!domains) {
    no_author_ = explain(domains.error());
  } else if (domains->size() > max_authors) {
    no_author_ = "From names too many domains";
  } else {
    for (auto& domain : *domains) authors_.push_back({.domain = std::move(domain), .discovery = {}});
  }
  for (std::size_t index = 0; index < authors_.size(); ++index) {
    auto name = dns::Name::parse(authors_[index].domain);
    // A domain literal or no name at all: nothing to ask for.
    if (!name || name->is_root() || authors_[index].domain.starts_with('[')) continue;
    authors_[index].discovery = dmarc::Discovery{.status = dmarc::Discovery::Status::temporary,
                                                 .author_domain = *name,
                                                 .organizational_domain = *name,
                                                 .record = {},
                                                 .record_domain = {}};
    tasks_.spawn(discover(std::move(*name), index));
  }
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

asio::awaitable<void> Authenticator::discover(dns::Name domain, std::size_t author) {
  authors_[author].discovery = co_await dmarc::discover(std::move(domain), tools_.suffixes, resolver_);
}

asio::awaitable<Verdict> Authenticator::finish(net::TimePoint deadline) {
  const bool all_known = co_await tasks_.join_until(deadline);
  if (!all_known) co_await tasks_.cancel_and_join();
  verdict_.dkim = verifier_->finish(tools_.world.wall_time());
  verdict_.dmarc = judge_authors();
  co_return std::move(verdict_);
}

asio::awaitable<void> Authenticator::stop() {
  co_await tasks_.cancel_and_join();
}

dmarc::Outcome Authenticator::judge_authors() const {
  std::vector<dmarc::Identifier> identifiers;
  for (const auto& signature : verdict_.dkim) {
    identifiers.push_back({dmarc::Method::dkim, status_of(signature.result), signature.domain});
  }
  if (verdict_.mail_from) {
    const auto& outcome = verdict_.mail_from->outcome;
    identifiers.push_back({dmarc::Method::spf, status_of(outcome.result), outcome.domain});
  }
  std::vector<dmarc::Outcome> outcomes;
  for (const auto& author : authors_) {
    outcomes.push_back(author.discovery ? dmarc::evaluate(*author.discovery, identifiers, tools_.suffixes)
                                        : dmarc::unevaluable(author.domain));
  }
  auto combined = dmarc::combine(std::move(outcomes));
  if (!no_author_.empty()) combined.reason = no_author_;
  return combined;
}

}  // namespace postern

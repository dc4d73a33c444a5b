#include "verify/authenticator.hpp"

#include <set>

#include "arc/trust.hpp"
#include "checks/list_id.hpp"
#include "mail/author.hpp"

// Each result is temperror from the moment its check starts, and is overwritten when the check ends: whatever
// stops a check early, what it leaves behind is the truth. The verifiers of DKIM and ARC do the same with the
// keys that did not come.

namespace postern {

namespace {

constexpr auto not_in_time = "the DNS did not answer in time";

SpfResult spf_not_in_time(spf::Request request) {
  spf::Outcome outcome{.result = spf::Result::temperror, .domain = request.domain, .problem = not_in_time};
  return {.identity = request.sender, .request = std::move(request), .outcome = std::move(outcome)};
}

std::set<dns::Name> set_of(const std::vector<dns::Name>& names) {
  return {names.begin(), names.end()};
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

Authenticator::Authenticator(const CheckTools& tools, const Gate& gate)
    : tools_(tools),
      gate_(gate),
      resolver_(tools.resolver),
      tasks_(tools.world),
      others_(gate.config.checks, tools.suffixes, resolver_, tasks_) {
  if (settings().dkim) dkim_ = gate.kit.dkim->make_verifier();
  if (settings().arc) arc_.emplace(*gate.kit.arc_keys);
  if (gate.kit.sealer) seal_hash_.emplace(dkim::Canonicalization::relaxed);
}

void Authenticator::sender_known(const Sending& sending) {
  const auto& client = sending.client;
  standing_ = standing_of(client, gate_.config.trust);
  not_checked_ = why_not_checked(client, standing_);
  if (checks_sender() && !client.address) {
    not_checked_ = "the client's address is not known";
    const auto helo = client.helo.value_or("");
    if (settings().spf) untold_spf_ = spf::mail_from_identity({}, helo, sending.sender).domain;
  }
  if (not_checked_.empty()) check_sender(client.address->unmapped(), sending);
  verdict_.login = client.login;
  others_.sender_known(sending, treatment_of(standing_));
}

void Authenticator::check_sender(const base::IpAddress& client, const Sending& sending) {
  const auto helo = sending.client.helo.value_or("");
  verdict_.client = client;
  if (settings().iprev) {
    verdict_.iprev = iprev::Outcome{.result = iprev::Result::temperror, .name = "", .reason = not_in_time};
    tasks_.spawn(check_iprev(client));
  }
  if (settings().spf && (!sending.sender.empty() || !helo.empty())) {
    verdict_.mail_from = spf_not_in_time(spf::mail_from_identity(client, helo, sending.sender));
    tasks_.spawn(check_spf(*verdict_.mail_from));
  }
  if (settings().spf && !helo.empty()) {
    verdict_.helo = spf_not_in_time(spf::helo_identity(client, helo));
    verdict_.helo->identity = helo;
    tasks_.spawn(check_spf(*verdict_.helo));
  }
}

void Authenticator::header_complete(const mail::HeaderBlock& header) {
  for (const auto& entry : header) {
    if (entry.field.is_malformed()) continue;
    if (dkim_) dkim_->header(entry.field.raw());
    if (arc_) arc_->header(entry.field.raw());
  }
  // Who seals often signs with the same key: a name is asked for once.
  std::set<dns::Name> keys;
  if (dkim_) keys.merge(set_of(dkim_->end_of_header()));
  if (arc_) keys.merge(set_of(arc_->end_of_header()));
  for (const auto& name : keys) tasks_.spawn(fetch_key(name));

  others_.header_complete(header);
  if (settings().list_id) verdict_.list_id = checks::list_id(header);

  auto authors = mail::author_domains(header);
  verdict_.authors = authors.domains;
  if (!settings().dmarc || !checks_sender()) return;
  dmarc_.emplace(std::move(authors), settings().dmarc_discovery, tools_.suffixes, resolver_);
  for (std::size_t author = 0; author < dmarc_->author_count(); ++author) tasks_.spawn(discover(author));
}

void Authenticator::body(std::string_view octets) {
  if (dkim_) dkim_->body(octets);
  if (arc_) arc_->body(octets);
  if (seal_hash_) seal_hash_->feed(octets);
}

asio::awaitable<void> Authenticator::check_iprev(base::IpAddress client) {
  verdict_.iprev = co_await iprev::check(client, resolver_);
}

asio::awaitable<void> Authenticator::check_spf(SpfResult& result) {
  result.request.receiver = gate_.config.hostname;
  result.request.now = tools_.world.wall_time();
  result.request.keeps_walk = tools_.keeps_walk;
  const auto deadline = tools_.world.now() + gate_.config.time.spf;
  auto evaluation = spf::evaluate(settings().spf_engine, result.request, resolver_);
  auto outcome = co_await net::within(tools_.world, deadline, std::move(evaluation));
  if (outcome) result.outcome = std::move(*outcome);
}

asio::awaitable<void> Authenticator::fetch_key(dns::Name name) {
  const auto answer = co_await resolver_.resolve({.name = name, .type = dns::Type::TXT});
  if (dkim_) dkim_->set_key(name, answer);
  if (arc_) arc_->set_key(name, answer);
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
  if (dkim_) verdict_.dkim = dkim_->finish(tools_.world.wall_time());
  if (arc_) judge_chain();
  if (dmarc_) co_await judge_authors(deadline);
  if (seal_hash_) seal_hash_->finish();
  verdict_.others = others_.results();
  co_return std::move(verdict_);
}

asio::awaitable<void> Authenticator::stop() {
  co_await tasks_.cancel_and_join();
}

std::string Authenticator::seal(const mail::HeaderBlock& header, const arc::Assessment& assessment) {
  if (!gate_.kit.sealer) return "";
  return gate_.kit.sealer->seal(header, seal_hash_->digest(), assessment).value_or("");
}

void Authenticator::judge_chain() {
  verdict_.arc = arc_->finish(tools_.world.wall_time());
  const auto* believed = arc::believed_set(*verdict_.arc, gate_.kit.trusted_sealers);
  if (believed && believed->results) {
    verdict_.arc_trusted = {.instance = believed->instance,
                            .sealer = believed->seal_domain,
                            .results = believed->results->results};
  }
}

asio::awaitable<void> Authenticator::judge_authors(net::TimePoint deadline) {
  const auto identifiers = dmarc_identifiers();
  for (std::size_t author = 0; author < dmarc_->author_count(); ++author) {
    tasks_.spawn(dmarc_->align(author, identifiers));
  }
  const bool all_known = co_await tasks_.join_until(deadline);
  if (!all_known) co_await tasks_.cancel_and_join();
  auto outcome = dmarc_->outcome(identifiers);
  // A pass is one, and a failure that SPF could not have averted is one; the rest cannot be told, now or
  // later.
  if (untold_spf_.empty() || outcome.result != dmarc::Result::temperror) verdict_.dmarc = std::move(outcome);
}

std::vector<dmarc::Identifier> Authenticator::dmarc_identifiers() const {
  std::vector<dmarc::Identifier> identifiers;
  for (const auto& signature : verdict_.dkim.value_or(std::vector<dkim::Signature>())) {
    identifiers.push_back({dmarc::Method::dkim, status_of(signature.result), signature.domain});
  }
  if (verdict_.mail_from) {
    const auto& outcome = verdict_.mail_from->outcome;
    identifiers.push_back({dmarc::Method::spf, status_of(outcome.result), outcome.domain});
  } else if (!untold_spf_.empty()) {
    identifiers.push_back({dmarc::Method::spf, dmarc::Identifier::Status::temperror, untold_spf_});
  }
  return identifiers;
}

}  // namespace postern

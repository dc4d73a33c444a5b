#include "inspection.hpp"

#include <algorithm>

#include "admission.hpp"
#include "base/ascii.hpp"
#include "intake.hpp"
#include "mail/idna.hpp"
#include "smtp/stray_octets.hpp"

// No dialogue, no upstream; all between them is the code that a session runs, in the order in which it runs
// it: the sender is known, the message is taken in, the checks are joined, and each recipient has a decision.

namespace postern {

namespace {

smtp::StrayOctets stray_octets_of(std::string_view message) {
  smtp::StrayOctetsFinder finder;
  finder.look_at(message);
  finder.finish();
  return finder.found();
}

std::string body_of(std::string_view message, Intake& intake) {
  const auto header = intake.header().octets() + (intake.has_blank_line() ? 2 : 0);
  return std::string(message.substr(std::min(message.size(), header)));
}

/// As rules know a recipient's domain; that of `postmaster`, who has none, is empty.
std::string domain_of(std::string_view recipient) {
  const auto at = recipient.rfind('@');
  const auto domain = at == recipient.npos ? std::string_view() : recipient.substr(at + 1);
  return mail::to_ascii(domain).value_or(base::to_lower(domain));
}

Circumstances circumstances_of(const Arrival& arrival, const ListenerConfig& config) {
  return {.listener = format(config.listen),
          .client = arrival.client.address,
          .helo = arrival.client.helo.value_or(""),
          .sender = arrival.sender,
          .tls = arrival.tls != nullptr,
          .id = arrival.id};
}

/// Recipients of equal decisions together; without recipients, the decision for any.
std::vector<Fate> decide(const Arrival& arrival, const Verdict& verdict, const ListenerConfig& config,
                         const Policy& policy) {
  const auto circumstances = circumstances_of(arrival, config);
  if (arrival.recipients.empty()) return {{.decision = policy.decide(verdict, circumstances, "")}};
  std::vector<Fate> fates;
  for (const auto& recipient : arrival.recipients) {
    auto decision = policy.decide(verdict, circumstances, domain_of(recipient));
    const auto same = std::ranges::find(fates, decision, &Fate::decision);
    if (same != fates.end()) {
      same->recipients.push_back(recipient);
    } else {
      fates.push_back({.recipients = {recipient}, .decision = std::move(decision)});
    }
  }
  return fates;
}

Hop hop_of(const Arrival& arrival, const Verdict& verdict, net::WallTime time) {
  return {.helo = arrival.client.helo.value_or(""),
          .peer = arrival.client.address,
          .peer_name = verified_name(verdict),
          .tls = arrival.tls,
          .authenticated = !arrival.client.login.empty(),
          .utf8 = arrival.utf8,
          .id = arrival.id,
          .recipient = arrival.recipients.size() == 1 ? arrival.recipients.front() : "",
          .time = time};
}

}  // namespace

asio::awaitable<Inspection> inspect(std::string_view message, Arrival arrival, const Gate& gate,
                                    const Policy& policy, CheckTools tools) {
  Admission admission{LoadLimits{}};
  const auto place = admission.admit(gate.config);
  OctetsInFlight octets(admission, *place);
  Authenticator checks(tools, gate);
  Intake intake(tools.world, gate.config, octets, checks);

  checks.sender_known({.client = arrival.client, .sender = arrival.sender, .tls = arrival.tls});
  co_await intake.feed(message);
  co_await intake.finish(stray_octets_of(message), false);

  Inspection inspection;
  inspection.octets = intake.octets();
  inspection.header = intake.header();
  inspection.body = body_of(message, intake);
  inspection.not_checked = checks.not_checked();
  inspection.refusal = intake.refusal();
  if (inspection.refusal) {
    co_await checks.stop();
    inspection.fates = {
        {.recipients = arrival.recipients, .decision = {}, .stamped = {.header = intake.header()}}};
    co_return inspection;
  }
  inspection.verdict = co_await checks.finish(tools.world.now() + gate.config.time.checks);
  inspection.fates = decide(arrival, inspection.verdict, gate.config, policy);
  const Stamping stamping{.gate = gate,
                          .hop = hop_of(arrival, inspection.verdict, tools.world.wall_time()),
                          .charset = arrival.utf8 ? mail::Charset::utf8 : mail::Charset::ascii};
  for (auto& fate : inspection.fates) {
    fate.stamped = stamp(inspection.header, inspection.verdict, fate.decision, stamping, checks);
  }
  inspection.dns_questions = checks.dns_questions();
  inspection.dns_from_cache = checks.dns_from_cache();
  co_return inspection;
}

Action worst_action(const Inspection& inspection) {
  if (inspection.refusal) return inspection.refusal->is_permanent() ? Action::reject : Action::defer;
  return std::ranges::max_element(inspection.fates, {}, [](const Fate& fate) { return fate.decision.action; })
      ->decision.action;
}

}  // namespace postern

#include "check/inspection.hpp"

#include <algorithm>

#include "policy/recipient_groups.hpp"
#include "session/admission.hpp"
#include "session/intake.hpp"
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

/// What the rules see of a recipient; `postmaster` has no domain.
std::string domain_of(std::string_view recipient) {
  const auto at = recipient.rfind('@');
  return policy_domain(at == recipient.npos ? "" : recipient.substr(at + 1));
}

Circumstances circumstances_of(const Arrival& arrival, Standing standing, const ListenerConfig& config) {
  return {.listener = format(config.listen),
          .standing = standing,
          .client = arrival.client.address,
          .helo = arrival.client.helo.value_or(""),
          .sender = arrival.sender,
          .tls = arrival.tls != nullptr,
          .id = arrival.id};
}

/// Without a domain to ask SPF about, only what SPF could not have changed is known of DMARC.
void forget_what_spf_could_change(std::optional<dmarc::Outcome>& dmarc) {
  using enum dmarc::Result;
  if (dmarc && (dmarc->result == fail || dmarc->result == temperror)) dmarc.reset();
}

/// Of a sender that is to be checked there is a result, unless facts are missing.
bool is_dmarc_known(const Inspection& inspection, const Gate& gate) {
  return inspection.verdict.dmarc || !gate.config.checks.dmarc ||
         !treatment_of(inspection.standing).checks_sender;
}

/// Without recipients, the decision for any.
std::vector<Fate> decide(const Arrival& arrival, Standing standing, const Verdict& verdict,
                         const Gate& gate) {
  const auto circumstances = circumstances_of(arrival, standing, gate.config);
  if (arrival.recipients.empty()) {
    return {{.recipients = {}, .decision = gate.policy->decide(verdict, circumstances, ""), .stamped = {}}};
  }
  std::vector<std::string> domains;
  for (const auto& recipient : arrival.recipients) domains.push_back(domain_of(recipient));
  std::vector<Fate> fates;
  for (auto& group : group_recipients(domains, *gate.policy, verdict, circumstances)) {
    Fate fate{.recipients = {}, .decision = std::move(group.decision), .stamped = {}};
    for (const auto place : group.recipients) fate.recipients.push_back(arrival.recipients[place]);
    fates.push_back(std::move(fate));
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
                                    CheckTools tools) {
  Admission admission{LoadLimits{}};
  const auto place = admission.admit(gate.config);
  OctetsInFlight octets(admission, *place);
  Authenticator checks(tools, gate);
  Intake intake(tools.world, gate.config, octets, checks);

  checks.sender_known({.client = arrival.client, .sender = arrival.sender, .tls = arrival.tls});
  co_await intake.feed(message);
  co_await intake.finish(stray_octets_of(message), arrival.is_binary);

  Inspection inspection;
  inspection.octets = intake.octets();
  inspection.header = intake.header();
  inspection.body = body_of(message, intake);
  inspection.standing = checks.standing();
  inspection.not_checked = checks.not_checked();
  inspection.refusal = intake.refusal();
  if (inspection.refusal) {
    co_await checks.stop();
    inspection.fates = {
        {.recipients = arrival.recipients, .decision = {}, .stamped = {.header = intake.header()}}};
    co_return inspection;
  }
  inspection.verdict = co_await checks.finish(tools.world.now() + gate.config.time.checks);
  if (!arrival.is_spf_identity_known) forget_what_spf_could_change(inspection.verdict.dmarc);
  inspection.is_dmarc_known = is_dmarc_known(inspection, gate);
  inspection.fates = decide(arrival, inspection.standing, inspection.verdict, gate);
  const Stamping stamping{.gate = gate,
                          .hop = hop_of(arrival, inspection.verdict, tools.world.wall_time()),
                          .charset = arrival.utf8 ? mail::Charset::utf8 : mail::Charset::ascii};
  for (auto& fate : inspection.fates) {
    // In a dry run nothing is done to a message but what is always done.
    const auto decision = gate.config.policy.dry_run ? Decision{} : fate.decision;
    fate.stamped = stamp(inspection.header, inspection.verdict, decision, stamping, checks);
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

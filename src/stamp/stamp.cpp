#include "stamp/stamp.hpp"

#include <utility>

namespace postern {

namespace {

void prepend_policy_fields(mail::HeaderBlock& header, const Decision& decision, const PolicyConfig& config) {
  const auto prepend = [&header](const std::string& name, const std::string& body) {
    header.prepend(mail::HeaderField::raw(name + ": " + body + "\r\n"));
  };
  for (const auto& [name, body] : decision.tags) prepend(name, body);
  if (decision.action == Action::quarantine) prepend(config.quarantine_field, decision.reason);
}

}  // namespace

std::string Stamped::text() const {
  auto text = seal;
  header.append_to(text);
  return text;
}

Stamped stamp(mail::HeaderBlock header, const Verdict& verdict, const Decision& decision,
              const Stamping& stamping, Authenticator& checks) {
  const auto& [gate, hop, charset] = stamping;
  const auto& config = gate.config;
  auto sanitised = sanitise(header, sanitise_rules(config, checks.standing(), verdict));
  const auto own = header.size();
  header.prepend(mail::HeaderField::raw(received_field(hop, config.hostname)));
  if (config.checks.received_spf) prepend_received_spf(header, verdict);
  prepend_policy_fields(header, decision, config.policy);
  auto results = results_of(verdict, decision, config.authserv_id, charset);
  header.prepend(mail::HeaderField::raw(mail::format_authentication_results(results, charset)));
  auto seal = checks.seal(header, {.chain = verdict.arc.value_or(arc::Outcome()),
                                   .results = results,
                                   .charset = charset,
                                   .now = hop.time});
  const auto added = header.size() - own;
  return {.seal = std::move(seal),
          .header = std::move(header),
          .added = added,
          .results = std::move(results.results),
          .sanitised = std::move(sanitised)};
}

}  // namespace postern

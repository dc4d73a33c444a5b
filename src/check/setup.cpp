#include "check/setup.hpp"

#include <unistd.h>

#include <algorithm>

#include "config/option.hpp"

namespace postern {

namespace {

/// Where nothing listens and nothing is sent, any two places will do.
std::vector<Assignment> any_places(Problems& problems) {
  std::vector<Assignment> places;
  assign(places, {find_option("listen"), {"127.0.0.1:25"}, {"default"}}, problems);
  assign(places, {find_option("upstream"), {"192.0.2.1:25"}, {"default"}}, problems);
  return places;
}

Configuration load(const std::string& file) {
  Problems problems;
  const auto places = any_places(problems);
  const auto built = load_config({.file = file, .given = {}, .assumed = places}, problems);
  std::string text;
  for (const auto& problem : problems) {
    if (problem.severity == Problem::Severity::error) text += (text.empty() ? "" : "\n") + format(problem);
  }
  if (!text.empty()) throw UsageError(text);
  return built.configuration;
}

ListenerConfig choose_listener(const Configuration& configuration, const std::string& wanted) {
  const auto& listeners = configuration.listeners;
  if (wanted.empty()) return listeners.front();
  const auto found = std::ranges::find_if(
      listeners, [&wanted](const ListenerConfig& listener) { return format(listener.listen) == wanted; });
  if (found != listeners.end()) return *found;
  std::string known;
  for (const auto& listener : listeners) known += " " + format(listener.listen);
  throw UsageError("--listener: there is no " + wanted + " in this configuration, but" + known);
}

void leave_out_tls(ListenerConfig& config) {
  config.tls = ListenerTls::off;
  config.certificates.clear();
  config.upstream.tls = UpstreamTls::off;
}

/// A key that only the server may read is no reason to do nothing.
void leave_out_unreadable_seal(ListenerConfig& config, std::vector<std::string>& notes) {
  auto& seal = config.checks.arc_seal;
  if (!seal.is_on() || access(seal.key_file.c_str(), R_OK) == 0) return;
  notes.push_back("the message is not sealed here: " + seal.key_file + " cannot be read");
  seal = {};
}

bool asks_for_recipient(const PolicyRule& rule) {
  const auto asks = [](const PolicyCondition& condition) { return condition.key == "recipient-domain"; };
  return std::ranges::any_of(rule.when, asks) || std::ranges::any_of(rule.unless, asks);
}

}  // namespace

CheckSetup make_check_setup(const CheckCommand& command) {
  const auto configuration = load(command.config);
  auto config = choose_listener(configuration, command.listener);
  CheckSetup setup;
  if (config.policy.dry_run)
    setup.notes.emplace_back("policy-dry-run: the decision is what it would be, and nothing is done");
  if (command.recipients.empty() && std::ranges::any_of(config.policy.rules, asks_for_recipient))
    setup.notes.emplace_back("no recipient-domain of a rule holds: the recipient is not known (--rcpt)");
  leave_out_tls(config);
  leave_out_unreadable_seal(config, setup.notes);
  setup.gate = make_gate(std::move(config));
  const bool has_own_dns = !command.dns.empty() || !command.zone.empty();
  setup.dns = has_own_dns ? command.dns : configuration.process.dns;
  setup.zone = has_own_dns ? command.zone : configuration.process.zone;
  return setup;
}

}  // namespace postern

#include "config/check_facts.hpp"

#include <algorithm>

// Results come from checks, which can be off; what is true or false comes from settings, without which it is
// always false.

namespace postern {

namespace {

bool has_list(const CheckConfig& checks, checks::DnsList::Kind kind) {
  return std::ranges::find(checks.dns_lists, kind, &checks::DnsList::kind) != checks.dns_lists.end();
}

bool is_made(std::string_view key, const CheckConfig& checks) {
  if (key == "iprev") return checks.iprev;
  if (key == "spf" || key == "spf-helo") return checks.spf;
  if (key == "dkim") return checks.dkim;
  if (key.starts_with("dmarc")) return checks.dmarc;
  if (key.starts_with("arc")) return checks.arc;
  if (key == "list-id") return checks.list_id;
  if (key == "x-dnsbl") return has_list(checks, checks::DnsList::Kind::deny);
  if (key == "dnswl") return has_list(checks, checks::DnsList::Kind::allow);
  if (key == "x-ptr") return checks.ptr;
  if (key == "x-aligned-from") return checks.aligned_from;
  if (key == "x-return-mx") return checks.return_mx;
  if (key == "x-tls") return checks.tls;
  return key != "x-header-sanity" || checks.header_sanity;
}

}  // namespace

std::optional<std::string> never_known(std::string_view key, const ListenerConfig& config) {
  const auto& checks = config.checks;
  const auto& policy = config.policy;
  if (!is_made(key, checks)) return "the check behind '" + std::string(key) + "' is not made";
  const bool trusts_sealers = !checks.trusted_sealers.empty() || !checks.trusted_sealers_file.empty();
  if (key == "arc-trusted" && !trusts_sealers) return "there is no trusted-sealer";
  if (key == "allowed" && policy.allow.empty() && policy.allow_file.empty()) return "the allow list is empty";
  if (key == "denied" && policy.deny.empty() && policy.deny_file.empty()) return "the deny list is empty";
  if (key == "tls" && config.tls == ListenerTls::off) return "no client has TLS";
  if (key == "authenticated" && !config.xclient) return "no proxy says by xclient who is authenticated";
  return std::nullopt;
}

}  // namespace postern

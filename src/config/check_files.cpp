#include <filesystem>

#include "config/check.hpp"
#include "config/regular_file.hpp"
#include "dns/zone.hpp"
#include "net/tls_client.hpp"
#include "net/tls_server.hpp"
#include "policy/policy.hpp"
#include "verify/check_kit.hpp"

namespace postern {

namespace {

void check_zone(const std::string& path, Problems& problems) {
  const auto text = read_regular_file(path);
  if (!text) return add_error(problems, {path}, text.error());
  const auto zone = dns::Zone::parse(*text);
  if (!zone) add_error(problems, {path, zone.error().line, 1}, zone.error().text);
}

void check_certificates(const ListenerConfig& config, const Origin& origin, net::WallTime now,
                        Problems& problems) {
  std::vector<net::TlsCertificate> files;
  for (const auto& one : config.certificates) files.push_back({.chain_file = one.chain, .key_file = one.key});
  try {
    const net::TlsServer server(files);
    for (const auto& warning : server.warnings(now)) add_warning(problems, origin, warning);
  } catch (const std::exception& error) {
    const auto expects = find_option("certificate")->expects;
    add_error(problems, origin, std::string(error.what()) + "; a certificate is " + expects);
  }
}

void check_authorities(const std::string& file, const Origin& origin, Problems& problems) {
  try {
    const net::TlsClient client({.trust = net::TlsTrust::ca_file, .ca_file = file});
  } catch (const std::exception& error) {
    add_error(problems, origin, error.what());
  }
}

void check_keys(const CheckConfig& config, const Origin& origin, Problems& problems) {
  try {
    [[maybe_unused]] const auto kit = make_check_kit(config);
  } catch (const std::exception& error) {
    add_error(problems, origin, error.what());
  }
}

void check_lists(const ListenerConfig& config, const Origin& origin, Problems& problems) {
  try {
    [[maybe_unused]] const auto policy = Policy::make(config);
  } catch (const std::exception& error) {
    add_error(problems, origin, error.what());
  }
}

}  // namespace

void check_files(const BuiltConfig& built, net::WallTime now, Problems& problems) {
  const auto& configuration = built.configuration;
  if (!configuration.process.zone.empty()) check_zone(configuration.process.zone, problems);
  for (std::size_t i = 0; i < configuration.listeners.size(); ++i) {
    const auto& config = configuration.listeners[i];
    if (!config.certificates.empty()) {
      check_certificates(config, built.origin_of(i, "certificate"), now, problems);
    }
    if (!config.upstream.ca_file.empty()) {
      check_authorities(config.upstream.ca_file, built.origin_of(i, "upstream-ca-file"), problems);
    }
    if (!problem_with(config.checks)) {
      check_keys(config.checks, built.origin_of(i, "arc-seal-key"), problems);
    }
    const bool has_allow_file = !config.policy.allow_file.empty();
    check_lists(config, built.origin_of(i, has_allow_file ? "allow-file" : "deny-file"), problems);
    if (std::error_code ignored; !std::filesystem::is_directory(config.spool_directory, ignored)) {
      add_error(problems, built.origin_of(i, "spool-directory"),
                config.spool_directory + " is not a directory");
    }
  }
}

}  // namespace postern
